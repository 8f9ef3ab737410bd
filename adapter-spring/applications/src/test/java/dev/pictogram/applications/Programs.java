// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a class in a JVM. */
final class Programs {

    private Programs() {}

    /** Returns the class path of an application in production: without DevTools. */
    static String classPath() {
        return Stream.of(classPathWithDevTools().split(File.pathSeparator))
                .filter(entry -> !entry.contains("spring-boot-devtools"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    static String classPathWithDevTools() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /**
     * Runs a program until it exits with 0, and returns its output.
     *
     * @param environment its environment variables, in addition to this JVM's
     */
    static String run(
            Path directory,
            String classPath,
            List<String> options,
            Map<String, String> environment,
            Class<?> main,
            String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PICTOGRAM_"));
        builder.environment().putAll(environment);
        Process program = builder.start();
        try {
            assertThat(program.waitFor(120, TimeUnit.SECONDS)).as("exited").isTrue();
        } finally {
            program.destroyForcibly();
        }
        String text = Files.readString(output);
        assertThat(program.exitValue()).as(text).isZero();
        return text;
    }
}
