// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendResult;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Measures how many messages a second one worker sends for one sender, by the number of messages in flight. The port responds after a
 * fixed time without I/O, so that the outbox and its database are the limit.
 */
public final class OutboxThroughput implements AutoCloseable {

    private static final PhoneNumber SENDER = PhoneNumber.of("+919800000001");
    private static final int MOST = 40_000;
    private static final int SECONDS = 10;

    /** A rate that no database reaches. */
    public static final int UNLIMITED = 900_000;

    private final LongAdder commits = new LongAdder();
    private final ScheduledExecutorService responses = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "responses");
        thread.setDaemon(true);
        return thread;
    });
    private final Kind kind;
    private final Opened database;
    private int keys;

    /** A database. */
    public enum Kind {
        /** A file. */
        SQLITE {
            @Override
            Opened open(Path directory) {
                SqliteFile file = SqliteFile.open(directory.resolve("outbox.db"));
                return new Opened(file, file::close);
            }
        },
        /** A server on this machine, which the benchmark starts. */
        POSTGRESQL {
            @Override
            Opened open(Path directory) throws IOException {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setDataDirectory(directory.resolve("postgresql"))
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
                HikariConfig config = new HikariConfig();
                config.setJdbcUrl(server.getJdbcUrl("postgres", "postgres"));
                config.setMaximumPoolSize(4);
                HikariDataSource pool = new HikariDataSource(config);
                return new Opened(pool, () -> {
                    pool.close();
                    try {
                        server.close();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
            }
        };

        abstract Opened open(Path directory) throws IOException;

        /**
         * {@return the database of this name}
         *
         * @param title the name, in lower case
         */
        public static Kind named(String title) {
            return Arrays.stream(values())
                    .filter(kind -> kind.title().equals(title))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("database: must be one of "
                            + Arrays.stream(values()).map(Kind::title).toList() + ", but it is " + title));
        }

        String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Opened(DataSource source, Runnable closing) {}

    /**
     * The measurement of one run.
     *
     * @param perSecond messages a second
     * @param commits commits for each message
     * @param cpuMicros processor time of this process for each message, in microseconds; a PostgreSQL server is not in it
     */
    public record Result(double perSecond, double commits, double cpuMicros) {}

    /**
     * Opens a new database.
     *
     * @param kind the database
     * @param directory an empty directory on a local disk
     * @throws IOException if it cannot be opened
     */
    public OutboxThroughput(Kind kind, Path directory) throws IOException {
        this.kind = kind;
        this.database = kind.open(directory);
        Outbox.createTables(database.source());
    }

    /**
     * Runs all combinations on new databases and prints a table.
     *
     * @param kinds the databases
     * @param queued the numbers of messages that wait behind those of a run
     * @param delays the times of a response, in milliseconds
     * @param inFlight the values of {@code maxInFlight}
     * @param rate the worker's rate
     * @throws Exception if a run fails
     */
    public static void compare(
            List<Kind> kinds, List<Integer> queued, List<Integer> delays, List<Integer> inFlight, int rate)
            throws Exception {
        System.out.println(
                "| database | waiting messages | response after | in flight | messages/s | commits for each message | CPU us |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|");
        for (Kind kind : kinds) {
            Path directory = Files.createTempDirectory("outbox");
            try (OutboxThroughput throughput = new OutboxThroughput(kind, directory)) {
                throughput.run(0, 0, WorkerSettings.defaults().withRate(UNLIMITED), MOST); // warm-up
                for (int waiting : queued) {
                    for (int delay : delays) {
                        for (int many : inFlight) {
                            WorkerSettings settings =
                                    WorkerSettings.defaults().withRate(rate).withMaxInFlight(many);
                            Result result = throughput.run(waiting, delay, settings, messages(delay, settings));
                            System.out.printf(
                                    Locale.ROOT,
                                    "| %s | %,d | %d ms | %d | %,.0f | %.3f | %.0f |%n",
                                    kind.title(),
                                    waiting,
                                    delay,
                                    many,
                                    result.perSecond(),
                                    result.commits(),
                                    result.cpuMicros());
                        }
                    }
                }
            } finally {
                try (Stream<Path> files = Files.walk(directory)) {
                    files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
                }
            }
        }
    }

    /** Returns a number of messages that takes about ten seconds, or less. */
    private static int messages(int delayMillis, WorkerSettings settings) {
        int perSecond = (int) settings.rate();
        if (delayMillis > 0) {
            perSecond = Math.min(perSecond, settings.maxInFlight() * 1000 / delayMillis);
        }
        return Math.min(MOST, perSecond * SECONDS);
    }

    /**
     * Sends messages, with a quarter more before them to warm up.
     *
     * @param waiting the number of messages that are still queued at the end
     * @param delayMillis the time of a response
     * @param settings the worker's settings
     * @param measured the number of measured messages
     * @return the measurement
     * @throws InterruptedException if interrupted
     */
    public Result run(int waiting, int delayMillis, WorkerSettings settings, int measured) throws InterruptedException {
        int first = measured / 4;
        Clocked port = new Clocked(delayMillis, first, first + measured);
        DataSource counting = counting(database.source());
        Outbox outbox = Outbox.on(counting, false, SENDER, port, Clock.systemUTC());
        fill(outbox, waiting + first + measured);
        OutboxWorker worker = OutboxWorker.start(settings, outbox);
        port.ended.await();
        worker.close();
        return port.result();
    }

    private void fill(Outbox outbox, int wanted) {
        int missing = (int) (wanted - outbox.status().queued());
        if (missing <= 0) {
            return;
        }
        long start = System.nanoTime();
        outbox.putAll(
                "benchmark",
                IntStream.range(keys, keys + missing)
                        .mapToObj(
                                key -> new OutboxMessage("order-" + key, message("Your parcel " + key + " is here."))),
                progress -> {});
        keys += missing;
        System.err.printf(
                Locale.ROOT,
                "%s: put %,d messages, %,.0f a second%n",
                kind.title(),
                missing,
                missing / ((System.nanoTime() - start) / 1e9));
    }

    private static ImageMessage message(String caption) {
        return ImageMessage.to(
                        "+919812345678", Image.link("https://img.example.com/parcels/4711/front.jpg?size=large&v=2"))
                .withCaption(caption);
    }

    @Override
    public void close() {
        responses.shutdownNow();
        database.closing().run();
    }

    /** Accepts every message after a delay, and takes the time of two of them. */
    private final class Clocked implements MessagingPort {

        private final int delayMillis;
        private final int first;
        private final int last;
        private final AtomicInteger count = new AtomicInteger();
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile Reading start = Reading.now(commits);
        private volatile Reading end = start;

        Clocked(int delayMillis, int first, int last) {
            this.delayMillis = delayMillis;
            this.first = first;
            this.last = last;
        }

        @Override
        public SendResult send(ImageMessage message) {
            return sendAsync(message).join();
        }

        @Override
        public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
            int number = count.incrementAndGet();
            if (number == first) {
                start = Reading.now(commits);
            } else if (number == last) {
                end = Reading.now(commits);
                ended.countDown();
            }
            SendResult accepted = new SendResult.Accepted(MessageId.of("a1b2c3d4-" + number));
            if (delayMillis == 0) {
                return CompletableFuture.completedFuture(accepted);
            }
            CompletableFuture<SendResult> later = new CompletableFuture<>();
            responses.schedule(() -> later.complete(accepted), delayMillis, TimeUnit.MILLISECONDS);
            return later;
        }

        Result result() {
            int messages = last - first;
            return new Result(
                    messages / ((end.nanos() - start.nanos()) / 1e9),
                    (end.commits() - start.commits()) / (double) messages,
                    (end.cpuNanos() - start.cpuNanos()) / 1e3 / messages);
        }
    }

    private record Reading(long nanos, long commits, long cpuNanos) {

        static Reading now(LongAdder commits) {
            return new Reading(
                    System.nanoTime(),
                    commits.sum(),
                    ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                            .getProcessCpuTime());
        }
    }

    private DataSource counting(DataSource source) {
        return (DataSource) Proxy.newProxyInstance(
                OutboxThroughput.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, args) -> method.getName().equals("getConnection")
                        ? counting(source.getConnection())
                        : method.invoke(source, args));
    }

    private Connection counting(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                OutboxThroughput.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    if (method.getName().equals("commit")) {
                        commits.increment();
                    }
                    try {
                        return method.invoke(connection, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
