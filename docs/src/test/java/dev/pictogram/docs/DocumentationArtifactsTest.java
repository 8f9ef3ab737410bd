// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the list of artifacts and the BOM with the published modules and their dependencies. */
class DocumentationArtifactsTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root")).normalize();
    private static final String PUBLISHED = "<maven.deploy.skip>false</maven.deploy.skip>";

    /** Version properties of the parent POM, and the artifacts that have these versions. */
    private static final Map<String, String> VERSIONS = Map.of(
            "gson.version", "com.google.code.gson:gson",
            "failsafe.version", "dev.failsafe:failsafe",
            "httpcore5.version", "org.apache.httpcomponents.core5:httpcore5",
            "feign.version", "io.github.openfeign:feign-core",
            "guice.version", "com.google.inject:guice",
            "assertj.version", "org.assertj:assertj-core",
            "archunit.version", "com.tngtech.archunit:archunit",
            "junit.version", "org.junit.jupiter:junit-jupiter-api",
            "jspecify.version", "org.jspecify:jspecify");

    @Test
    void every_published_artifact_is_listed_with_its_module() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/artifacts.md"));
        assertThat(listed(page)).isEqualTo(published());
    }

    @Test
    void the_bom_has_the_published_artifacts_and_no_others() throws IOException {
        List<String> names = Pattern.compile("<artifactId>(.*?)</artifactId>")
                .matcher(Files.readString(ROOT.resolve("bom/pom.xml"))
                        .split("<dependencyManagement>")[1]
                        .split("</dependencyManagement>")[0])
                .results()
                .map(name -> name.group(1))
                .toList();
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(published().keySet().stream()
                        .filter(name -> !name.equals("pictogram-bom"))
                        .toList());
    }

    @Test
    void every_dependency_is_listed_with_its_version() throws IOException {
        assertThat(versionsMissingIn(Files.readString(ROOT.resolve("docs/artifacts.md"))))
                .isEmpty();
    }

    @Test
    void missing_and_outdated_rows_are_detected() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/artifacts.md"));
        String wrong = page.replaceFirst("(?m)^\\| `pictogram-wire` .*\\R", "")
                .replace("`dev.pictogram.feign`", "`dev.pictogram.reign`")
                .replace("| `dev.failsafe:failsafe` | 3.3.2", "| `dev.failsafe:failsafe` | 3.3.1");

        assertThat(listed(wrong))
                .doesNotContainKey("pictogram-wire")
                .containsEntry("pictogram-adapter-feign", "dev.pictogram.reign");
        assertThat(versionsMissingIn(wrong)).containsExactly("dev.failsafe:failsafe 3.3.2");
    }

    /** {@return artifacts with the names of their modules; an artifact without one has an empty name} */
    private static Map<String, String> listed(String page) {
        Map<String, String> listed = new LinkedHashMap<>();
        Pattern row = Pattern.compile("(?m)^\\| `(pictogram-[\\w-]+)` \\|(?: `([\\w.]+)`)?");
        for (MatchResult found : row.matcher(page).results().toList()) {
            listed.put(found.group(1), found.group(2) == null ? "" : found.group(2));
        }
        return listed;
    }

    private static Map<String, String> published() throws IOException {
        Map<String, String> published = new LinkedHashMap<>();
        try (Stream<Path> directories = Files.list(ROOT)) {
            for (Path directory : directories.toList()) {
                Path pom = directory.resolve("pom.xml");
                if (Files.exists(pom) && Files.readString(pom).contains(PUBLISHED)) {
                    published.put("pictogram-" + directory.getFileName(), module(directory));
                }
            }
        }
        return published;
    }

    private static String module(Path directory) throws IOException {
        Path descriptor = directory.resolve("src/main/java/module-info.java");
        return Files.exists(descriptor)
                ? Pattern.compile("(?m)^(?:@\\w+ )?module ([\\w.]+)")
                        .matcher(Files.readString(descriptor))
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group(1)
                : "";
    }

    private static List<String> versionsMissingIn(String page) throws IOException {
        String parent = Files.readString(ROOT.resolve("pom.xml"));
        return VERSIONS.entrySet().stream()
                .map(version -> {
                    String number =
                            parent.split("<" + version.getKey() + ">")[1].split("<")[0];
                    return version.getValue() + " " + number;
                })
                .filter(library -> {
                    String[] parts = library.split(" ");
                    String name = Pattern.quote(parts[0]);
                    return !Pattern.compile(name + "`[^\\n]*\\b" + Pattern.quote(parts[1]) + "\\b")
                            .matcher(page)
                            .find();
                })
                .toList();
    }
}
