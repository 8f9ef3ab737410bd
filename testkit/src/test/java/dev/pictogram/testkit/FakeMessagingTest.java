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
    void messages_are_accepted_by_default_with_ids_in_order() {
        assertThat(fake.send(ASHA)).isAcceptedAs("fake-1");
        assertThat(fake.send(BALA)).isAcceptedAs("fake-2");
    }

    @Test
    void a_rejection_uses_no_id() {
        fake.next(accepted(), rejected(LOW_BALANCE), accepted("mine"), accepted());

        assertThat(ids(ASHA, ASHA, ASHA, ASHA)).containsExactly("fake-1", "", "mine", "fake-2");
    }

    @Test
    void each_queued_outcome_is_used_once() {
        fake.next(rejected(LOW_BALANCE), inDoubt()).next(notSent());

        assertThat(fake.send(ASHA)).isRejectedFor(LOW_BALANCE);
        assertThat(fake.send(BALA)).isInDoubt();
        assertThat(fake.send(ASHA)).isNotSent();
        assertThat(fake.send(ASHA)).isAccepted();
    }

    @Test
    void the_outcome_for_a_recipient_is_used_each_time() {
        fake.to("919800000002", rejected(TRY_LATER));

        assertThat(fake.send(ASHA)).isAccepted();
        assertThat(fake.send(BALA)).isRejectedFor(TRY_LATER);
        assertThat(fake.send(BALA)).isRejectedFor(TRY_LATER);
    }

    @Test
    void the_outcome_for_a_predicate_is_used_for_matching_messages() {
        fake.when(message -> message.caption().isPresent(), inDoubt());

        assertThat(fake.send(ASHA)).isAccepted();
        assertThat(fake.send(ASHA.withCaption("Hello"))).isInDoubt();
    }

    @Test
    void next_precedes_the_latest_rule_then_older_rules_then_always() {
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
    void send_async_has_the_same_results() {
        fake.next(rejected(LOW_BALANCE)).to("+919800000002", inDoubt());

        assertThat(fake.sendAsync(ASHA).join()).isRejectedFor(LOW_BALANCE);
        assertThat(fake.sendAsync(BALA).join()).isInDoubt();
        assertThat(fake.sendAsync(ASHA).join()).isAcceptedAs("fake-1");
        assertThat(fake).sentTimes(3);
    }

    @Test
    void without_a_delay_dependent_functions_have_run_when_send_async_returns() {
        List<SendResult> seen = new ArrayList<>();

        fake.sendAsync(ASHA).thenAccept(seen::add);

        assertThat(seen).containsExactly(new Accepted(MessageId.of("fake-1")));
    }

    @Test
    void sent_messages_are_recorded_in_order_with_their_results() {
        fake.next(rejected(LOW_BALANCE));
        SendResult first = fake.send(ASHA);
        SendResult second = fake.send(BALA);

        assertThat(fake.sent()).containsExactly(new Sent(ASHA, first), new Sent(BALA, second));
        assertThat(fake.accepted()).containsExactly(BALA);
    }

    @Test
    void the_list_of_sent_messages_is_a_copy() {
        fake.send(ASHA);
        List<Sent> before = fake.sent();
        fake.send(BALA);

        assertThat(before).hasSize(1).isUnmodifiable();
    }

    @Test
    void a_delayed_send_blocks_for_the_delay() {
        fake.next(accepted().after(Duration.ofMillis(200)));
        long start = System.nanoTime();

        assertThat(fake.send(ASHA)).isAcceptedAs("fake-1");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void a_delayed_future_completes_after_the_delay() throws Exception {
        fake.next(accepted().after(Duration.ofMillis(200)));
        long start = System.nanoTime();

        assertThat(fake.sendAsync(ASHA).get(30, TimeUnit.SECONDS)).isAcceptedAs("fake-1");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void ids_and_sent_messages_are_in_the_order_of_the_calls_whatever_the_delays() throws Exception {
        fake.next(accepted().after(Duration.ofMillis(200)));

        CompletableFuture<SendResult> first = fake.sendAsync(ASHA);
        assertThat(fake.send(BALA)).isAcceptedAs("fake-2");

        assertThat(first.get(30, TimeUnit.SECONDS)).isAcceptedAs("fake-1");
        assertThat(fake.accepted()).containsExactly(ASHA, BALA);
    }

    @Test
    void a_message_is_recorded_before_its_delayed_result() {
        fake.always(rejected(LOW_BALANCE).after(LONG));

        fake.sendAsync(ASHA);

        assertThat(fake.sent()).singleElement().satisfies(sent -> {
            assertThat(sent.message()).isEqualTo(ASHA);
            assertThat(sent.result()).isRejectedFor(LOW_BALANCE);
        });
    }

    @Test
    void cancelling_a_future_does_not_recall_the_message() {
        fake.always(accepted().after(LONG));

        fake.sendAsync(ASHA).cancel(true);
        assertThat(fake.sendAsync(BALA)
                        .completeOnTimeout(null, 1, TimeUnit.MILLISECONDS)
                        .join())
                .isNull();

        assertThat(fake.accepted()).containsExactly(ASHA, BALA);
    }

    @Test
    void the_longest_delay_does_not_overflow() {
        fake.always(accepted().after(Duration.ofSeconds(Long.MAX_VALUE)));

        assertThat(fake.sendAsync(ASHA)).isNotDone();
    }

    @Test
    void pending_sends_hold_no_thread() {
        fake.always(accepted().after(LONG));
        fake.sendAsync(ASHA); // starts threads that the JVM starts only once
        int before = Thread.getAllStackTraces().size();

        List<CompletableFuture<SendResult>> pending =
                IntStream.range(0, 1000).mapToObj(i -> fake.sendAsync(ASHA)).toList();

        assertThat(Thread.getAllStackTraces()).hasSizeLessThan(before + 100);
        assertThat(pending).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void an_interrupt_during_the_delay_is_in_doubt_and_keeps_the_flag() throws Exception {
        CountDownLatch evaluated = new CountDownLatch(1);
        fake.when(
                message -> {
                    evaluated.countDown();
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
        assertThat(evaluated.await(30, TimeUnit.SECONDS)).isTrue();
        sender.interrupt();

        assertThat(sent.get(30, TimeUnit.SECONDS)).isInDoubt();
        assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(fake.accepted()).containsExactly(ASHA);
    }

    @Test
    void a_send_on_an_interrupted_thread_is_not_sent_and_uses_no_outcome() {
        fake.next(rejected(LOW_BALANCE));

        Thread.currentThread().interrupt();
        SendResult result = fake.send(ASHA);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result).isInstanceOf(NotSent.class);
        assertThat(fake).sentNothing();
        assertThat(fake.send(ASHA)).isRejectedFor(LOW_BALANCE);
    }

    @Test
    void a_reset_restores_the_initial_state() {
        fake.next(notSent(), inDoubt()).to("+919800000001", inDoubt()).always(inDoubt());
        fake.send(ASHA);

        fake.reset();

        assertThat(fake).sentNothing();
        assertThat(fake.send(ASHA)).isAcceptedAs("fake-1");
    }

    @Test
    void a_send_pending_at_a_reset_is_not_recorded_afterwards() throws Exception {
        fake.always(accepted().after(Duration.ofMillis(100)));
        CompletableFuture<SendResult> pending = fake.sendAsync(ASHA);

        fake.reset();

        assertThat(pending.get(30, TimeUnit.SECONDS)).isAccepted();
        assertThat(fake).sentNothing();
    }

    @Test
    void a_predicate_may_call_the_fake() {
        fake.when(message -> !fake.sent().isEmpty(), notSent());

        assertThat(ids(ASHA, ASHA)).containsExactly("fake-1", "");
    }

    @Test
    void an_exception_from_a_predicate_is_thrown_and_the_message_is_not_recorded() {
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
    void each_outcome_and_each_id_is_used_once_across_many_threads() throws Exception {
        int rejections = 500;
        int sends = 2000;
        IntStream.range(0, rejections).forEach(i -> fake.next(rejected(LOW_BALANCE)));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<SendResult>> results = threads.invokeAll(
                    IntStream.range(0, sends).mapToObj(this::sending).toList());
            List<String> ids = new ArrayList<>();
            for (Future<SendResult> result : results) {
                result.get().messageId().map(MessageId::value).ifPresent(ids::add);
            }

            assertThat(ids)
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, sends - rejections)
                            .mapToObj(i -> "fake-" + i)
                            .toList());
            assertThat(fake.sent()).hasSize(sends);
            assertThat(fake.accepted()).hasSize(sends - rejections);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void queued_outcomes_and_ids_stay_in_order_across_many_threads() throws Exception {
        int queued = 20_000;
        List<SendResult> expected = new ArrayList<>();
        for (int i = 1; i <= queued; i++) {
            fake.next(accepted("queued-" + i));
            expected.add(new Accepted(MessageId.of("queued-" + i)));
        }
        for (int i = 1; i <= queued; i++) {
            expected.add(new Accepted(MessageId.of("fake-" + i)));
        }

        inThreadsAtOnce(4, thread -> {
            for (int i = 0; i < 2 * queued / 4; i++) {
                fake.send(ASHA);
            }
        });

        assertThat(fake.sent().stream().map(Sent::result).toList().equals(expected))
                .as("all in order")
                .isTrue();
    }

    @Test
    void sent_messages_can_be_read_and_rules_added_during_sends() throws Exception {
        for (int round = 0; round < 50; round++) { // a race shows only for a moment
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

    /** Runs a task in several threads that start together, and rethrows an exception of any of them. */
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
    void dependent_functions_of_a_delayed_send_run_on_separate_daemon_threads() throws Exception {
        fake.always(accepted().after(Duration.ofMillis(500)));

        List<CompletableFuture<Thread>> chained = IntStream.range(0, 20)
                .mapToObj(i -> fake.sendAsync(ASHA).thenApply(result -> Thread.currentThread()))
                .toList();

        List<Thread> threads = new ArrayList<>();
        for (CompletableFuture<Thread> each : chained) {
            threads.add(each.get(30, TimeUnit.SECONDS));
        }
        threads.removeIf(Thread.currentThread()::equals); // if a future was complete before thenApply
        assertThat(threads)
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allMatch(Thread::isDaemon)
                .noneMatch(ForkJoinWorkerThread.class::isInstance);
    }

    @Test
    void outcomes_can_be_queued_during_sends() throws Exception {
        int queued = 500;
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<?>> tasks = new ArrayList<>();
            for (int i = 0; i < queued; i++) {
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
        for (int i = 0; i < 2 * queued; i++) { // until the queue is empty
            fake.send(BALA);
        }

        assertThat(fake.sent().stream().filter(sent -> sent.result() instanceof Rejected))
                .hasSize(queued);
        List<SendResult> others = fake.sent().stream()
                .map(Sent::result)
                .filter(result -> result instanceof Rejected || result instanceof NotSent)
                .toList();
        for (int i = 0; i < others.size(); i += 2) { // outcomes of one call stay together
            assertThat(others.get(i)).isRejectedFor(LOW_BALANCE);
            assertThat(others.get(i + 1)).isNotSent();
        }
    }

    private Callable<SendResult> sending(int i) {
        return () -> i % 2 == 0 ? fake.send(ASHA) : fake.sendAsync(ASHA).get();
    }

    @Test
    void null_arguments_are_refused() {
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
    void an_invalid_recipient_is_refused() {
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
