// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.WaSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every port promises, whatever it sends through, and if it sends nothing at all.
 *
 * <p>Extend it in your tests and supply {@link #port(Duration)}; for a port that speaks HTTP extend
 * {@link HttpAdapterContract} instead, which has all of this and more.
 */
@Timeout(60)
public abstract class MessagingPortContract {

    static final ImageMessage MESSAGE = ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png"));

    /** What no test waits for. */
    private static final Duration LONG = Duration.ofSeconds(30);

    /** What is at once, on a machine that has other things to do. */
    static final Duration SOON = Duration.ofSeconds(15);

    /** Long enough that a function is chained before a send is done. */
    private static final Duration WHILE_CHAINED = Duration.ofSeconds(1);

    private static final int THREADS = 16;
    static final int MANY = 25 * THREADS;

    /** For its subclasses. */
    protected MessagingPortContract() {}

    /**
     * {@return a port that accepts every message, each when this time has passed, with an id of its own}
     *
     * @param delay how long each takes, perhaps no time at all
     */
    protected abstract MessagingPort port(Duration delay);

    // Values

    /**
     * Sends linked and uploaded images, with and without a caption and references; one caption is as long as any may
     * be.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void every_kind_of_message_is_accepted(Way way) throws Exception {
        MessagingPort port = port(Duration.ZERO);
        ImageMessage uploaded = ImageMessage.to("919800000002", Image.uploaded("1479537139650973"));
        ExtraInfo everything = ExtraInfo.ref("customer1")
                .withRef1("marketing")
                .withRef2("dictionary")
                .withSource(WaSource.API);
        for (ImageMessage message : List.of(
                MESSAGE,
                uploaded,
                MESSAGE.withCaption("We don’t just meet expectations; we exceed them!"),
                uploaded.withExtraInfo(everything),
                MESSAGE.withCaption("\uD83D\uDCE6".repeat(1024)).withExtraInfo(everything))) {
            assertInstanceOf(Accepted.class, way.take(port, message), message::toString);
        }
    }

    /**
     * Expects a {@link NullPointerException} of {@code send}, and of {@code sendAsync} itself rather than of its
     * future.
     */
    @Test
    @SuppressWarnings("NullAway") // It is the misuse that is tested.
    public final void null_is_refused_at_once() {
        MessagingPort port = port(Duration.ZERO);

        assertAll(
                () -> assertThrows(NullPointerException.class, () -> port.send(null)),
                () -> assertThrows(NullPointerException.class, () -> port.sendAsync(null)));
    }

    /**
     * Sends 400 messages on 16 threads.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void many_threads_at_once_each_get_an_id_of_their_own(Way way) throws Exception {
        MessagingPort port = port(Duration.ZERO);
        List<MessageId> ids = inManyThreads(MANY, i -> idOf(way.take(port, MESSAGE)));

        assertEquals(MANY, ids.size());
        assertEquals(MANY, new HashSet<>(ids).size(), "each id once");
    }

    // Interrupts

    /** Expects {@link NotSent} of {@code send}, and the flag to be still set. */
    @Test
    public final void a_thread_that_was_interrupted_before_sends_nothing() {
        MessagingPort port = port(Duration.ZERO);

        Thread.currentThread().interrupt();
        SendResult result = port.send(MESSAGE);

        assertTrue(Thread.interrupted(), "the flag is kept");
        assertInstanceOf(NotSent.class, result);
    }

    /**
     * Expects {@link NotSent} or {@link InDoubt} of {@code send} within 15 seconds, where the answer takes 30.
     *
     * @throws Exception if it comes to no result
     */
    @Test
    public final void an_interrupt_ends_a_send_soon_and_keeps_the_flag() throws Exception {
        Interrupted interrupted = Interrupted.whileSending(port(LONG), () -> {});

        assertTrue(
                interrupted.result() instanceof NotSent || interrupted.result() instanceof InDoubt,
                interrupted::toString);
        assertTrue(interrupted.flag(), "the flag is kept");
    }

    /**
     * Expects {@link Accepted}: {@code sendAsync} does not wait, so there is nothing to interrupt.
     *
     * @throws Exception if it comes to no result
     */
    @Test
    public final void send_async_works_and_keeps_the_flag_of_a_thread_that_was_interrupted() throws Exception {
        MessagingPort port = port(Duration.ZERO);

        Thread.currentThread().interrupt();
        CompletableFuture<SendResult> result = port.sendAsync(MESSAGE);

        assertTrue(Thread.interrupted(), "the flag is kept");
        assertInstanceOf(Accepted.class, result.get(SOON.toSeconds(), TimeUnit.SECONDS));
    }

    // sendAsync

    /**
     * Expects a future within 10 seconds, where the answer takes 30.
     *
     * @throws Exception if it comes to no result
     */
    @Test
    public final void send_async_does_not_wait_for_the_answer() throws Exception {
        MessagingPort port = port(LONG);

        CompletableFuture<SendResult> pending = soon(() -> port.sendAsync(MESSAGE));

        assertFalse(pending.isDone());
    }

    /**
     * Chains a function while the answer is still to come.
     *
     * @throws Exception if it comes to no result
     */
    @Test
    public final void what_is_chained_to_a_send_does_not_run_on_its_callers_thread() throws Exception {
        CompletableFuture<Thread> chained =
                port(WHILE_CHAINED).sendAsync(MESSAGE).thenApply(result -> Thread.currentThread());

        assertNotSame(Thread.currentThread(), chained.get(SOON.toSeconds(), TimeUnit.SECONDS));
    }

    /**
     * Sends 20 messages while a function blocks, and expects each to be accepted within 10 seconds.
     *
     * @throws Exception if it comes to no result
     */
    @Test
    public final void a_function_chained_to_a_send_may_block_without_holding_up_others() throws Exception {
        MessagingPort port = port(WHILE_CHAINED);
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        CompletableFuture<Void> chained = port.sendAsync(MESSAGE).thenAccept(result -> {
            blocked.countDown();
            if (Thread.currentThread() != caller) {
                await(slow);
            }
        });
        try {
            assertTrue(blocked.await(SOON.toSeconds(), TimeUnit.SECONDS));
            List<CompletableFuture<SendResult>> others = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                others.add(port.sendAsync(MESSAGE));
            }
            for (CompletableFuture<SendResult> other : others) {
                assertInstanceOf(Accepted.class, other.get(10, TimeUnit.SECONDS));
            }
            assertFalse(chained.isDone());
        } finally {
            slow.countDown();
        }
        chained.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * Cancels a send while the response is still to come, and expects later sends to be accepted.
     *
     * @throws Exception if there is no result in time
     */
    @Test
    public final void a_cancelled_send_stays_cancelled_and_later_sends_work() throws Exception {
        MessagingPort port = port(WHILE_CHAINED);
        CompletableFuture<SendResult> future = port.sendAsync(MESSAGE);

        future.cancel(true);

        assertTrue(future.isCancelled());
        assertInstanceOf(Accepted.class, Way.SEND_ASYNC.take(port, MESSAGE));
    }

    // What clauses are made of

    @FunctionalInterface
    interface Send<T> {
        T number(int i) throws Exception;
    }

    /** {@return what 16 threads at once get from so many sends} */
    static <T> List<T> inManyThreads(int sends, Send<T> send) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<List<T>>> all = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            all.add(inThread(() -> {
                start.await();
                List<T> got = new ArrayList<>();
                for (int i = next.getAndIncrement(); i < sends; i = next.getAndIncrement()) {
                    got.add(send.number(i));
                }
                return got;
            }));
        }
        start.countDown();
        List<T> got = new ArrayList<>();
        for (CompletableFuture<List<T>> each : all) {
            got.addAll(each.get()); // the test's own timeout ends it
        }
        return got;
    }

    static MessageId idOf(SendResult result) {
        return assertInstanceOf(Accepted.class, result).id();
    }

    /** Runs a task on a thread of its own, neither the test's nor one of the common pool. */
    static <T> CompletableFuture<T> inThread(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(task.call());
                    } catch (Throwable failed) {
                        result.completeExceptionally(failed);
                    }
                },
                "contract");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** {@return what a task returns, which is to be within 10 seconds} */
    static <T> T soon(Callable<T> task) throws Exception {
        return inThread(task).get(10, TimeUnit.SECONDS);
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * What became of a send whose thread was interrupted.
     *
     * @param result what it returned
     * @param flag whether the thread's interrupt flag was set then
     */
    record Interrupted(SendResult result, boolean flag) {

        @FunctionalInterface
        interface Moment {
            void await() throws Exception;
        }

        /** Interrupts a send at a moment, when it waits, and returns what became of it, which is to be soon. */
        static Interrupted whileSending(MessagingPort port, Moment moment) throws Exception {
            CompletableFuture<Interrupted> sent = new CompletableFuture<>();
            Thread sender = new Thread(() -> {
                try {
                    SendResult result = port.send(MESSAGE);
                    sent.complete(new Interrupted(result, Thread.currentThread().isInterrupted()));
                } catch (Throwable thrown) {
                    sent.completeExceptionally(thrown);
                }
            });
            sender.setDaemon(true);
            sender.start();
            moment.await();
            // A send that waits without its thread's knowing (a blocking read) is interrupted all the same, a bit
            // later.
            for (int i = 0; i < 100 && !waits(sender) && !sent.isDone(); i++) {
                sender.join(10);
            }

            sender.interrupt();

            return sent.get(SOON.toSeconds(), TimeUnit.SECONDS);
        }

        private static boolean waits(Thread thread) {
            Thread.State state = thread.getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        }
    }
}
