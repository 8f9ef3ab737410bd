// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.simulator.KaleyraSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that snippets compile, that links, artifacts and versions exist, and that CI runs the documented commands. */
class DocumentationTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root")).normalize();
    /** The tested code of the guide for adapters. */
    private static final List<String> ADAPTERS =
            List.of("examples/custom-adapter/src", "wire/src/test/java/dev/pictogram/wire/adapter");

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)(#[^)]*)?\\)");
    private static final Pattern LINK_TO_HEADING = Pattern.compile("\\]\\((?!https?:)([^)#]*)#([^)]*)\\)");

    private static final Pattern CURL = Pattern.compile(
            "curl 'http://127.0.0.1:8420(/v2/.*?)' +-H '(.*?): (.*?)' " + "-H '(.*?): (.*?)' +-d '(.*?)'");

    static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.startsWith(ROOT.resolve("docs/target")))
                    .toList();
        }
    }

    static List<Snippet> javaSnippets() throws IOException {
        return snippets("java");
    }

    private static List<Snippet> snippets(String language) throws IOException {
        List<Snippet> all = new ArrayList<>();
        for (Path page : pages()) {
            all.addAll(Snippet.of(page));
        }
        return all.stream().filter(s -> s.language().equals(language)).toList();
    }

    @ParameterizedTest
    @MethodSource("javaSnippets")
    void every_java_snippet_compiles(Snippet snippet) {
        assertThat(snippet.compilerErrors()).isEmpty();
    }

    @Test
    void the_readme_has_snippets_to_compile() throws IOException {
        assertThat(Snippet.of(ROOT.resolve("README.md")))
                .filteredOn(s -> s.language().equals("java"))
                .isNotEmpty();
    }

    @Test
    void a_snippet_that_does_not_compile_is_detected(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("wrong.md");
        Files.writeString(page, "Wrong on purpose:\n\n```java\nmessaging.sendTwice(message);\n```\n");

        assertThat(Snippet.of(page))
                .singleElement()
                .satisfies(s -> assertThat(s.compilerErrors())
                        .singleElement()
                        .asString()
                        .contains("sendTwice"));
    }

    @Test
    void a_module_that_requires_an_unknown_module_is_detected() {
        Snippet wrong = new Snippet("wrong on purpose", "java", "module a {\n    requires dev.pictogram.jkd;\n}");

        assertThat(wrong.compilerErrors()).singleElement().asString().contains("dev.pictogram.jkd");
    }

    @Test
    void the_adapter_guide_shows_tested_code() throws IOException {
        List<Snippet> snippets = Snippet.of(ROOT.resolve("docs/write-your-own-adapter.md")).stream()
                .filter(s -> s.language().equals("java"))
                .toList();

        assertThat(snippets).hasSizeGreaterThan(5);
        for (Snippet snippet : snippets) {
            assertThat(untestedLines(snippet, ADAPTERS)).as(snippet.where()).isEmpty();
        }
    }

    @Test
    void the_test_of_an_application_with_an_outbox_is_a_tested_one() throws IOException {
        List<Snippet> snippets = Snippet.of(ROOT.resolve("docs/outbox-on-spring-boot.md")).stream()
                .filter(s -> s.text().contains("class Shipping"))
                .toList();

        assertThat(snippets).hasSize(2);
        for (Snippet snippet : snippets) {
            assertThat(untestedLines(
                            snippet,
                            List.of("adapter-spring/applications/src/test/java/dev/pictogram/applications/shipping")))
                    .as(snippet.where())
                    .isEmpty();
        }
    }

    @Test
    void an_untested_line_is_detected() throws IOException {
        Snippet wrong = new Snippet(
                "wrong on purpose",
                "java",
                "class Attempt {\n    boolean isOneShot() {\n        return false;\n    }\n}");

        assertThat(untestedLines(wrong, ADAPTERS)).containsExactly("boolean isOneShot() {", "return false;");
    }

    /** Ignores the lines that only make an excerpt compile: imports, class headers and fields. */
    private static List<String> untestedLines(Snippet snippet, List<String> directories) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String directory : directories) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(directory))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        Set<String> example = new HashSet<>();
        for (Path source : sources) {
            Files.readAllLines(source).forEach(line -> example.add(line.strip()));
        }
        return snippet.text()
                .lines()
                .map(String::strip)
                .filter(line ->
                        !line.matches("(import|package|(final |abstract )?class|abstract|private \\S+ \\w+;).*"))
                .filter(line -> !example.contains(line))
                .toList();
    }

    @Test
    void every_test_named_in_security_exists() throws IOException {
        List<String> named = testsNamedIn(Files.readString(ROOT.resolve("SECURITY.md")));

        assertThat(named).hasSizeGreaterThan(20);
        assertThat(missingTests(named)).isEmpty();
    }

    @Test
    void a_missing_test_is_detected() throws IOException {
        String page = "`DocumentationTest.a_missing_test_is_detected`, `DocumentationTest.missing`";

        assertThat(missingTests(testsNamedIn(page))).containsExactly("DocumentationTest.missing");
    }

    private static List<String> testsNamedIn(String page) {
        return Pattern.compile("`(\\w+(?:Test|Contract|Clauses)\\.\\w+)`")
                .matcher(page)
                .results()
                .map(m -> m.group(1))
                .toList();
    }

    private static List<String> missingTests(List<String> named) throws IOException {
        Set<String> existing = new HashSet<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(f -> f.toString().matches(".*/src/.*(Test|Contract|Clauses)\\.java"))
                    .toList()) {
                String type = file.getFileName().toString().replace(".java", "");
                Pattern.compile(" void (\\w+)\\(")
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(m -> existing.add(type + "." + m.group(1)));
            }
        }
        return named.stream().filter(test -> !existing.contains(test)).toList();
    }

    @Test
    void every_maven_dependency_is_a_current_artifact() throws IOException {
        List<Snippet> dependencies = snippets("xml").stream()
                .filter(s -> s.text().contains("dev.pictogram"))
                .toList();

        assertThat(dependencies).isNotEmpty();
        for (Snippet snippet : dependencies) {
            assertThat(valuesOf("artifactId", snippet))
                    .as(snippet.where())
                    .isNotEmpty()
                    .allSatisfy(artifact -> assertThat(ROOT.resolve(artifact.replaceFirst("^pictogram-", ""))
                                    .resolve("pom.xml"))
                            .exists());
            assertThat(valuesOf("version", snippet))
                    .as(snippet.where())
                    .allSatisfy(version -> assertThat(version).isEqualTo(System.getProperty("project.version")));
        }
    }

    private static List<String> valuesOf(String element, Snippet snippet) {
        return Pattern.compile("<" + element + ">(.*?)</" + element + ">")
                .matcher(snippet.text())
                .results()
                .map(m -> m.group(1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_linked_file_exists(Path page) throws IOException {
        assertThat(LINK.matcher(Files.readString(page)).results().map(m -> m.group(1)))
                .allSatisfy(target -> assertThat(page.resolveSibling(target)).exists());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_linked_heading_exists(Path page) throws IOException {
        assertThat(linksToMissingHeadings(page)).isEmpty();
    }

    @Test
    void a_link_to_a_missing_heading_is_detected(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("there.md"), "# What `is` there, and what not\n\n```sh\n# not this\n```\n");
        Path page = Files.writeString(
                folder.resolve("wrong.md"),
                "# Here\n[a](#here) [b](#away) [c](there.md#what-is-there-and-what-not) [d](there.md#not-this)");

        assertThat(linksToMissingHeadings(page)).containsExactly("#away", "there.md#not-this");
    }

    private static List<String> linksToMissingHeadings(Path page) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (MatchResult link :
                LINK_TO_HEADING.matcher(Files.readString(page)).results().toList()) {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            if (!new Page(Files.readString(target)).anchors().contains(link.group(2))) {
                wrong.add(link.group(1) + "#" + link.group(2));
            }
        }
        return wrong;
    }

    @Test
    void every_message_sent_with_curl_is_accepted() throws Exception {
        List<Matcher> sends = snippets("sh").stream()
                .map(s -> CURL.matcher(s.text().replace("\\\n", "")))
                .filter(Matcher::find)
                .toList();

        assertThat(sends).isNotEmpty();
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            for (Matcher curl : sends) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(kaleyra.pod() + curl.group(1)))
                        .headers(curl.group(2), curl.group(3), curl.group(4), curl.group(5))
                        .POST(HttpRequest.BodyPublishers.ofString(curl.group(6)))
                        .build();
                assertThat(HttpClient.newHttpClient()
                                .send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(202);
            }
        }
    }

    @Test
    void ci_runs_the_test_command_of_the_readme() throws IOException {
        List<String> commands = Snippet.of(ROOT.resolve("README.md")).stream()
                .filter(s -> s.language().equals("sh"))
                .flatMap(s -> s.text().lines())
                .filter(line -> line.startsWith("./mvnw") && line.contains("verify"))
                .toList();

        assertThat(commands).hasSize(1);
        assertThat(Files.readString(ROOT.resolve(".ci/run")))
                .containsPattern("(?m)^ *(exec )?" + Pattern.quote(commands.get(0)));
    }
}
