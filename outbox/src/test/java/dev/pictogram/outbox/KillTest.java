// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static dev.pictogram.outbox.Messages.OTHER_SENDER;
import static dev.pictogram.outbox.Messages.SENDER;
import static dev.pictogram.outbox.Messages.await;
import static dev.pictogram.outbox.Messages.messages;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills worker processes at random moments while a referee counts requests. By default a small run; for a large one set
 * {@code -Dpictogram.kills=50 -Dpictogram.messages=50000}, and {@code -Dpictogram.seed=...} for other moments.
 */
@SuppressWarnings("try") // The worker runs without being called.
class KillTest {

    private static final int KILLS = Integer.getInteger("pictogram.kills", 4);
    private static final int MESSAGES = Integer.getInteger("pictogram.messages", 1200);
    private static final long SEED = Long.getLong("pictogram.seed", 16);
    private static final int IN_FLIGHT = 16;
    private static final int HEARTBEAT_MILLIS = Integer.getInteger("pictogram.heartbeat", 250);
    private static final double RATE = Double.parseDouble(System.getProperty("pictogram.rate", "150"));

    private final Random random = new Random(SEED);

    @Test
    void three_processes_on_postgresql_are_killed_and_stopped(@TempDir Path directory) throws Exception {
        try (TestDatabase.Opened database = TestDatabase.POSTGRES.open(directory);
                Referee referee = new Referee(SEED, 2, 4)) {
            Outbox outbox = put(database.source(), referee);
            List<Process> workers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                workers.add(start(database, referee));
            }
            referee.arrivals.acquire(10);
            int serverCrashes = 0;
            for (int kill = 1; kill <= KILLS && left(outbox) > 0; kill++) {
                Thread.sleep(400 + random.nextInt(1200)); // a random moment
                int victim = random.nextInt(workers.size());
                Process process = workers.get(victim);
                if (kill % 4 == 2) {
                    // Longer than four heartbeats: another worker takes over, and then this one continues.
                    signal("STOP", process);
                    Thread.sleep(HEARTBEAT_MILLIS * 8L); // the suspension itself is under test
                    signal("CONT", process);
                    continue;
                }
                if (kill % 4 == 0) {
                    crashServer(database.source());
                    serverCrashes++;
                    continue;
                }
                process.destroyForcibly().waitFor();
                workers.set(victim, start(database, referee));
            }
            await(Duration.ofMinutes(10), () -> left(outbox) == 0);
            for (Process worker : workers) {
                worker.destroyForcibly().waitFor();
            }

            judge(
                    outbox,
                    referee,
                    "PostgreSQL, " + KILLS + " disturbances, " + serverCrashes + " of them crashes of the server");
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
                process.destroyForcibly().waitFor();
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
                    await(Duration.ofMinutes(10), () -> left(outbox) == 0);
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

    /** Kills one process of the server, which restarts as after a crash: commits that are not durable are lost. */
    private static void crashServer(DataSource source) throws Exception {
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

    private static void judge(Outbox outbox, Referee referee, String run) throws Exception {
        Map<String, OutboxState> states = outbox.database().transact(connection -> {
            Map<String, OutboxState> all = new TreeMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select send_key, state from pictogram_outbox")) {
                while (row.next()) {
                    all.put(row.getString(1), OutboxState.valueOf(row.getString(2)));
                }
            }
            return all;
        });
        List<String> twice = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        List<String> lies = new ArrayList<>();
        int doubts = 0;
        int taken = 0;
        for (Map.Entry<String, OutboxState> entry : states.entrySet()) {
            int accepted = referee.accepted.getOrDefault(entry.getKey(), 0);
            if (accepted > 1) {
                twice.add(entry.getKey());
            }
            switch (entry.getValue()) {
                case IN_DOUBT -> {
                    doubts++;
                    taken += accepted;
                }
                case ACCEPTED -> {
                    if (accepted == 0) {
                        lies.add(entry.getKey());
                    }
                }
                default -> lost.add(entry.getKey());
            }
        }
        System.out.println(run + ", seed " + SEED + ": " + states.size() + " messages, accepted twice " + twice.size()
                + ", lost " + lost.size() + ", in doubt " + doubts + " (of which accepted " + taken + ")");
        assertThat(states).hasSize(MESSAGES);
        assertThat(twice).as("accepted twice").isEmpty();
        assertThat(lost).as("neither accepted nor in doubt").isEmpty();
        assertThat(lies).as("called accepted and never accepted").isEmpty();
        assertThat(doubts)
                .as("no more than what could be open at the kills")
                .isLessThanOrEqualTo(KILLS * 2 * IN_FLIGHT);
    }
}
