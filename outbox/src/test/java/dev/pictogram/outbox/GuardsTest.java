// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static dev.pictogram.outbox.Messages.SENDER;
import static dev.pictogram.outbox.Messages.accepted;
import static dev.pictogram.outbox.Messages.message;
import static dev.pictogram.outbox.Messages.messages;
import static dev.pictogram.outbox.Messages.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each guard against a second send, and the failure without it. */
class GuardsTest {

    private static final int CLAIMERS = 8;
    private static final int ROWS = 600;

    // ---- the outer condition of the claim

    @ParameterizedTest
    @EnumSource
    void eight_claimers_claim_no_row_twice(TestDatabase kind, @TempDir Path directory) throws Exception {
        try (TestDatabase.Opened database = kind.open(directory)) {
            Map<Long, Integer> claims = claimsOfEight(database, new Store(dialect(database)));

            assertThat(claims).hasSize(ROWS);
            assertThat(claims.values()).allMatch(times -> times == 1);
        }
    }

    /** SQLite allows one writing transaction at a time, so only PostgreSQL shows the failure. */
    @ParameterizedTest
    @EnumSource(names = "POSTGRES")
    void without_the_outer_condition_rows_are_claimed_twice(TestDatabase kind, @TempDir Path directory)
            throws Exception {
        try (TestDatabase.Opened database = kind.open(directory)) {
            Store wrong = new Store(dialect(database)) {
                @Override
                String claimSql() {
                    String wrong = super.claimSql().replace("where state = 'QUEUED' and id in", "where id in");
                    assertThat(wrong).isNotEqualTo(super.claimSql());
                    return wrong;
                }
            };

            assertThat(claimsOfEight(database, wrong).values()).anyMatch(times -> times > 1);
        }
    }

    private static Map<Long, Integer> claimsOfEight(TestDatabase.Opened database, Store store) throws Exception {
        Outbox outbox = Outbox.on(database.source(), SENDER, new Messages.Recorder());
        outbox.putAll("c", messages("k", ROWS), progress -> {});
        Map<Long, Integer> claims = new TreeMap<>();
        ExecutorService claimers = Executors.newFixedThreadPool(CLAIMERS);
        try {
            List<Callable<List<Long>>> tasks = new ArrayList<>();
            for (int i = 0; i < CLAIMERS; i++) {
                String owner = "claimer:" + i;
                tasks.add(() -> {
                    List<Long> ids = new ArrayList<>();
                    while (true) {
                        List<OutboxEntry> claimed = outbox.database()
                                .transactAlone(connection ->
                                        store.claim(connection, Instant.now(), SENDER.digits(), "c", owner, 16));
                        if (claimed.isEmpty()) {
                            return ids;
                        }
                        claimed.forEach(entry -> ids.add(entry.id()));
                    }
                });
            }
            for (Future<List<Long>> future : claimers.invokeAll(tasks)) {
                future.get().forEach(id -> claims.merge(id, 1, Integer::sum));
            }
        } finally {
            claimers.shutdown();
        }
        return claims;
    }

    // ---- the fence

