// SPDX-License-Identifier: Apache-2.0
package com.example.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The sizes in docs/artifacts.md are those of the published jars, give or take 15 %. */
class SizesTest {

    private static final double TOLERANCE = 0.15;

    @Test
    void the_page_states_the_sizes_of_the_jars() throws IOException {
        assertThat(wrongSizes(page())).isEmpty();
    }

    @Test
    void the_page_states_the_sizes_of_the_adapters_with_all_dependencies() throws IOException {
        assertThat(wrongTotals(page())).isEmpty();
    }

    @Test
    void wrong_and_missing_sizes_are_detected() throws IOException {
        String wrong = page().replaceFirst("(`pictogram-wire` \\|[^|]*\\|) \\d+", "$1 70")
                .replaceFirst("(?m)^\\| `pictogram-core` .*\\R", "")
                .replaceFirst("(the JDK adapter is) \\d+ jars", "$1 9 jars")
                .replaceFirst("(the Feign adapter \\d+ jars and) [\\d.]+ MB", "$1 9.9 MB")
                .replaceFirst("the Spring adapter", "another adapter");

        assertThat(wrongSizes(wrong)).extracting(found -> found.split(": ")[0])
                .containsExactlyInAnyOrder("pictogram-core", "pictogram-wire");
        assertThat(wrongTotals(wrong)).extracting(found -> found.split(": ")[0])
                .containsExactlyInAnyOrder("pictogram-adapter-jdk", "pictogram-adapter-feign", "pictogram-adapter-spring");
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../../docs/artifacts.md"));
    }

    private static List<String> wrongSizes(String page) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Artifact artifact : PublishedTest.artifacts()) {
            if (!artifact.isBom()) {
                Matcher row = Pattern.compile("\\| `" + artifact.name() + "` \\|[^|]*\\| (\\d+) \\|").matcher(page);
                double actual = artifact.bytes() / 1e3;
                if (!row.find() || isOff(Double.parseDouble(row.group(1)), actual)) {
                    wrong.add(String.format(Locale.ROOT, "%s: %.0f KB", artifact, actual));
                }
            }
        }
        return wrong;
    }

    private static List<String> wrongTotals(String page) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Artifact artifact : PublishedTest.artifacts()) {
            Matcher adapter = Pattern.compile("pictogram-adapter-(?!contract)(\\w+)").matcher(artifact.name());
            if (adapter.matches()) {
                Matcher total = Pattern.compile(
                                "(?i)the\\s+" + adapter.group(1) + "\\s+adapter\\s+(?:is\\s+)?(\\d+)\\s+jars\\s+and\\s+([\\d.]+)\\s+MB")
                        .matcher(page);
                List<Path> jars = jarsWithDependencies(artifact.name());
                double actual = 0;
                for (Path jar : jars) {
                    actual += Files.size(jar) / 1e6;
                }
                if (!total.find()
                        || Integer.parseInt(total.group(1)) != jars.size()
                        || isOff(Double.parseDouble(total.group(2)), actual)) {
                    wrong.add(String.format(Locale.ROOT, "%s: %d jars and %.1f MB", artifact, jars.size(), actual));
                }
            }
        }
        return wrong;
    }

    /** {@return the jars that Maven resolves for an application with this artifact} */
    private static List<Path> jarsWithDependencies(String artifact) throws IOException {
        Map<String, Set<String>> graph = new TreeMap<>();
        Pattern edge = Pattern.compile("\"\\(?[^:\"]+:([^:]+):.*?\" -> \"\\(?[^:\"]+:([^:]+):");
        for (String line : Files.readAllLines(Path.of("target/dependencies.dot"))) {
            Matcher found = edge.matcher(line);
            if (found.find()) {
                graph.computeIfAbsent(found.group(1), name -> new TreeSet<>()).add(found.group(2));
            }
        }
        Set<String> names = new TreeSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(artifact));
        while (!next.isEmpty()) {
            String name = next.pop();
            if (names.add(name)) {
                next.addAll(graph.getOrDefault(name, Set.of()));
            }
        }
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<Path> jars = Arrays.stream(classPath.split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> names.contains(jar.getFileName().toString().replaceFirst("-\\d.*", "")))
                .toList();
        assertThat(jars).as(names.toString()).hasSameSizeAs(names);
        return jars;
    }

    private static boolean isOff(double stated, double actual) {
        return Math.abs(stated - actual) > TOLERANCE * actual;
    }
}
