// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;

/**
 * Sends image messages: the port that an application depends on and an adapter implements.
 *
 * <p><strong>A send is a real, billed message to a real person.</strong> It is never repeated unless it is known that
 * the earlier try was not accepted, and a result never says that a send failed when nobody knows:
 * {@link SendResult.InDoubt} says that.
 *
 * <p>Safe for use by many threads; one for each account is enough for an application.
 *
 * <p>A lambda is a port: {@code MessagingPort port = message -> new Accepted(MessageId.of("test-1"));}
 */
@FunctionalInterface
public interface MessagingPort {

    /**
     * Sends a message and waits for what becomes of it.
     *
     * <p>It does not throw for anything that happens on the way or comes back; only misuse throws. An interrupt of the
     * calling thread is an outcome too: the method returns at once, with the thread's interrupt flag set.
     *
     * @param message what to send to whom
     * @return what became of it
     * @throws NullPointerException if the message is null
     */
    SendResult send(ImageMessage message);

    /**
     * Sends a message without making the caller wait.
     *
     * <p>The future completes with what {@link #send} would have returned; it completes exceptionally only where that
     * would have thrown. Functions chained to it may block: they run on a thread that no other send needs, never on the
     * common pool.
     *
     * <p><strong>Cancellation.</strong> Cancelling the future, or completing it in any other way ({@code orTimeout},
     * {@code complete}), gives the result up: no further attempt is started, and a request that has not been written yet is
     * not written. A request that has been written is not recalled; the message may be accepted. As with any
     * {@link CompletableFuture}, cancelling a future that was chained to this one does not reach this one.
     *
     * <p><strong>Decorators.</strong> A port that wraps another must pass this on: completing the future that it returns
     * must complete the future of the port below. Returning that future itself does; so does:
     *
     * <pre>{@code
     * CompletableFuture<SendResult> sent = port.sendAsync(message);
     * CompletableFuture<SendResult> mine = sent.whenComplete(this::note);
     * mine.whenComplete((result, thrown) -> sent.cancel(false));
     * return mine;
     * }</pre>
     *
     * <p>By default, {@link #send} is called on a new daemon thread; if none can be started, the result is {@link SendResult.NotSent}. Cancelling the future before that thread has begun keeps {@code send} from
     * being called. Later it has no effect on {@code send}: the thread is not interrupted, and whatever {@code send} retries,
     * it goes on retrying. An adapter over an asynchronous client holds no thread while it waits.
     *
     * @param message what to send to whom
     * @return the result, when there is one
     * @throws NullPointerException if the message is null
     */
    default CompletableFuture<SendResult> sendAsync(ImageMessage message) {
        requireNonNull(message, "message");
        return AsyncSend.start(() -> send(message));
    }
}
