// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static dev.pictogram.outbox.Messages.SENDER;
import static dev.pictogram.outbox.Messages.await;
import static dev.pictogram.outbox.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Halts a process at each step, and checks the table after the next process has taken over. */
class CrashPointTest {

    private static final int MESSAGES = 6;
    private static final int IN_FLIGHT = 4;
    private static final int HEARTBEAT_MILLIS = 250;

    /** The database, the step, its number, and the maximum numbers of posted messages and of messages being sent. */
    static Stream<Arguments> crashes() {
        return Stream.of(TestDatabase.values())
                .flatMap(database -> Stream.of(
                        Arguments.of(database, Step.BEFORE_CLAIM, 1, 0, 0),
                        Arguments.of(database, Step.IN_CLAIM, 1, 0, 0),
                        Arguments.of(database, Step.AFTER_CLAIM, 1, 0, IN_FLIGHT),
                        Arguments.of(database, Step.AFTER_POST, 2, MESSAGES, IN_FLIGHT),
                        Arguments.of(database, Step.BEFORE_SETTLE, 1, IN_FLIGHT, IN_FLIGHT),
                        Arguments.of(database, Step.IN_SETTLE, 1, IN_FLIGHT, IN_FLIGHT),
                        Arguments.of(database, Step.AFTER_SETTLE, 1, MESSAGES, IN_FLIGHT)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("crashes")
    @SuppressWarnings("try")
    void a_crash_neither_duplicates_nor_loses_a_message(
            TestDatabase kind, Step step, int number, int postedAtMost, int sendingAtMost, @TempDir Path directory)
            throws Exception {
        try (Referee referee = new Referee(1, 0, 1)) {
            TestDatabase.Opened database = kind.open(directory);
            Outbox outbox = Outbox.on(database.source(), SENDER, new Referee.Port(referee.port()));
            for (int i = 0; i < MESSAGES; i++) {
                outbox.put("k" + i, message());
            }
            database.close();

            Process crashing = WorkerProcess.start(
                    database.url(), referee, HEARTBEAT_MILLIS, IN_FLIGHT, 100_000, step.name(), number);
            assertThat(crashing.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(crashing.exitValue()).as("halted at the step").isEqualTo(9);
            assertThat(referee.posted.size()).isLessThanOrEqualTo(postedAtMost);

            long sending;
            Map<String, OutboxState> states = new TreeMap<>();
            DataSource again = WorkerProcess.source(database.url());
            try (AutoCloseable closing = (AutoCloseable) again) {
                Outbox restarted = Outbox.on(again, SENDER, new Referee.Port(referee.port()));
                sending = restarted.status().sending();
                assertThat(sending)
                        .isBetween(sendingAtMost == 0 || step == Step.AFTER_SETTLE ? 0L : 1L, (long) sendingAtMost);
                WorkerSettings settings = WorkerSettings.defaults()
                        .withHeartbeat(Duration.ofMillis(HEARTBEAT_MILLIS))
                        .withMaxInFlight(IN_FLIGHT)
                        .withRate(100_000);
                try (OutboxWorker worker = OutboxWorker.start(settings, restarted)) {
                    await(
                            Duration.ofSeconds(60),
                            () -> restarted.status().queued() == 0
                                    && restarted.status().sending() == 0);
                }
                for (int i = 0; i < MESSAGES; i++) {
                    states.put("k" + i, restarted.find("k" + i).orElseThrow().state());
                }
            }

            assertThat(referee.posted.values()).as("posts of each key").allMatch(posts -> posts == 1);
            assertThat(states.values())
                    .allMatch(state -> state == OutboxState.ACCEPTED || state == OutboxState.IN_DOUBT);
            states.forEach((key, state) -> {
                if (state == OutboxState.ACCEPTED) {
                    assertThat(referee.accepted).containsKey(key);
                }
            });
            assertThat(states.values().stream().filter(OutboxState.IN_DOUBT::equals))
                    .as("in doubt is what was being sent at the crash, and nothing else")
                    .hasSize((int) sending);
        }
    }
}
