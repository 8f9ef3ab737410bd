// SPDX-License-Identifier: Apache-2.0
package com.example.published;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One version of an artifact in a repository directory. */
record Artifact(Path directory, String version) {

    private static final int JAVA_17 = 61;

    String name() {
        return directory.getFileName().toString();
    }

    Pom pom() throws IOException {
        return Pom.read(file(".pom"));
    }

    boolean isBom() {
        return name().endsWith("-bom");
    }

    long bytes() throws IOException {
        return Files.size(file(".jar"));
    }

    private Path file(String ending) {
        return directory.resolve(version).resolve(name() + "-" + version + ending);
    }

    List<String> problemsWithFiles() throws IOException {
        Set<String> expected = new TreeSet<>();
        List<String> endings = isBom()
                ? List.of(".pom", "-cyclonedx.json", "-cyclonedx.xml")
                : List.of(".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json", "-cyclonedx.xml");
        if (name().equals("pictogram-simulator")) {
            expected.add(file("-standalone.jar").getFileName().toString());
        }
        for (String ending : endings) {
            expected.add(file(ending).getFileName().toString());
        }
        Set<String> actual;
        try (Stream<Path> files = Files.list(directory.resolve(version))) {
            actual = files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
        List<String> problems = new ArrayList<>();
        for (String name : expected) {
            if (!actual.contains(name)) {
                problems.add("is missing: " + name);
            } else if (!actual.contains(name + ".sha1")) {
                problems.add("is missing: " + name + ".sha1");
            }
        }
        for (String name : actual) {
            // Signatures are allowed; a dry run creates none.
            if (!expected.contains(name.replaceAll("(\\.asc)?(\\.(md5|sha1|sha256|sha512))?$", ""))) {
                problems.add("is unexpected: " + name);
            }
        }
        return problems;
    }

    List<String> problemsWithJars() throws IOException {
        List<String> problems = new ArrayList<>();
        if (isBom()) {
            return problems;
        }
        Path file = file(".jar");
        try (JarFile jar = new JarFile(file.toFile())) {
            if (jar.getEntry("META-INF/LICENSE") == null) {
                problems.add("has no META-INF/LICENSE");
            }
            boolean named = jar.getManifest() != null
                    && jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name") != null;
            if (!named && jar.getEntry("module-info.class") == null) {
                problems.add("has no module name");
            }
            for (JarEntry entry : jar.stream().toList()) {
                if (entry.getName().endsWith(".class")
                        && !entry.getName().startsWith("META-INF/versions/")
                        && classVersion(jar, entry) > JAVA_17) {
                    problems.add("is not for Java 17: " + entry.getName());
                }
            }
        }
        return problems;
    }

    private static int classVersion(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] head = in.readNBytes(8);
            return (head[6] & 0xff) << 8 | head[7] & 0xff;
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
