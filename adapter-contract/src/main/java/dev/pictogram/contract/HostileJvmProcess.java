// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * A second JVM that runs the clauses of {@link HostileJvmClauses} for a contract, and reports each outcome when it is known.
 *
 * <p>It has the class path of this JVM, and ends when this JVM ends.
 */
final class HostileJvmProcess implements AutoCloseable {

    /** A JVM without a new outcome for so long is ended. A clause takes at most a minute. */
    static final Duration SILENCE = Duration.ofSeconds(90);

    /**
     * A heap that an endless response fills, a common pool that CompletableFuture uses however few cores there are, a default
     * locale that formats 1 as U+0661, and two properties that make java.net.http retry a POST and skip host name verification.
     */
    private static final List<String> HOSTILE = List.of(
            "-XX:TieredStopAtLevel=1", // a short run does not pay for optimised code
            "-Xmx64m",
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=4",
            "-Duser.language=ar",
            "-Duser.country=EG",
            "-Duser.extensions=",
            "-Djdk.httpclient.enableAllMethodRetry=true",
            "-Djdk.internal.httpclient.disableHostnameVerification=true");

    private static final int LINES_OF_LOG = 30;

    private final Process process;
    private final Path log;
    private final Duration silence;
    private final Map<String, Outcome> outcomes = new HashMap<>();
    private boolean running = true;
    private long heardAt = System.nanoTime();

    private HostileJvmProcess(Process process, Path log, Duration silence) {
        this.process = process;
        this.log = log;
        this.silence = silence;
    }

    /**
     * The outcome of one clause with its arguments.
     *
     * @param status JUnit's status
     * @param text the stack trace, or nothing
     */
    record Outcome(Status status, String text) {}

    static HostileJvmProcess start(Class<?> contract, Duration silence) throws IOException {
        Path log = Files.createTempFile("pictogram-hostile-jvm", ".log");
        HostileJvmProcess started;
        try {
            started = new HostileJvmProcess(
                    new ProcessBuilder(command(contract))
                            .redirectError(log.toFile())
                            .start(),
                    log,
                    silence);
        } catch (IOException e) {
            Files.delete(log);
            throw e;
        }
        Thread reader = new Thread(started::read, "hostile-jvm-reader");
        reader.setDaemon(true);
        reader.start();
        return started;
    }

    private static List<String> command(Class<?> contract) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(HostileJvmProcess::isPassedOn)
                .forEach(command::add);
        command.addAll(HOSTILE);
        command.addAll(List.of("-cp", classPath(contract), HostileJvmMain.class.getName(), contract.getName()));
        return command;
    }

    private static boolean isPassedOn(String option) {
        return option.startsWith("-D")
                || option.startsWith("--add-opens=java.")
                || option.startsWith("--add-exports=java.")
                || option.equals("--enable-preview");
    }

    /** The classes of this JVM on its module path, on its class path, or patched into a module, as the tests are. */
    static String classPath(Class<?> contract) {
        return Stream.of(
                        location(contract),
                        location(HostileJvmMain.class),
                        System.getProperty("jdk.module.path"),
                        System.getProperty("java.class.path"))
                .filter(path -> path != null && !path.isEmpty())
                .distinct()
                .collect(joining(File.pathSeparator));
    }

    /** {@return the folder or jar of a class} A class in a patch has the module's code source, which is not its own. */
    private static String location(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        URL url = type.getResource("/" + file);
        if (url == null) {
            throw new IllegalStateException("no file of " + type);
        }
        String location = url.toString().substring(0, url.toString().length() - file.length());
        try {
            return Path.of(new URI(location.replaceFirst("^jar:", "").replaceFirst("!/$", "")))
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads outcomes until the process ends or is ended. */
    private void read() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                HostileJvmMain.Line.parse(line).ifPresent(parsed -> add(parsed.id(), parsed.outcome()));
            }
        } catch (IOException ended) {
            // The clauses without an outcome fail.
        }
        synchronized (this) {
            running = false;
            notifyAll();
        }
    }

    private synchronized void add(String id, Outcome outcome) {
        outcomes.put(id, outcome);
        heardAt = System.nanoTime();
        notifyAll();
    }

    /** Waits for the outcome of a test; a test without an outcome when the process has ended is a failed one. */
    Outcome await(String uniqueId) throws InterruptedException {
        String id = HostileJvmMain.idOf(uniqueId);
        synchronized (this) {
            while (!outcomes.containsKey(id) && running) {
                long left = silence.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardAt);
                if (left <= 0) {
                    process.destroyForcibly();
                    return missing("was ended, since it reported nothing for " + silence.toSeconds() + " s");
                }
                wait(left);
            }
            Outcome outcome = outcomes.get(id);
            return outcome != null ? outcome : missing("ended before this clause did, with exit value " + exitValue());
        }
    }

    private String exitValue() throws InterruptedException {
        return process.waitFor(10, TimeUnit.SECONDS) ? String.valueOf(process.exitValue()) : "unknown";
    }

    private Outcome missing(String why) {
        String failures = outcomes.entrySet().stream()
                .filter(each -> each.getKey().equals(HostileJvmMain.WHOLE_RUN))
                .map(each -> "\n" + each.getValue().text())
                .collect(joining());
        return new Outcome(Status.FAILED, "the JVM " + why + failures + "\n" + endOfLog());
    }

    private String endOfLog() {
        try (InputStream in = Files.newInputStream(log)) {
            List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
        } catch (IOException e) {
            return "its log cannot be read: " + e;
        }
    }

    /** Ends the process. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            // Not onExit, which completes on the common pool: it may be busy.
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IOException("the process does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(log);
    }
}
