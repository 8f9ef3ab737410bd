// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static dev.pictogram.outbox.Messages.SENDER;
import static dev.pictogram.outbox.Messages.messages;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rate of one sender over three processes, while its owner is killed and another one takes over. By default a small run with wide
 * bounds; for exact figures, on an idle machine, set {@code -Dpictogram.takeovers=5 -Dpictogram.seconds=60 -Dpictogram.heartbeat=3000}.
 */
class RateTest {

    private static final double RATE = 80;
    private static final int TAKEOVERS = Integer.getInteger("pictogram.takeovers", 1);
    private static final int SECONDS = Integer.getInteger("pictogram.seconds", 3);
    private static final int HEARTBEAT_MILLIS = Integer.getInteger("pictogram.heartbeat", 500);
    private static final boolean EXACT = SECONDS >= 20;
    private static final long SEED = Long.getLong("pictogram.seed", 16);
    // A request of a killed process can still arrive; no other one takes over so early.
    private static final long LATE = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Pattern PID = Pattern.compile(".*-(\\d+)-[0-9a-f]+");

    private final Random random = new Random(SEED);

    @Test
    void the_rate_holds_over_three_processes_and_a_takeover(@TempDir Path directory) throws Exception {
        List<Process> workers = new ArrayList<>();
        try (TestDatabase.Opened database = TestDatabase.POSTGRES.open(directory);
                Referee referee = new Referee(SEED, 0, 40)) {
            Outbox.on(database.source(), SENDER, new Referee.Port(referee.port()))
                    .putAll("spring", messages("s", (int) (RATE * SECONDS * 2) * (TAKEOVERS + 1)), progress -> {});
            for (int i = 0; i < 3; i++) {
                workers.add(start(database, referee));
            }
            List<Long> kills = new ArrayList<>();
            for (int i = 0; i <= TAKEOVERS; i++) {
                int some = (int) (RATE * SECONDS) + random.nextInt((int) RATE);
                assertThat(referee.arrivals.tryAcquire(some, 5, TimeUnit.MINUTES))
                        .as("messages are sent")
                        .isTrue();
                if (i < TAKEOVERS) {
                    Process owner = owner(database, workers);
                    kills.add(System.nanoTime());
                    owner.destroyForcibly().waitFor();
                    referee.arrivals.drainPermits();
                    workers.set(workers.indexOf(owner), start(database, referee));
                }
            }
            judge(new ArrayList<>(referee.times), kills);
            assertThat(referee.posted.values()).as("requests for each key").containsOnly(1);
        } finally {
            workers.forEach(Process::destroyForcibly);
        }
    }

    private static Process start(TestDatabase.Opened database, Referee referee) throws Exception {
        return WorkerProcess.start(database.url(), referee, HEARTBEAT_MILLIS, 64, RATE, "-", 0);
    }

    private static Process owner(TestDatabase.Opened database, List<Process> workers) throws SQLException {
        while (true) {
            try (Connection connection = database.source().getConnection()) {
                Matcher pid = PID.matcher(Dialect.read(
                        connection,
                        "select picked_by from " + Store.TASKS + " where picked and task_name like '%" + SENDER.digits()
                                + "'"));
                if (pid.matches()) { // otherwise between two slices
                    long owner = Long.parseLong(pid.group(1));
                    return workers.stream()
                            .filter(worker -> worker.pid() == owner)
                            .findFirst()
                            .orElseThrow();
                }
            }
        }
    }

    private static void judge(List<Long> posts, List<Long> kills) {
        SoftAssertions softly = new SoftAssertions(); // All figures are reported before one of them fails.
        // In the first 10 s, three JVMs start at once and compete for the processors.
        int from = EXACT ? (int) (RATE * 10) : 0;
        for (int i = 0; i <= kills.size(); i++) {
            int to = from;
            while (to < posts.size() && (i == kills.size() || posts.get(to) <= kills.get(i) + LATE)) {
                to++;
            }
            List<Long> one = posts.subList(from, to);
            double seconds = (one.get(one.size() - 1) - one.get(0)) / 1e9;
            double rate = (one.size() - 1) / seconds;
            report("one owner: %.1f s, %.2f messages/s%n", seconds, rate);
            softly.assertThat(rate).as("rate of one owner").isLessThan(RATE * 1.3);
            if (EXACT) {
                double lowest = lowest(one, 10) / 10.0;
                report("lowest rate in 10 s of one owner: %.2f%n", lowest);
                softly.assertThat(rate).isBetween(RATE * 0.99, RATE * 1.01);
            }
            if (to < posts.size()) {
                double pause = (posts.get(to) - kills.get(i)) / 1e9;
                report("takeover: %.2f s after the kill%n", pause);
                if (EXACT) { // On a busy machine the owner may have lost its lease before it was killed.
                    softly.assertThat(pause)
                            .as("no other worker sends before the owner counts as dead")
                            .isBetween(HEARTBEAT_MILLIS * 3 / 1000.0, HEARTBEAT_MILLIS * 7 / 1000.0);
                }
            }
            from = to;
        }
        int window = EXACT ? 10 : 2;
        int most = highest(posts, window);
        report("highest rate in %d s: %.2f, in 1 s: %d%n", window, most / (double) window, highest(posts, 1));
        softly.assertThat((double) most)
                .as("messages in any " + window + " s")
                .isLessThanOrEqualTo(EXACT ? RATE * window * 1.01 : RATE * window * 1.3);
        softly.assertAll();
    }

    private static void report(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }

    private static int highest(List<Long> posts, int seconds) {
        long nanos = Duration.ofSeconds(seconds).toNanos();
        int highest = 0;
        int first = 0;
        for (int last = 0; last < posts.size(); last++) {
            while (posts.get(last) - posts.get(first) >= nanos) {
                first++;
            }
            highest = Math.max(highest, last - first + 1);
        }
        return highest;
    }

    /** Returns the lowest number of posts in a window that begins with a post. */
    private static int lowest(List<Long> posts, int seconds) {
        long nanos = Duration.ofSeconds(seconds).toNanos();
        int lowest = Integer.MAX_VALUE;
        int end = 0;
        for (int first = 0; first < posts.size(); first++) {
            while (end < posts.size() && posts.get(end) - posts.get(first) < nanos) {
                end++;
            }
            if (end == posts.size()) {
                break;
            }
            lowest = Math.min(lowest, end - first);
        }
        return lowest;
    }
}
