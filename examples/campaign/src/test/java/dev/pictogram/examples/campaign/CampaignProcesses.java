// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Runs the program in separate JVMs, which are killed at the end of the test. */
final class CampaignProcesses implements AutoCloseable {

    private final Path directory;
    private final List<Running> all = new ArrayList<>();

    CampaignProcesses(Path directory) {
        this.directory = directory;
    }

    /** A JVM, and the file with its output. */
    record Running(Process process, Path log) {

        String output() throws IOException {
            return Files.readString(log);
        }

        /** Returns the exit status. */
        int await() throws Exception {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).as(output()).isTrue();
            return process.exitValue();
        }
    }

    Running start(Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                CampaignProgram.class.getName()));
        command.addAll(List.of(args));
        Path log = directory.resolve("process-" + all.size() + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Running running = new Running(builder.start(), log);
        all.add(running);
        return running;
    }

    /** Writes a campaign file with the keys k1, k2 and so on. */
    Path file(int rows) throws IOException {
        return Files.write(
                directory.resolve("sale.csv"),
                IntStream.rangeClosed(0, rows)
                        .mapToObj(i -> i == 0
                                ? "key,phone,link,caption"
                                : "k" + i + ",+" + (919800000000L + i) + ",https://example.com/a.png,Hello")
                        .toList());
    }

    static List<CSVRecord> results(Path file) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser rows = CSVParser.parse(file, UTF_8, format)) {
            return rows.getRecords();
        }
    }

    /** Fails if a process ends before the condition is true. */
    void awaitWhileAlive(Callable<Boolean> condition) throws Exception {
        awaitTrue(() -> {
            for (Running running : all) {
                assertThat(running.process().isAlive()).as(running.output()).isTrue();
            }
            return condition.call();
        });
    }

    static void awaitTrue(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("time").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20); // polls another process, which sends no notification
        }
    }

    @Override
    public void close() {
        all.forEach(running -> running.process().destroyForcibly().onExit().join());
    }
}
