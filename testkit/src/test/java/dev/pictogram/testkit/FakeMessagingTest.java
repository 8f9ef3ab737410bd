// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit;

import static dev.pictogram.SendResult.Reason.LOW_BALANCE;
import static dev.pictogram.SendResult.Reason.TRY_LATER;
import static dev.pictogram.testkit.FakeOutcome.accepted;
import static dev.pictogram.testkit.FakeOutcome.inDoubt;
import static dev.pictogram.testkit.FakeOutcome.notSent;
import static dev.pictogram.testkit.FakeOutcome.rejected;
import static dev.pictogram.testkit.assertions.MessagingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.testkit.FakeMessaging.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FakeMessagingTest {

    private static final ImageMessage ASHA = message("+919800000001");
    private static final ImageMessage BALA = message("+919800000002");
    private static final Duration LONG = Duration.ofHours(1);

    private final FakeMessaging fake = new FakeMessaging();

    @Test
    void it_accepts_by_default_with_ids_in_order() {
        assertThat(fake.send(ASHA)).isAcceptedAs("fake-1");
        assertThat(fake.send(BALA)).isAcceptedAs("fake-2");
    }

    @Test
    void a_refusal_takes_no_id() {
        fake.next(accepted(), rejected(LOW_BALANCE), accepted("mine"), accepted());

        assertThat(ids(ASHA, ASHA, ASHA, ASHA)).containsExactly("fake-1", "", "mine", "fake-2");
    }

    @Test
    void outcomes_in_line_are_used_up_one_by_one() {
        fake.next(rejected(LOW_BALANCE), inDoubt()).next(notSent());

        assertThat(fake.send(ASHA)).isRejectedFor(LOW_BALANCE);
        assertThat(fake.send(BALA)).isInDoubt();
        assertThat(fake.send(ASHA)).isNotSent();
        assertThat(fake.send(ASHA)).isAccepted();
    }

    @Test
    void a_recipient_has_an_outcome_of_its_own_each_time() {
        fake.to("919800000002", rejected(TRY_LATER));

        assertThat(fake.send(ASHA)).isAccepted();
        assertThat(fake.send(BALA)).isRejectedFor(TRY_LATER);
        assertThat(fake.send(BALA)).isRejectedFor(TRY_LATER);
    }

    @Test
    void a_predicate_picks_messages() {
        fake.when(message -> message.caption().isPresent(), inDoubt());

        assertThat(fake.send(ASHA)).isAccepted();
        assertThat(fake.send(ASHA.withCaption("Hello"))).isInDoubt();
    }

    @Test
    void next_wins_over_the_latest_rule_that_over_an_older_one_and_that_over_always() {
        fake.next(notSent()) // given in this order on purpose: it is not the order that counts
                .to("+919800000002", rejected(TRY_LATER))
                .when(message -> message.caption().isPresent(), rejected(LOW_BALANCE))
                .always(inDoubt());
        ImageMessage captioned = BALA.withCaption("Hello");

        assertThat(fake.send(captioned)).isNotSent();
        assertThat(fake.send(captioned)).isRejectedFor(LOW_BALANCE);
        assertThat(fake.send(BALA)).isRejectedFor(TRY_LATER);
        assertThat(fake.send(ASHA)).isInDoubt();
    }

    @Test
    void send_async_comes_to_the_same() {
        fake.next(rejected(LOW_BALANCE)).to("+919800000002", inDoubt());

        assertThat(fake.sendAsync(ASHA).join()).isRejectedFor(LOW_BALANCE);
        assertThat(fake.sendAsync(BALA).join()).isInDoubt();
        assertThat(fake.sendAsync(ASHA).join()).isAcceptedAs("fake-1");
        assertThat(fake).sentTimes(3);
    }

    @Test
    void without_a_delay_what_is_chained_has_run_when_the_test_looks() {
        List<SendResult> seen = new ArrayList<>();

        fake.sendAsync(ASHA).thenAccept(seen::add);

        assertThat(seen).containsExactly(new Accepted(MessageId.of("fake-1")));
    }

    @Test
    void what_was_sent_is_told_in_order_with_what_came_of_it() {
        fake.next(rejected(LOW_BALANCE));
        SendResult first = fake.send(ASHA);
        SendResult second = fake.send(BALA);

        assertThat(fake.sent()).containsExactly(new Sent(ASHA, first), new Sent(BALA, second));
        assertThat(fake.accepted()).containsExactly(BALA);
    }

    @Test
    void what_was_told_does_not_change_later() {
        fake.send(ASHA);
        List<Sent> before = fake.sent();
        fake.send(BALA);

        assertThat(before).hasSize(1).isUnmodifiable();
    }

    @Test
    void a_delayed_send_waits() {
        fake.next(accepted().after(Duration.ofMillis(200)));
        long start = System.nanoTime();

        assertThat(fake.send(ASHA)).isAcceptedAs("fake-1");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void a_delayed_future_completes_when_it_is_due() throws Exception {
        fake.next(accepted().after(Duration.ofMillis(200)));
        long start = System.nanoTime();

        assertThat(fake.sendAsync(ASHA).get(30, TimeUnit.SECONDS)).isAcceptedAs("fake-1");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void ids_and_what_was_sent_are_in_the_order_of_the_calls_whoever_is_answered_first() throws Exception {
        fake.next(accepted().after(Duration.ofMillis(200)));

        CompletableFuture<SendResult> first = fake.sendAsync(ASHA);
        assertThat(fake.send(BALA)).isAcceptedAs("fake-2");

        assertThat(first.get(30, TimeUnit.SECONDS)).isAcceptedAs("fake-1");
        assertThat(fake.accepted()).containsExactly(ASHA, BALA);
    }

    @Test
    void what_waits_for_its_answer_was_sent() {
        fake.always(rejected(LOW_BALANCE).after(LONG));

        fake.sendAsync(ASHA);

        assertThat(fake.sent()).singleElement().satisfies(sent -> {
            assertThat(sent.message()).isEqualTo(ASHA);
            assertThat(sent.result()).isRejectedFor(LOW_BALANCE);
        });
    }

    @Test
    void who_gives_a_future_up_does_not_call_the_message_back() {
        fake.always(accepted().after(LONG));

        fake.sendAsync(ASHA).cancel(true);
        assertThat(fake.sendAsync(BALA)
                        .completeOnTimeout(null, 1, TimeUnit.MILLISECONDS)
                        .join())
                .isNull();

        assertThat(fake.accepted()).containsExactly(ASHA, BALA);
    }

    @Test
    void the_longest_delay_is_no_overflow() {
        fake.always(accepted().after(Duration.ofSeconds(Long.MAX_VALUE)));

        assertThat(fake.sendAsync(ASHA)).isNotDone();
    }

    @Test
    void sends_that_are_pending_hold_no_thread() {
        fake.always(accepted().after(LONG));
        fake.sendAsync(ASHA); // whatever the JVM needs once
        int before = Thread.getAllStackTraces().size();

        List<CompletableFuture<SendResult>> pending =
                IntStream.range(0, 1000).mapToObj(i -> fake.sendAsync(ASHA)).toList();

        assertThat(Thread.getAllStackTraces()).hasSizeLessThan(before + 100);
        assertThat(pending).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void a_thread_that_is_interrupted_while_it_waits_does_not_know() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        fake.when(
                message -> {
                    asked.countDown();
                    return true;
                },
                accepted().after(LONG));
        CompletableFuture<SendResult> sent = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread sender = new Thread(() -> {
            sent.complete(fake.send(ASHA));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        sender.start();
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        sender.interrupt();

        assertThat(sent.get(30, TimeUnit.SECONDS)).isInDoubt();
        assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(fake.accepted()).containsExactly(ASHA);
    }

    @Test
    void a_thread_that_was_interrupted_before_uses_no_outcome_up() {
        fake.next(rejected(LOW_BALANCE));

        Thread.currentThread().interrupt();
        SendResult result = fake.send(ASHA);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result).isInstanceOf(NotSent.class);
        assertThat(fake).sentNothing();
        assertThat(fake.send(ASHA)).isRejectedFor(LOW_BALANCE);
    }

    @Test
    void a_reset_forgets_everything() {
        fake.next(notSent(), inDoubt()).to("+919800000001", inDoubt()).always(inDoubt());
        fake.send(ASHA);

        fake.reset();

        assertThat(fake).sentNothing();
        assertThat(fake.send(ASHA)).isAcceptedAs("fake-1");
    }

    @Test
    void a_send_that_was_pending_at_a_reset_is_not_in_the_next_test() throws Exception {
        fake.always(accepted().after(Duration.ofMillis(100)));
        CompletableFuture<SendResult> pending = fake.sendAsync(ASHA);

        fake.reset();

        assertThat(pending.get(30, TimeUnit.SECONDS)).isAccepted();
        assertThat(fake).sentNothing();
    }

    @Test
    void a_predicate_may_ask_the_fake() {
        fake.when(message -> !fake.sent().isEmpty(), notSent());

        assertThat(ids(ASHA, ASHA)).containsExactly("fake-1", "");
    }

    @Test
    void what_a_predicate_throws_is_thrown_and_nothing_was_sent() {
        IllegalStateException thrown = new IllegalStateException("on purpose");
        fake.when(
                message -> {
                    throw thrown;
                },
                notSent());

        assertThatThrownBy(() -> fake.send(ASHA)).isSameAs(thrown);
        assertThatThrownBy(() -> fake.sendAsync(ASHA)).isSameAs(thrown);
        assertThat(fake).sentNothing();
        assertThat(fake.next(accepted()).send(ASHA)).isAcceptedAs("fake-1");
    }

    @Test
    void many_threads_get_each_outcome_and_each_id_once() throws Exception {
        int refusals = 500;
        int sends = 2000;
        IntStream.range(0, refusals).forEach(i -> fake.next(rejected(LOW_BALANCE)));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<SendResult>> results = threads.invokeAll(
                    IntStream.range(0, sends).mapToObj(this::sending).toList());
            List<String> ids = new ArrayList<>();
            for (Future<SendResult> result : results) {
                result.get().messageId().map(MessageId::value).ifPresent(ids::add);
            }

            assertThat(ids)
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, sends - refusals)
                            .mapToObj(i -> "fake-" + i)
                            .toList());
            assertThat(fake.sent()).hasSize(sends);
            assertThat(fake.accepted()).hasSize(sends - refusals);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void outcomes_in_line_and_ids_are_in_order_in_what_many_threads_sent() throws Exception {
        int lined = 20_000;
        List<SendResult> expected = new ArrayList<>();
        for (int i = 1; i <= lined; i++) {
            fake.next(accepted("lined-" + i));
            expected.add(new Accepted(MessageId.of("lined-" + i)));
        }
        for (int i = 1; i <= lined; i++) {
            expected.add(new Accepted(MessageId.of("fake-" + i)));
        }

        inThreadsAtOnce(4, thread -> {
            for (int i = 0; i < 2 * lined / 4; i++) {
                fake.send(ASHA);
            }
        });

        assertThat(fake.sent().stream().map(Sent::result).toList().equals(expected))
                .as("all in order")
                .isTrue();
    }

    @Test
    void what_was_sent_may_be_asked_and_rules_be_made_while_others_send() throws Exception {
        for (int round = 0; round < 50; round++) { // what is not guarded is wrong for a moment only
            FakeMessaging shared = new FakeMessaging();
            inThreadsAtOnce(3, thread -> {
                for (int i = 0; i < 50; i++) {
                    switch (thread) {
                        case 0 -> shared.send(ASHA);
                        case 1 -> assertThat(shared.sent()).doesNotContainNull();
                        default -> shared.to("+919800000002", inDoubt());
                    }
                }
            });
            assertThat(shared.sent()).hasSize(50);
        }
    }

    /** Runs a task in so many threads, which all begin when the last is there, and throws what any of them throws. */
    private static void inThreadsAtOnce(int count, IntConsumer task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            CyclicBarrier start = new CyclicBarrier(count);
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < count; t++) {
                int thread = t;
                tasks.add(() -> {
                    start.await();
                    task.accept(thread);
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(tasks)) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void what_is_chained_to_a_delayed_send_runs_on_a_daemon_thread_of_its_own() throws Exception {
        fake.always(accepted().after(Duration.ofMillis(500)));

        List<CompletableFuture<Thread>> chained = IntStream.range(0, 20)
                .mapToObj(i -> fake.sendAsync(ASHA).thenApply(result -> Thread.currentThread()))
                .toList();

        List<Thread> threads = new ArrayList<>();
        for (CompletableFuture<Thread> each : chained) {
            threads.add(each.get(30, TimeUnit.SECONDS));
        }
        threads.removeIf(Thread.currentThread()::equals); // where a future was complete before the chain
        assertThat(threads)
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allMatch(Thread::isDaemon)
                .noneMatch(ForkJoinWorkerThread.class::isInstance);
    }

    @Test
    void outcomes_may_be_put_in_line_while_others_send() throws Exception {
        int lined = 500;
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<?>> tasks = new ArrayList<>();
            for (int i = 0; i < lined; i++) {
                tasks.add(() -> fake.next(rejected(LOW_BALANCE), notSent()).to("+919800000002", inDoubt()));
                tasks.add(sending(i));
            }
            for (Callable<?> task : tasks) {
                threads.submit(task);
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
        for (int i = 0; i < 2 * lined; i++) { // until none is left in line
            fake.send(BALA);
        }

        assertThat(fake.sent().stream().filter(sent -> sent.result() instanceof Rejected))
                .hasSize(lined);
        List<SendResult> others = fake.sent().stream()
                .map(Sent::result)
                .filter(result -> result instanceof Rejected || result instanceof NotSent)
                .toList();
        for (int i = 0; i < others.size(); i += 2) { // what was put in line together stays together
            assertThat(others.get(i)).isRejectedFor(LOW_BALANCE);
            assertThat(others.get(i + 1)).isNotSent();
        }
    }

    private Callable<SendResult> sending(int i) {
        return () -> i % 2 == 0 ? fake.send(ASHA) : fake.sendAsync(ASHA).get();
    }

    @Test
    void null_is_refused_at_once() {
        assertThatNullPointerException().isThrownBy(() -> fake.next(null)).withMessage("first");
        assertThatNullPointerException().isThrownBy(() -> fake.next(accepted(), (FakeOutcome) null));
        assertThatNullPointerException()
                .isThrownBy(() -> fake.to((PhoneNumber) null, accepted()))
                .withMessage("recipient");
        assertThatNullPointerException()
                .isThrownBy(() -> fake.to("+919800000001", null))
                .withMessage("outcome");
        assertThatNullPointerException()
                .isThrownBy(() -> fake.when(null, accepted()))
                .withMessage("matches");
        assertThatNullPointerException().isThrownBy(() -> fake.always(null)).withMessage("outcome");
        assertThatNullPointerException().isThrownBy(() -> fake.send(null)).withMessage("message");
        assertThatNullPointerException().isThrownBy(() -> fake.sendAsync(null)).withMessage("message");
        assertThat(fake.send(ASHA)).isAccepted();
    }

    @Test
    void a_recipient_that_is_no_number_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> fake.to("Asha", accepted()));
    }

    private List<String> ids(ImageMessage... messages) {
        return Arrays.stream(messages)
                .map(fake::send)
                .map(result -> result.messageId().map(MessageId::value).orElse(""))
                .toList();
    }

    private static ImageMessage message(String recipient) {
        return ImageMessage.to(recipient, Image.link("https://example.com/parcel.png"));
    }
}
