// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static java.util.Objects.requireNonNull;

import dev.pictogram.wire.internal.Threads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/**
 * An exchange over an HTTP client whose calls block: all that the law of {@link HttpTransport} asks for and such a client
 * lacks.
 *
 * <p>Each call runs on a thread of its own, a virtual one on JDK 21 and newer, so that whoever waits for it can be
 * interrupted. When a time is over the outcome is there at once, whatever the client still does.
 *
 * <pre>{@code
 * MessagingPort port = KaleyraMessaging.over(BlockingTransport.over(this::post), account, policy);
 * }</pre>
 */
public final class BlockingTransport implements HttpTransport {

    private static final ScheduledExecutorService TIMER = Threads.TIMER;

    private final Client client;

    private BlockingTransport(Client client) {
        this.client = client;
    }

    /** What an adapter supplies: its client, which was told to repeat nothing, to follow nothing and to ask no one. */
    @FunctionalInterface
    public interface Client {

        /**
         * Posts a request and tells the attempt how far it comes: {@link Attempt#onEnd} before anything else,
         * {@link Attempt#connected} as soon as there is a connection, {@link Attempt#handOver} for the body, and
         * {@link Attempt#answered} as soon as there is a status. It returns when the attempt was answered, or throws.
         *
         * @param attempt what to post; it takes note, and decides
         * @throws Exception whatever the client throws; it is the cause of the outcome
         */
        void post(Attempt attempt) throws Exception;
    }

    /**
     * {@return an exchange over a client}
     *
     * @param client posts one request; it is used by many threads at once, and not closed
     */
    public static BlockingTransport over(Client client) {
        return new BlockingTransport(requireNonNull(client, "client"));
    }

    @Override
    public Result post(Request call) {
        return start(call).await();
    }

    @Override
    public CompletableFuture<Result> postAsync(Request call) {
        return start(call).outcome();
    }

    private Attempt start(Request call) {
        Attempt attempt = new Attempt(call);
        try {
            // Not on the timer's thread: what is chained to an outcome may take its time.
            attempt.schedule(TIMER, call.timeout(), () -> Threads.run(attempt::endLate));
            attempt.schedule(TIMER, call.connectTimeout(), () -> {
                if (!attempt.isConnected()) {
                    Threads.run(attempt::endUnlessConnected);
                }
            });
            Threads.PER_TASK.execute(() -> run(attempt));
        } catch (RuntimeException | Error noThread) {
            attempt.end(noThread);
        }
        return attempt;
    }

    private void run(Attempt attempt) {
        try {
            client.post(attempt);
            attempt.end(new IllegalStateException("the client returned and has told of no answer"));
        } catch (Throwable failed) {
            attempt.end(failed);
        }
    }
}
