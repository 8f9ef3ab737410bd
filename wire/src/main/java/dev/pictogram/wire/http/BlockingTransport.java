// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static java.util.Objects.requireNonNull;

import dev.pictogram.wire.internal.Threads;
import java.util.concurrent.CompletableFuture;

/**
 * A transport over a blocking HTTP client. It keeps the rules of {@link HttpTransport} that such a client does not keep by
 * itself: time limits, cancellation and interrupts.
 *
 * <p>Each request runs on a separate thread, a virtual one on JDK 21 and newer. So {@link #post} returns at the timeout or on an
 * interrupt, even if the client is still blocked.
 *
 * <pre>{@code
 * MessagingPort port = KaleyraMessaging.over(BlockingTransport.over(this::post), account, policy);
 * }</pre>
 */
public final class BlockingTransport implements HttpTransport {

    private final Client client;

    private BlockingTransport(Client client) {
        this.client = client;
    }

    /** Sends a request with a client that is configured to send no retries, follow no redirects and use no authenticator. */
    @FunctionalInterface
    public interface Client {

        /**
         * Sends a request and reports the progress to the attempt: {@link Attempt#onEnd} first, {@link Attempt#connected} when the
         * connection is established, {@link Attempt#takeBody} to write the body, and {@link Attempt#receive} as soon as there is a
         * status.
         *
         * @param attempt the request, and where to report its progress
         * @throws Exception any failure; it becomes the cause of the result
         */
        void post(Attempt attempt) throws Exception;
    }

    /**
     * {@return a transport over a client}
     *
     * @param client sends one request; called by many threads at once, and not closed
     */
    public static BlockingTransport over(Client client) {
        return new BlockingTransport(requireNonNull(client, "client"));
    }

    @Override
    public Result post(Request request) {
        return start(request).await();
    }

    @Override
    public CompletableFuture<Result> postAsync(Request request) {
        return start(request).result();
    }

    private Attempt start(Request request) {
        Attempt attempt = Attempt.start(request);
        try {
            Threads.PER_TASK.execute(() -> run(attempt));
        } catch (RuntimeException | Error noThread) {
            attempt.end(noThread);
        }
        return attempt;
    }

    private void run(Attempt attempt) {
        try {
            client.post(attempt);
            attempt.end(new IllegalStateException("the client returned without a response"));
        } catch (Throwable failure) {
            attempt.end(failure);
        }
    }
}
