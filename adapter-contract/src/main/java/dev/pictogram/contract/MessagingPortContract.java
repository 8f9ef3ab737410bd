// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.Background.await;
import static dev.pictogram.contract.Background.inManyThreads;
import static dev.pictogram.contract.Background.soon;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The contract of a messaging port: results instead of exceptions, interrupts, concurrency, and asynchronous sends.
 *
 * <p>Extend this class in your tests and supply {@link #port(Duration)}. For an HTTP adapter, extend {@link
 * HttpAdapterContract}, which includes these clauses.
 */
@Timeout(60)
public abstract class MessagingPortContract {

    static final ImageMessage MESSAGE = ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png"));

    /** Longer than any test waits. */
    private static final Duration LONG = Duration.ofSeconds(30);

    /** The limit for a result that needs no timeout, on a busy machine. */
    static final Duration SOON = Duration.ofSeconds(15);

    /** Long enough to chain a function before a send is done. */
    private static final Duration WHILE_CHAINED = Duration.ofSeconds(1);

    static final int MANY = 25 * Background.THREADS;

    /** For subclasses. */
    protected MessagingPortContract() {}

    /**
     * Returns a port that accepts every message after the delay, each with a different id.
     *
     * @param delay the duration of each send, at least zero
     * @return the port
     */
    protected abstract MessagingPort port(Duration delay);

    // Values

    /** Sends linked and uploaded images, with and without caption and references; one caption has the maximum length. */
    @ParameterizedTest
    @EnumSource
    final void every_kind_of_message_is_accepted(Way way) throws Exception {
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

    /** Expects a {@link NullPointerException} from {@code send}, and from {@code sendAsync} itself instead of its future. */
    @Test
    @SuppressWarnings("NullAway") // The misuse is tested.
    final void null_throws_at_once() {
        MessagingPort port = port(Duration.ZERO);

        assertAll(
                () -> assertThrows(NullPointerException.class, () -> port.send(null)),
                () -> assertThrows(NullPointerException.class, () -> port.sendAsync(null)));
    }

    /** Sends 400 messages on 16 threads. */
    @ParameterizedTest
    @EnumSource
    final void concurrent_sends_each_get_a_separate_id(Way way) throws Exception {
        MessagingPort port = port(Duration.ZERO);
        List<MessageId> ids = inManyThreads(
                MANY,
                i -> assertInstanceOf(Accepted.class, way.take(port, MESSAGE)).id());

        assertEquals(MANY, ids.size());
        assertEquals(MANY, new HashSet<>(ids).size(), "different ids");
    }

    // Interrupts

    /** Expects {@link NotSent} from {@code send}, and a set interrupt flag. */
    @Test
    final void an_interrupted_thread_sends_nothing() {
        MessagingPort port = port(Duration.ZERO);

        Thread.currentThread().interrupt();
        SendResult result = port.send(MESSAGE);

        assertTrue(Thread.interrupted(), "the interrupt flag is set");
        assertInstanceOf(NotSent.class, result);
    }

    /** Expects {@link NotSent} or {@link InDoubt} from {@code send} within 15 seconds; the response would take 30. */
    @Test
    final void an_interrupt_ends_send_and_keeps_the_flag() throws Exception {
        InterruptedSend interrupted = InterruptedSend.at(port(LONG), () -> {});

        assertTrue(
                interrupted.result() instanceof NotSent || interrupted.result() instanceof InDoubt,
                interrupted::toString);
        assertTrue(interrupted.flag(), "the interrupt flag is set");
    }

    /** Expects {@link Accepted}, since {@code sendAsync} does not wait. */
    @Test
    final void send_async_works_on_an_interrupted_thread_and_keeps_the_flag() throws Exception {
        MessagingPort port = port(Duration.ZERO);

        Thread.currentThread().interrupt();
        CompletableFuture<SendResult> result = port.sendAsync(MESSAGE);

        assertTrue(Thread.interrupted(), "the interrupt flag is set");
        assertInstanceOf(Accepted.class, result.get(SOON.toSeconds(), TimeUnit.SECONDS));
    }

    // sendAsync

    /** Expects a future within 10 seconds; the response takes 30. */
    @Test
    final void send_async_does_not_wait_for_the_response() throws Exception {
        MessagingPort port = port(LONG);

        CompletableFuture<SendResult> pending = soon(() -> port.sendAsync(MESSAGE));

        assertFalse(pending.isDone());
    }

    /** Chains a function before the response arrives. */
    @Test
    final void a_chained_function_does_not_run_on_the_callers_thread() throws Exception {
        CompletableFuture<Thread> chained =
                port(WHILE_CHAINED).sendAsync(MESSAGE).thenApply(result -> Thread.currentThread());

        assertNotSame(Thread.currentThread(), chained.get(SOON.toSeconds(), TimeUnit.SECONDS));
    }

    /** Sends 20 messages while a chained function blocks, and expects each to be accepted within 10 seconds. */
    @Test
    final void a_blocked_chained_function_does_not_delay_other_sends() throws Exception {
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

    /** Cancels a send before the response arrives, and expects later sends to be accepted. */
    @Test
    final void a_cancelled_send_stays_cancelled_and_later_sends_work() throws Exception {
        MessagingPort port = port(WHILE_CHAINED);
        CompletableFuture<SendResult> future = port.sendAsync(MESSAGE);

        future.cancel(true);

        assertTrue(future.isCancelled());
        assertInstanceOf(Accepted.class, Way.SEND_ASYNC.take(port, MESSAGE));
    }
}
