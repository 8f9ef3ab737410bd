// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static dev.pictogram.outbox.Messages.SENDER;
import static dev.pictogram.outbox.Messages.accepted;
import static dev.pictogram.outbox.Messages.await;
import static dev.pictogram.outbox.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.NotSent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Failures, interrupts and other calls between two steps of a send. */
@Timeout(60)
@SuppressWarnings("try") // The worker runs without being called.
class UnluckyMomentsTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final NotSent NOT_SENT = new NotSent("connection refused", null);

    @TempDir
    private Path directory;

    // ---- Outbox.send

    @ParameterizedTest
    @EnumSource
    void a_result_is_returned_even_if_the_data_source_breaks_after_the_send(TestDatabase kind) {
        try (TestDatabase.Opened database = kind.open(directory)) {
            AtomicBoolean broken = new AtomicBoolean();
            MessagingPort port = message -> {
                broken.set(true);
                return accepted("k");
            };
            DataSource source = intercepted(database.source(), sql -> {}, () -> {
                if (broken.get()) {
                    throw new IllegalStateException("no data source for this tenant");
                }
            });
            Outbox outbox = Outbox.on(source, SENDER, port);

            assertThat(outbox.send("k", message())).isEqualTo(accepted("k"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_outcome_of_a_send_on_an_interrupted_thread_is_written(TestDatabase kind) {
        try (TestDatabase.Opened database = kind.open(directory)) {
            MessagingPort port = message -> {
                Thread.currentThread().interrupt();
                return accepted("k");
            };
            Outbox outbox = Outbox.on(database.source(), SENDER, port);

            outbox.send("k", message());

            assertThat(Thread.interrupted()).isTrue();
            assertThat(outbox.find("k").orElseThrow().state()).isEqualTo(OutboxState.ACCEPTED);
        }
    }

    /** SQLite allows one writing transaction at a time, so no other call can come between. */
    @Test
    void a_call_that_another_one_has_overtaken_waits_for_its_result() throws Exception {
        try (TestDatabase.Opened database = TestDatabase.POSTGRES.open(directory)) {
            AtomicInteger sends = new AtomicInteger();
            CompletableFuture<SendResult> second = new CompletableFuture<>();
            CountDownLatch secondSends = new CountDownLatch(1);
            MessagingPort port = message -> {
                if (sends.incrementAndGet() == 1) {
                    return NOT_SENT;
                }
                secondSends.countDown();
                return second.join();
            };
            Outbox outbox = Outbox.on(database.source(), SENDER, port);
            assertThat(outbox.send("k", message())).isInstanceOf(NotSent.class);
            AtomicBoolean overtaken = new AtomicBoolean();
            Outbox slow = Outbox.on(
                    intercepted(
                            database.source(),
                            sql -> {
                                if (sql.contains("set state = 'SENDING'") && !overtaken.getAndSet(true)) {
                                    new Thread(() -> outbox.send("k", message())).start();
                                    join(secondSends);
                                }
                            },
                            () -> {}),
                    SENDER,
                    port);

            CompletableFuture<SendResult> third = CompletableFuture.supplyAsync(() -> slow.send("k", message()));
            join(secondSends);
            soon(() -> second.complete(accepted("k")));

            assertThat(third.get(20, TimeUnit.SECONDS)).isEqualTo(accepted("k"));
            assertThat(sends).hasValue(2);
        }
    }

    // ---- delivery reports

    @ParameterizedTest
    @EnumSource
    void a_message_with_a_delivery_report_is_not_queued_again_by_a_later_attempt(TestDatabase kind) {
        try (TestDatabase.Opened database = kind.open(directory)) {
            Outbox outbox = sentAgainAfterDoubt(database, new Messages.Recorder());
            Store store = outbox.store();
            Instant now = outbox.clock().instant();
            OutboxEntry again = outbox.database()
                    .transact(c -> store.claim(c, now, SENDER.digits(), "", "second", 1))
                    .get(0);

            outbox.record(report());
            outbox.database().transact(c -> {
                store.settle(
                        c,
                        now,
                        List.of(new Settlement(
                                again.id(), "second", OutboxState.QUEUED, now, Outcome.of(NOT_SENT), false)));
                return null;
            });

            assertThat(outbox.find("k").orElseThrow().state()).isEqualTo(OutboxState.ACCEPTED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_message_with_a_delivery_report_is_not_released_to_the_queue(TestDatabase kind) {
        try (TestDatabase.Opened database = kind.open(directory)) {
            Outbox outbox = sentAgainAfterDoubt(database, new Messages.Recorder());
            Store store = outbox.store();
            Instant now = outbox.clock().instant();
            outbox.database().transact(c -> store.claim(c, now, SENDER.digits(), "", "second", 1));

            outbox.record(report());
            outbox.database().transact(c -> {
                store.release(c, now, SENDER.digits(), "second");
                return null;
            });

            assertThat(outbox.find("k").orElseThrow().state()).isEqualTo(OutboxState.ACCEPTED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_message_with_a_delivery_report_is_not_sent_by_a_repeated_call(TestDatabase kind) {
        try (TestDatabase.Opened database = kind.open(directory)) {
            Messages.Recorder port = new Messages.Recorder();
            port.result = key -> NOT_SENT;
            Outbox outbox = sentAgainAfterDoubt(database, port);
            assertThat(outbox.send("k", message())).isInstanceOf(NotSent.class);
            assertThat(port.posts).hasSize(1);

            outbox.record(report());
            SendResult result = outbox.send("k", message());

            assertThat(port.posts).hasSize(1);
            assertThat(result).isEqualTo(accepted("k"));
        }
    }

    /** Returns an outbox with a message that was in doubt after its first attempt, and queued again by a person. */
    private static Outbox sentAgainAfterDoubt(TestDatabase.Opened database, MessagingPort port) {
        Outbox early = Outbox.on(database.source(), SENDER, port);
        early.put("k", message());
        Instant now = Instant.now();
        early.database().transact(c -> early.store().claim(c, now, SENDER.digits(), "", "first", 1));
        early.database().transact(c -> early.store().sweep(c, now, SENDER.digits()));
        Outbox later = Outbox.on(
                database.source(), false, SENDER, port, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10)));
        assertThat(later.settle("k", Decision.SEND_AGAIN, "anna", "not in the console"))
                .isTrue();
        return later;
    }

    private static DeliveryReport report() {
        return DeliveryReport.builder(DeliveryStatus.DELIVERED)
                .ref("k")
                .id(MessageId.of("id-k"))
                .build();
    }

    // ---- the worker

    @Test
    void a_result_that_cannot_be_described_is_in_doubt_and_does_not_stop_the_sender() {
        try (TestDatabase.Opened database = TestDatabase.SQLITE.open(directory)) {
            AtomicInteger sends = new AtomicInteger();
            CompletableFuture<SendResult> failure = new CompletableFuture<>();
            MessagingPort port = port(message -> switch (sends.incrementAndGet()) {
                case 1 -> failure;
                case 2 -> CompletableFuture.completedFuture(NOT_SENT);
                default -> CompletableFuture.completedFuture(accepted("k"));
            });
            Outbox outbox = Outbox.on(database.source(), SENDER, port);
            try (OutboxWorker worker =
                    OutboxWorker.start(WorkerSettings.defaults().withMaxInFlight(1), outbox)) {
                outbox.put("first", message());
                await(LONG, () -> sends.get() == 1);
                new Thread(() -> failure.completeExceptionally(new WithoutText())).start();
                await(LONG, () -> outbox.find("first").orElseThrow().state() == OutboxState.IN_DOUBT);
                outbox.put("second", message());
                await(LONG, () -> outbox.find("second").orElseThrow().state() == OutboxState.ACCEPTED);
            }
        }
    }

    private static final class WithoutText extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    @Test
    void the_writer_of_outcomes_survives_an_error() {
        try (TestDatabase.Opened database = TestDatabase.SQLITE.open(directory)) {
            Outbox outbox = Outbox.on(database.source(), SENDER, message -> accepted("k"));
            AtomicBoolean failed = new AtomicBoolean();
            Step.Watcher steps = step -> {
                if (step == Step.BEFORE_SETTLE) {
                    if (!Thread.currentThread().getName().equals("pictogram-outbox-writer")) {
                        throw new IllegalStateException("this thread has no database");
                    }
                    if (!failed.getAndSet(true)) {
                        throw new StackOverflowError();
                    }
                }
            };
            try (OutboxWorker worker =
                    OutboxWorker.start(WorkerSettings.defaults(), List.of(outbox), outbox.store(), steps)) {
                outbox.put("k", message());
                await(LONG, () -> outbox.find("k").orElseThrow().state() == OutboxState.ACCEPTED);
            }
        }
    }

    @Test
    void closing_again_waits_until_the_worker_is_closed() throws Exception {
        try (TestDatabase.Opened database = TestDatabase.SQLITE.open(directory)) {
            CompletableFuture<SendResult> response = new CompletableFuture<>();
            Outbox outbox = Outbox.on(database.source(), SENDER);
            OutboxWorker worker = workerWaitingFor(response, database.source());
            Thread first = new Thread(worker::close);
            first.start();
            await(
                    LONG,
                    () -> first.getState() == Thread.State.TIMED_WAITING || first.getState() == Thread.State.WAITING);

            soon(() -> response.complete(accepted("k")));
            worker.close();

            assertThat(outbox.find("k").orElseThrow().state()).isEqualTo(OutboxState.ACCEPTED);
            first.join();
        }
    }

    @Test
    void an_interrupted_thread_closes_a_worker_like_any_other() throws Exception {
        try (TestDatabase.Opened database = TestDatabase.SQLITE.open(directory)) {
            CompletableFuture<SendResult> response = new CompletableFuture<>();
            Outbox outbox = Outbox.on(database.source(), SENDER);
            OutboxWorker worker = workerWaitingFor(response, database.source());

            soon(() -> response.complete(accepted("k")));
            Thread.currentThread().interrupt();
            worker.close();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(outbox.find("k").orElseThrow().state()).isEqualTo(OutboxState.ACCEPTED);
        }
    }

    // ---- helpers

    /** Returns a worker that has sent message k and waits for this response. */
    private static OutboxWorker workerWaitingFor(CompletableFuture<SendResult> response, DataSource source) {
        CountDownLatch sent = new CountDownLatch(1);
        Outbox outbox = Outbox.on(source, SENDER, port(message -> {
            sent.countDown();
            return response;
        }));
        outbox.put("k", message());
        OutboxWorker worker = OutboxWorker.start(outbox);
        join(sent);
        return worker;
    }

    /** Runs a task while the caller waits. Whenever it runs, the tests hold; a defect shows only if the caller already waits. */
    private static void soon(Runnable task) {
        CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(task);
    }

    private interface AsyncPort {
        CompletableFuture<SendResult> sendAsync(ImageMessage message);
    }

    private static MessagingPort port(AsyncPort port) {
        return new MessagingPort() {
            @Override
            public SendResult send(ImageMessage message) {
                return sendAsync(message).join();
            }

            @Override
            public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
                return port.sendAsync(message);
            }
        };
    }

    private static void join(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Calls back before each connection and before each statement is prepared. */
    private static DataSource intercepted(DataSource source, Consumer<String> onPrepare, Runnable onConnect) {
        ClassLoader loader = UnluckyMomentsTest.class.getClassLoader();
        return (DataSource) Proxy.newProxyInstance(loader, new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
            onConnect.run();
            Connection connection = (Connection) invoke(method, source, args);
            return Proxy.newProxyInstance(loader, new Class<?>[] {Connection.class}, (p, called, values) -> {
                if (called.getName().equals("prepareStatement")) {
                    onPrepare.accept((String) values[0]);
                }
                return invoke(called, connection, values);
            });
        });
    }

    private static Object invoke(java.lang.reflect.Method method, Object target, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
