// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/**
 * A JDK, and processes on it.
 *
 * @param home its directory
 */
record Jvm(Path home) {

    /** The same small heap for all clients, and a collector whose work can be counted exactly. */
    private static final List<String> HEAP = List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m");

    static Jvm thisOne() {
        return new Jvm(Path.of(System.getProperty("java.home")));
    }

    /** Returns its version. */
    String version() throws IOException {
        Properties release = new Properties();
        try (Reader in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
        }
        return release.getProperty("JAVA_VERSION", "unknown").replace("\"", "");
    }

    /** Runs this program on it, trusting a certificate, and returns the output. */
    String output(int limitSeconds, Keys keys, String... args) throws Exception {
        List<String> options = new ArrayList<>(HEAP);
        options.add(keys.trustOption());
        return ended(program(options, System.getProperty("java.class.path"), args), limitSeconds);
    }

    ProcessBuilder program(List<String> options, String classPath, String... args) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }

    private String java() {
        return home.resolve("bin").resolve("java").toString();
    }

    /** Runs a program and returns its standard output; an exception contains standard error. */
    static String ended(ProcessBuilder program, int limitSeconds) throws Exception {
        Path said = Files.createTempFile("benchmarks", ".err");
        Process process = program.redirectError(said.toFile()).start();
        CompletableFuture.delayedExecutor(limitSeconds, SECONDS).execute(process::destroyForcibly);
        try {
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("exit " + process.exitValue() + " of " + program.command() + "\n" + out
                        + Files.readString(said));
            }
            return out;
        } finally {
            process.destroy();
            Files.delete(said);
        }
    }

    /** A stub in a separate process, which ends with this one. */
    static final class StubProcess implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        private final URI uri;

        StubProcess(Server server, long delayMillis, Keys keys) throws IOException {
            process = thisOne()
                    .program(
                            HEAP,
                            System.getProperty("java.class.path"),
                            "stub",
                            "--server=" + server.title(),
                            "--delay=" + delayMillis,
                            "--keys=" + keys.directory())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
            uri = URI.create(out.readLine());
        }

        URI uri() {
            return uri;
        }

        /** Returns the number of requests. */
        long requests() throws IOException {
            process.getOutputStream().write('?');
            process.getOutputStream().flush();
            return Long.parseLong(out.readLine());
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
