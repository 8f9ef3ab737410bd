// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A worker in a separate JVM, which is killed from outside or halts at a step. */
final class WorkerProcess {

    private static final String SQLITE = "sqlite:";

    private WorkerProcess() {}

    /** Arguments: the database, the referee's port, heartbeat in ms, maxInFlight, rate, a step or "-", and its number. */
    @SuppressWarnings("try") // Runs until it is killed.
    public static void main(String[] args) throws Exception {
        Referee.Port port = new Referee.Port(Integer.parseInt(args[1]));
        WorkerSettings settings = WorkerSettings.defaults()
                .withHeartbeat(Duration.ofMillis(Long.parseLong(args[2])))
                .withMaxInFlight(Integer.parseInt(args[3]))
                .withRate(Double.parseDouble(args[4]));
        AtomicInteger countdown = new AtomicInteger(Integer.parseInt(args[6]));
        Step.Watcher halt = step -> {
            if (step.name().equals(args[5]) && countdown.decrementAndGet() == 0) {
                Runtime.getRuntime().halt(9);
            }
        };
        try (OutboxWorker worker = start(args[0], port, settings, halt)) {
            System.out.println("started " + worker.name());
            System.in.read(); // until the parent closes it or dies
        }
    }

    private static OutboxWorker start(String url, Referee.Port port, WorkerSettings settings, Step.Watcher halt)
            throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (true) {
            try {
                Outbox outbox = url.startsWith(SQLITE)
                        ? Outbox.inFile(file(url), Messages.SENDER, port)
                        : Outbox.on(source(url), Messages.SENDER, port);
                return OutboxWorker.start(
                        settings,
                        List.of(outbox, outbox.forSender(Messages.OTHER_SENDER, port)),
                        new Store(outbox.database().dialect()),
                        halt);
            } catch (RuntimeException serverRestarts) {
                if (url.startsWith(SQLITE) || System.nanoTime() - deadline > 0) {
                    throw serverRestarts;
                }
                TimeUnit.MILLISECONDS.sleep(100); // as a supervisor that starts the process again
            }
        }
    }

    private static Path file(String url) {
        return Path.of(url.substring(SQLITE.length()));
    }

    static DataSource source(String url) {
        if (url.startsWith(SQLITE)) {
            return SqliteFile.open(file(url));
        }
        HikariDataSource pool = TestDatabase.pool(url, 8);
        pool.setConnectionTimeout(2_000);
        return pool;
    }

    static Process start(
            String url, Referee referee, int heartbeatMillis, int maxInFlight, double rate, String step, int number)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                WorkerProcess.class.getName()));
        command.addAll(List.of(
                url,
                String.valueOf(referee.port()),
                String.valueOf(heartbeatMillis),
                String.valueOf(maxInFlight),
                String.valueOf(rate),
                step,
                String.valueOf(number)));
        File log = File.createTempFile("worker", ".log");
        log.deleteOnExit();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
    }
}
