// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.simulator.AcceptedMessage;
import dev.pictogram.simulator.KaleyraSimulator;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the programs of "Getting started" against the simulator. */
@Timeout(180)
class DocumentationGettingStartedTest {

    private static final Path PAGE = Page.ROOT.resolve("docs/getting-started.md");

    @TempDir
    private Path project;

    static List<Snippet> programs() throws IOException {
        return snippets("java").stream()
                .filter(snippet -> snippet.text().contains("void main("))
                .toList();
    }

    private static List<Snippet> snippets(String language) throws IOException {
        return Snippet.of(PAGE).stream()
                .filter(snippet -> snippet.language().equals(language))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void every_program_sends_a_message(Snippet program) throws Exception {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            String output = run(program, kaleyra);

            List<AcceptedMessage> accepted = kaleyra.accepted();
            assertThat(accepted).as(output).hasSize(1);
            assertThat(output)
                    .contains("accepted, keep this id: " + accepted.get(0).id());
        }
    }

    @Test
    void there_are_programs_for_the_jdk_and_for_spring_boot() throws IOException {
        assertThat(programs()).hasSize(2);
    }

    @Test
    void a_program_that_does_not_send_is_detected() throws Exception {
        Snippet right = programs().get(0);
        Snippet wrong = new Snippet("wrong on purpose", "java", right.text().replace("KALEYRA_SID", "KALEYRA_SDI"));
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            assertThat(run(wrong, kaleyra)).contains("NullPointerException");
            assertThat(kaleyra.accepted()).isEmpty();
        }
    }

    /** Compiles and runs a program with the environment of the page, except for the simulator's port. */
    private String run(Snippet program, KaleyraSimulator kaleyra) throws Exception {
        assertThat(program.compileTo(project.toString())).isEmpty();
        for (Snippet properties : snippets("properties")) {
            Files.writeString(project.resolve("application.properties"), properties.text());
        }
        Path output = project.resolve("output.txt");
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        project + File.pathSeparator + Snippet.classPath(),
                        mainClass(program.text()),
                        "+919800000001")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        java.environment().putAll(exports());
        java.environment().put("KALEYRA_URL", kaleyra.pod().toString());
        // The reader's project has no web server; this module's class path has two, for SpringCallbackEndpointsTest.
        java.environment().put("SPRING_MAIN_WEB_APPLICATION_TYPE", "none");
        Process process = java.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }

    private static Map<String, String> exports() throws IOException {
        Map<String, String> exports = new TreeMap<>();
        Snippet shell = snippets("sh").stream()
                .filter(snippet -> snippet.text().startsWith("export KALEYRA_URL="))
                .findFirst()
                .orElseThrow();
        Pattern.compile("(KALEYRA_\\w+)=(\\S+)")
                .matcher(shell.text())
                .results()
                .forEach(m -> exports.put(m.group(1), m.group(2)));
        assertThat(exports).hasSize(4);
        return exports;
    }

    private static String mainClass(String program) {
        String inPackage = first("(?m)^package (\\S+);", program);
        String name = first("(?m)^(?:public )?class (\\w+)", program);
        return inPackage.isEmpty() ? name : inPackage + "." + name;
    }

    private static String first(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(m -> m.group(1))
                .findFirst()
                .orElse("");
    }
}