    @ParameterizedTest
    @EnumSource
    void a_worker_that_lost_its_lease_claims_nothing(TestDatabase kind, @TempDir Path directory) throws Exception {
        try (TestDatabase.Opened database = kind.open(directory)) {
            Zombie zombie = new Zombie(database);
            zombie.takeOver();

            zombie.slice(new Store(dialect(database)), Step.Watcher.NONE, ALWAYS_HELD)
                    .run();

            assertThat(zombie.port.posts).isEmpty();
            assertThat(zombie.outbox.status().queued()).isEqualTo(Zombie.MESSAGES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_the_fence_it_sends_in_parallel_with_the_new_owner(TestDatabase kind, @TempDir Path directory)
            throws Exception {
        try (TestDatabase.Opened database = kind.open(directory)) {
            Zombie zombie = new Zombie(database);
            zombie.takeOver();
            Store wrong = new Store(dialect(database)) {
                @Override
                Optional<Instant> fence(
                        Connection connection, String task, String instance, String worker, long version) {
                    return Optional.of(Instant.now());
                }
            };

            zombie.slice(wrong, Step.Watcher.NONE, ALWAYS_HELD).run();

            assertThat(zombie.port.posts).isNotEmpty();
        }
    }

    // ---- the check of the lease before each POST

    @ParameterizedTest
    @EnumSource
    void a_worker_suspended_after_its_claim_sends_nothing(TestDatabase kind, @TempDir Path directory) throws Exception {
        try (TestDatabase.Opened database = kind.open(directory)) {
            Zombie zombie = new Zombie(database);
            AtomicBoolean held = new AtomicBoolean(true);
            Step.Watcher pausedAfterClaim = step -> {
                if (step == Step.AFTER_CLAIM && held.getAndSet(false)) {
                    zombie.takeOver();
                    zombie.sweep();
                }
            };

            zombie.slice(new Store(dialect(database)), pausedAfterClaim, heldWhile(held))
                    .run();

            assertThat(zombie.port.posts).isEmpty();
            // The worker knows that it did not send them, so they are no longer in doubt.
            assertThat(zombie.outbox.status().queued()).isEqualTo(Zombie.MESSAGES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_the_check_of_the_lease_it_sends_messages_in_doubt(TestDatabase kind, @TempDir Path directory)
            throws Exception {
        try (TestDatabase.Opened database = kind.open(directory)) {
            Zombie zombie = new Zombie(database);
            List<OutboxState> statesWhenPosted = new ArrayList<>();
            zombie.port.result = key -> {
                statesWhenPosted.add(zombie.outbox.find(key).orElseThrow().state());
                return accepted(key);
            };
            AtomicBoolean first = new AtomicBoolean(true);
            Step.Watcher pausedAfterClaim = step -> {
                if (step == Step.AFTER_CLAIM && first.getAndSet(false)) {
                    zombie.takeOver();
                    zombie.sweep();
                }
            };

            zombie.slice(new Store(dialect(database)), pausedAfterClaim, ALWAYS_HELD)
                    .run();

            assertThat(statesWhenPosted).contains(OutboxState.IN_DOUBT);
        }
    }

    // ---- the owner in the settle

    @ParameterizedTest
    @EnumSource
    void a_late_outcome_does_not_change_a_row_that_was_claimed_again(TestDatabase kind, @TempDir Path directory) {
        try (TestDatabase.Opened database = kind.open(directory)) {
            assertThat(lateOutcome(database, new Store(dialect(database)))).isEqualTo(OutboxState.SENDING);
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_the_owner_a_late_outcome_overwrites_a_send_in_flight(TestDatabase kind, @TempDir Path directory) {
        try (TestDatabase.Opened database = kind.open(directory)) {
            Store wrong = new Store(dialect(database)) {
                @Override
                String settleSql() {
                    String wrong = super.settleSql().replace("and owner = ?", "and ? <> ''");
                    assertThat(wrong).isNotEqualTo(super.settleSql());
                    return wrong;
                }
            };

            assertThat(lateOutcome(database, wrong)).isEqualTo(OutboxState.REJECTED);
        }
    }

    /** Settles with an outcome that arrives after a person queued the message again, and returns the resulting row. */
    private static OutboxState lateOutcome(TestDatabase.Opened database, Store store) {
        Outbox outbox = Outbox.on(
                database.source(),
                false,
                SENDER,
                new Messages.Recorder(),
                Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10)));
        outbox.put("k", message());
        Database db = outbox.database();
        Instant now = Instant.now().plusSeconds(660);
        long id = db.transact(c -> store.claim(c, now.minusSeconds(600), SENDER.digits(), "", "first", 1))
                .size();
        assertThat(id).isZero(); // not yet due by the earlier clock
        OutboxEntry first = db.transact(c -> store.claim(c, now, SENDER.digits(), "", "first", 1))
                .get(0);
        db.transact(c -> store.sweep(c, now, SENDER.digits()));
        Outbox later = Outbox.on(
                database.source(),
                false,
                SENDER,
                new Messages.Recorder(),
                Clock.offset(Clock.systemUTC(), Duration.ofMinutes(30)));
        assertThat(later.settle("k", Decision.SEND_AGAIN, "anna", "not in the console"))
                .isTrue();
        db.transact(c -> store.claim(c, now.plusSeconds(3600), SENDER.digits(), "", "second", 1));

        SendResult late = rejected(SendResult.Reason.INVALID_PAYLOAD);
        db.transact(c -> {
            store.settle(
                    c,
                    now,
                    List.of(new Settlement(first.id(), "first", OutboxState.REJECTED, now, Outcome.of(late), false)));
            return null;
        });
        return outbox.find("k").orElseThrow().state();
    }

    @ParameterizedTest
    @EnumSource
    void a_late_outcome_settles_a_row_in_doubt_after_a_takeover(TestDatabase kind, @TempDir Path directory) {
        try (TestDatabase.Opened database = kind.open(directory)) {
            Store store = new Store(dialect(database));
            Outbox outbox = Outbox.on(database.source(), SENDER, new Messages.Recorder());
            outbox.put("k", message());
            Instant now = Instant.now();
            outbox.database().transact(c -> {
                OutboxEntry entry =
                        store.claim(c, now, SENDER.digits(), "", "first", 1).get(0);
                store.sweep(c, now, SENDER.digits());
                store.settle(
                        c,
                        now,
                        List.of(new Settlement(
                                entry.id(), "first", OutboxState.ACCEPTED, now, Outcome.of(accepted("k")), false)));
                return null;
            });

            assertThat(outbox.find("k").orElseThrow().result()).contains(accepted("k"));
        }
    }

    // ---- helpers

    private static final Lease ALWAYS_HELD = new Lease() {
        @Override
        public boolean isHeld() {
            return true;
        }

        @Override
        public void renewed(long nanoTimeBefore, Instant wallTimeBefore, Instant lastHeartbeat) {}
    };

    private static Lease heldWhile(AtomicBoolean held) {
        return new Lease() {
            @Override
            public boolean isHeld() {
                return held.get();
            }

            @Override
            public void renewed(long nanoTimeBefore, Instant wallTimeBefore, Instant lastHeartbeat) {}
        };
    }

    private static Dialect dialect(TestDatabase.Opened database) {
        try (Connection connection = database.source().getConnection()) {
            return Dialect.of(connection);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** A worker that wrongly believes that it has the lease, and the row that shows the new owner. */
    private static final class Zombie {

        static final int MESSAGES = 20;

        final Messages.Recorder port = new Messages.Recorder();
        final Outbox outbox;

        Zombie(TestDatabase.Opened database) {
            outbox = Outbox.on(database.source(), SENDER, port);
            for (int i = 0; i < MESSAGES; i++) {
                outbox.put("k" + i, message());
            }
            outbox.database().transact(connection -> {
                try (PreparedStatement insert = connection.prepareStatement("insert into " + Store.TASKS
                        + " (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)"
                        + " values ('task', 'send', ?, ?, 'zombie', ?, 2)")) {
                    outbox.database().dialect().setTime(insert, 1, Instant.now());
                    insert.setBoolean(2, true);
                    outbox.database().dialect().setTime(insert, 3, Instant.now());
                    insert.executeUpdate();
                }
                return null;
            });
        }

        void takeOver() {
            outbox.database().transact(connection -> {
                try (PreparedStatement update =
                        connection.prepareStatement("update " + Store.TASKS + " set picked_by = 'heir', version = 4")) {
                    return update.executeUpdate();
                }
            });
        }

        void sweep() {
            outbox.database().transact(connection -> outbox.store().sweep(connection, Instant.now(), SENDER.digits()));
        }

        Slice slice(Store store, Step.Watcher steps, Lease lease) {
            MessagingPort synchronous = new MessagingPort() {
                @Override
                public SendResult send(ImageMessage message) {
                    return port.send(message);
                }

                @Override
                public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
                    return CompletableFuture.completedFuture(port.send(message));
                }
            };
            WorkerSettings settings =
                    WorkerSettings.defaults().withRate(100_000).withMaxInFlight(8);
            Pump pump = new Pump(
                    SENDER.digits(), synchronous, settings, outbox.database(), store, Clock.systemUTC(), steps);
            AtomicInteger rounds = new AtomicInteger();
            return new Slice(
                    pump,
                    new Slice.Grip("task", "send", "zombie", 2),
                    lease,
                    Duration.ofSeconds(2),
                    () -> rounds.incrementAndGet() > 200);
        }
    }
}
