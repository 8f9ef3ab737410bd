// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;

/**
 * Sends image messages. Applications depend on this port; adapters implement it.
 *
 * <p><strong>A send is a real, billed message to a real person.</strong> A send is retried only if the earlier attempt is
 * known not to have been accepted. If that is unknown, the result is {@link SendResult.InDoubt}, never a failure.
 *
 * <p>Implementations are thread-safe. Create one port for each account and keep it.
 *
 * <p>A lambda can serve as a port: {@code MessagingPort port = message -> new Accepted(MessageId.of("test-1"));}
 */
@FunctionalInterface
public interface MessagingPort {

    /**
     * Sends a message and waits for the result.
     *
     * <p>This method throws only on misuse. Network errors, timeouts and every response are results. If the calling thread is
     * interrupted, the method returns at once, with a result and with the thread's interrupt flag set.
     *
     * @param message the message to send
     * @return the result: accepted, rejected, not sent or in doubt
     * @throws NullPointerException if the message is null
     */
    SendResult send(ImageMessage message);

    /**
     * Sends a message without blocking the calling thread.
     *
     * <p>The future completes with the result that {@link #send} would return. It completes exceptionally only where
     * {@link #send} would throw. Dependent functions may block: they run on a thread that no other send needs, never on the
     * common pool.
     *
     * <p><strong>Cancellation.</strong> Cancelling the future stops further attempts, and so does completing it in another
     * way, such as {@code orTimeout} or {@code complete}. A request that has not been written yet is not written. A request
     * that has been written is not recalled, and the message may be accepted. As with every {@link CompletableFuture},
     * cancelling a dependent future does not cancel this one.
     *
     * <p><strong>Decorators.</strong> A port that wraps another port must propagate cancellation: completing the returned future
     * must complete the wrapped port's future. Returning the wrapped port's future does that, and so does this code:
     *
     * <pre>{@code
     * CompletableFuture<SendResult> sent = port.sendAsync(message);
     * CompletableFuture<SendResult> returned = sent.whenComplete(this::log);
     * returned.whenComplete((result, thrown) -> sent.cancel(false));
     * return returned;
     * }</pre>
     *
     * <p><strong>Default.</strong> The default implementation calls {@link #send} on a new daemon thread. If no thread can be
     * started, the result is {@link SendResult.NotSent}. If the future is cancelled before the thread runs, {@code send} is not
     * called. Later cancellation has no effect on {@code send}: the thread is not interrupted, and {@code send} continues its
     * retries. An adapter over an asynchronous client overrides this method and holds no thread while it waits.
     *
     * @param message the message to send
     * @return a future of the result
     * @throws NullPointerException if the message is null
     */
    default CompletableFuture<SendResult> sendAsync(ImageMessage message) {
        requireNonNull(message, "message");
        return AsyncSend.start(() -> send(message));
    }
}
