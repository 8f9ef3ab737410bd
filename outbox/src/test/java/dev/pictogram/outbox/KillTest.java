// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static dev.pictogram.outbox.Messages.OTHER_SENDER;
import static dev.pictogram.outbox.Messages.SENDER;
import static dev.pictogram.outbox.Messages.await;
import static dev.pictogram.outbox.Messages.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills worker processes and the server at random moments while a referee counts requests. By default a small run; for a large one set
 * {@code -Dpictogram.kills=50 -Dpictogram.messages=50000}, and {@code -Dpictogram.seed=...} for other moments.
 */
@SuppressWarnings("try") // The worker runs without being called.
class KillTest {

    private static final int KILLS = Integer.getInteger("pictogram.kills", 5);
    private static final int MESSAGES = Integer.getInteger("pictogram.messages", 1600);
    private static final long SEED = Long.getLong("pictogram.seed", 16);
    private static final int IN_FLIGHT = 16;
    private static final int HEARTBEAT_MILLIS = Integer.getInteger("pictogram.heartbeat", 250);
    private static final double RATE = Double.parseDouble(System.getProperty("pictogram.rate", "150"));

    // The pid in the name of a worker, which begins the owner of a claim.
    private static final Pattern OWNER = Pattern.compile(".*-(\\d+)-[0-9a-f]+:\\d+:\\d+");

    private enum Disturbance {
        KILL_WORKER,
        RESTART_SERVER,
        SUSPEND_WORKER,
        CRASH_BACKEND
    }

    private static final List<Disturbance> SEQUENCE = List.of(
            Disturbance.KILL_WORKER,
            Disturbance.RESTART_SERVER,
            Disturbance.SUSPEND_WORKER,
            Disturbance.KILL_WORKER,
            Disturbance.CRASH_BACKEND);

    private final Random random = new Random(SEED);
    private final Map<Long, Instant> killed = new HashMap<>();

    @Test
    void processes_and_server_of_postgresql_are_killed(@TempDir Path directory) throws Exception {
        try (TestDatabase.Opened database = TestDatabase.POSTGRES.open(directory);
                Referee referee = new Referee(SEED, 2, 4)) {
            Outbox outbox = put(database.source(), referee);
            List<Process> workers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                workers.add(start(database, referee));
            }
            referee.arrivals.acquire(10);
            Map<Disturbance, Integer> done = new EnumMap<>(Disturbance.class);
            for (int i = 0; i < KILLS && left(outbox) > 0; i++) {
                Thread.sleep(400 + random.nextInt(1200)); // a random moment
                int victim = random.nextInt(workers.size());
                Process process = workers.get(victim);
                Disturbance disturbance = SEQUENCE.get(i % SEQUENCE.size());
                switch (disturbance) {
                    case KILL_WORKER -> {
                        kill(process);
                        workers.set(victim, start(database, referee));
                    }
                    case SUSPEND_WORKER -> {
                        // Longer than four heartbeats: another worker takes over, and then this one continues.
                        signal("STOP", process);
                        Thread.sleep(HEARTBEAT_MILLIS * 8L); // the suspension itself is under test
                        signal("CONT", process);
                    }
                    case RESTART_SERVER -> restartServer();
                    case CRASH_BACKEND -> crashBackend(database.source());
                }
                done.merge(disturbance, 1, Integer::sum);
            }
            awaitEnd(outbox);
            for (Process worker : workers) {
                assertThat(worker.isAlive()).as("a worker that was not killed").isTrue();
                worker.destroyForcibly().waitFor();
            }

            judge(outbox, referee, "PostgreSQL, " + done);
            assertThat(done).as("disturbances before the last message").containsKey(Disturbance.RESTART_SERVER);
        }
    }

    @Test
    void one_process_on_sqlite_is_killed(@TempDir Path directory) throws Exception {
        try (Referee referee = new Referee(SEED, 2, 4)) {
            TestDatabase.Opened database = TestDatabase.SQLITE.open(directory);
            put(database.source(), referee);
            database.close();
            for (int kill = 1; kill <= KILLS; kill++) {
                Process process = start(database, referee);
                int before = referee.posted.size();
                if (!referee.arrivals.tryAcquire(1 + random.nextInt(60), 20, TimeUnit.SECONDS)) {
                    assertThat(referee.posted.size())
                            .as("posts of a worker that lived")
                            .isGreaterThan(before);
                }
                kill(process);
                referee.arrivals.drainPermits();
                try (SqliteFile file = SqliteFile.open(Path.of(database.url().substring("sqlite:".length())));
                        Connection connection = file.getConnection()) {
                    assertThat(Dialect.read(connection, "pragma integrity_check"))
                            .isEqualTo("ok");
                }
            }
            DataSource again = WorkerProcess.source(database.url());
            try (AutoCloseable closing = (AutoCloseable) again) {
                Referee.Port port = new Referee.Port(referee.port());
                Outbox outbox = Outbox.on(again, SENDER, port);
                try (OutboxWorker worker =
                        OutboxWorker.start(settings().withRate(2000), outbox, outbox.forSender(OTHER_SENDER, port))) {
                    awaitEnd(outbox);
                }
                judge(outbox, referee, "SQLite, " + KILLS + " kills");
            }
        }
    }

    private static WorkerSettings settings() {
        return WorkerSettings.defaults()
                .withHeartbeat(Duration.ofMillis(HEARTBEAT_MILLIS))
                .withMaxInFlight(IN_FLIGHT);
    }

    private static Outbox put(DataSource source, Referee referee) {
        Referee.Port port = new Referee.Port(referee.port());
        Outbox outbox = Outbox.on(source, SENDER, port);
        outbox.putAll("one", messages("a", MESSAGES / 2), progress -> {});
        outbox.forSender(OTHER_SENDER, port).putAll("two", messages("b", MESSAGES / 2), progress -> {});
        return outbox;
    }

    private static Process start(TestDatabase.Opened database, Referee referee) throws IOException {
        return WorkerProcess.start(database.url(), referee, HEARTBEAT_MILLIS, IN_FLIGHT, RATE, "-", 0);
    }

    private static void signal(String name, Process process) throws Exception {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    private void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
        killed.put(process.pid(), Instant.now());
    }

    /** Crashes the server and starts it again on its data. */
    private static void restartServer() throws Exception {
        TestDatabase.Server server = TestDatabase.Server.RUNNING;
        String startTime = readFrom(server, "select pg_postmaster_start_time()");
        server.restartImmediately();
        assertThat(readFrom(server, "select pg_postmaster_start_time()")).isNotEqualTo(startTime);
        assertThat(readFrom(server, "show fsync")).isEqualTo("on");
        assertThat(readFrom(server, "show synchronous_commit")).isEqualTo("on");
    }

    private static String readFrom(TestDatabase.Server server, String query) throws SQLException {
        try (Connection connection = server.source().getConnection()) {
            return Dialect.read(connection, query);
        }
    }

    /** Kills one process of the server, so that the server ends all others and recovers. */
    private static void crashBackend(DataSource source) throws Exception {
        try (Connection connection = source.getConnection()) {
            String pid = Dialect.read(connection, "select pg_backend_pid()");
            new ProcessBuilder("kill", "-KILL", pid).start().waitFor();
        }
    }

    private static long left(Outbox outbox) {
        try {
            return outbox.campaign("one").progress().left()
                    + outbox.campaign("two").progress().left();
        } catch (OutboxException theServerRestarts) {
            return 1;
        }
    }

    /** Waits until all is settled. A doubt that stays open without a kill does not block: {@link #judge} reports it. */
    private void awaitEnd(Outbox outbox) {
        await(Duration.ofMinutes(10), () -> left(outbox) == 0);
        long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        await(
                Duration.ofMinutes(10),
                () -> left(outbox) == 0 && (settledByTheLiving(outbox) || System.nanoTime() - patience > 0));
    }

    /** A worker that lost its lease but was not killed still writes its outcomes, or returns its claims to the queue. */
    private boolean settledByTheLiving(Outbox outbox) {
        try {
            return rows(outbox).values().stream()
                    .allMatch(row -> row.state() != OutboxState.IN_DOUBT || killed.containsKey(row.worker()));
        } catch (OutboxException theServerRestarts) {
            return false;
        }
    }

    /** @param worker the pid of the worker that made the last claim */
    private record Row(OutboxState state, long worker, Instant claimedAt) {}

    private static Map<String, Row> rows(Outbox outbox) {
        return outbox.database().transact(connection -> {
            Map<String, Row> all = new TreeMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("select send_key, state, owner, claimed_at from pictogram_outbox")) {
                while (row.next()) {
                    Matcher owner = OWNER.matcher(String.valueOf(row.getString("owner")));
                    Instant claimedAt = outbox.database().dialect().time(row, "claimed_at");
                    all.put(
                            row.getString("send_key"),
                            new Row(
                                    OutboxState.valueOf(row.getString("state")),
                                    owner.matches() ? Long.parseLong(owner.group(1)) : -1,
                                    claimedAt == null ? Instant.MAX : claimedAt));
                }
            }
            return all;
        });
    }

    private static Set<String> inDoubt(Map<String, Row> rows) {
        Set<String> keys = new TreeSet<>();
        rows.forEach((key, row) -> {
            if (row.state() == OutboxState.IN_DOUBT) {
                keys.add(key);
            }
        });
        return keys;
    }

    private void judge(Outbox outbox, Referee referee, String run) {
        Map<String, Row> rows = rows(outbox);
        List<String> twice = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        List<String> lies = new ArrayList<>();
        List<String> closed = new ArrayList<>();
        Set<String> taken = new TreeSet<>();
        rows.forEach((key, row) -> {
            int accepted = referee.accepted.getOrDefault(key, 0);
            if (accepted > 1) {
                twice.add(key);
            }
            switch (row.state()) {
                case IN_DOUBT -> {
                    // The message was open at the kill: nothing but the killed worker could settle its claim.
                    Instant kill = killed.get(row.worker());
                    if (kill == null || row.claimedAt().isAfter(kill)) {
                        closed.add(key);
                    }
                    if (accepted > 0) {
                        taken.add(key);
                    }
                }
                case ACCEPTED -> {
                    if (accepted == 0) {
                        lies.add(key);
                    }
                }
                default -> lost.add(key);
            }
        });
        Set<String> doubts = inDoubt(rows);
        System.out.println(
                run + ", seed " + SEED + ": " + rows.size() + " messages, accepted twice " + twice.size() + ", lost "
                        + lost.size() + ", in doubt " + doubts.size() + " (of which accepted " + taken.size() + ")");
        assertThat(rows).hasSize(MESSAGES);
        assertThat(twice).as("accepted twice").isEmpty();
        assertThat(lost).as("neither accepted nor in doubt").isEmpty();
        assertThat(lies).as("called accepted and never accepted").isEmpty();
        assertThat(closed).as("in doubt, but not open at a kill").isEmpty();
        assertThat(doubts.size())
                .as("no more than what could be open at the kills")
                .isLessThanOrEqualTo(killed.size() * 2 * IN_FLIGHT);
        reportsSettleWhatWasAccepted(outbox, doubts, taken);
    }

    private static void reportsSettleWhatWasAccepted(Outbox outbox, Set<String> doubts, Set<String> taken) {
        for (String key : taken) {
            DeliveryReport report =
                    DeliveryReport.builder(DeliveryStatus.DELIVERED).ref(key).build();
            assertThat(outbox.record(report)).as("a report about " + key).isTrue();
        }
        Map<String, Row> rows = rows(outbox);
        Set<String> rest = new TreeSet<>(doubts);
        rest.removeAll(taken);
        System.out.println("settled by reports " + taken.size() + ", still in doubt "
                + inDoubt(rows).size());
        assertThat(inDoubt(rows)).as("in doubt without a report").isEqualTo(rest);
        assertThat(rows.values().stream().filter(row -> row.state() == OutboxState.ACCEPTED))
                .as("accepted, with the reports")
                .hasSize(MESSAGES - rest.size());
    }
}
