// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.pictogram.wire.http.HttpTransport.NoResponse;
import dev.pictogram.wire.http.HttpTransport.NotSent;
import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.http.HttpTransport.Result;
import dev.pictogram.wire.internal.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The progress of one request: it gives the body away once, enforces the time limits, collects the response and decides the
 * {@link Result}.
 *
 * <p>The result depends on how far the request came, not on the type of an exception:
 *
 * <ul>
 *   <li>{@link NotSent} until the body is taken,
 *   <li>{@link NoResponse} after that,
 *   <li>{@link Response} once there is a status, with as much of the body as was received.
 * </ul>
 *
 * <p>After the attempt has ended, the body cannot be taken. So a request that was reported as not sent stays unsent.
 *
 * <p>A {@link BlockingTransport} starts the attempt for its client. An adapter over an asynchronous client starts it itself:
 *
 * <pre>{@code
 * public Result post(Request request) {
 *     return start(request).await();
 * }
 *
 * public CompletableFuture<Result> postAsync(Request request) {
 *     return start(request).result();
 * }
 *
 * private Attempt start(Request request) {
 *     Attempt attempt = Attempt.start(request);
 *     // connected(), takeBody() where the client writes the body, receive(...) or fail(...)
 *     return attempt;
 * }
 * }</pre>
 *
 * <p>Take the body as late as possible, after the TLS handshake. Many asynchronous clients ask for the body before they are
 * connected; a certificate that is not trusted would then be {@link NoResponse}.
 *
 * <p>Thread-safe.
 */
public final class Attempt {

    private static final byte[] NOTHING = {};
    private static final Runnable NO_CANCELLER = () -> {};
    private static final Result LOST = new NoResponse(new IOException("no memory for the result"));

    private final Request request;
    private final long deadline;
    private final CompletableFuture<Result> result = new PendingResult();
    private boolean connected;
    private boolean bodyTaken;
    private boolean ended;
    private @Nullable Response head; // null: no status yet
    private byte[] body = NOTHING;
    private int length;
    private Runnable canceller = NO_CANCELLER;

    Attempt(Request request) {
        this.request = request;
        this.deadline = System.nanoTime() + request.timeout().toNanos();
    }

    /**
     * Starts an attempt and both of its time limits. Nothing is sent yet.
     *
     * <p>The attempt ends after {@link Request#connectTimeout()} if neither {@link #connected} nor {@link #takeBody} was called,
     * and after {@link Request#timeout()} in any case.
     *
     * @param request the request to send
     * @return the attempt; it has already ended with {@link NotSent} if there is no thread for the time limits
     */
    public static Attempt start(Request request) {
        return start(request, Threads.TIMER);
    }

    static Attempt start(Request request, ScheduledExecutorService timer) {
        Attempt attempt = new Attempt(request);
        // One task at a time, since most attempts end before the first limit.
        if (request.connectTimeout().compareTo(request.timeout()) < 0) {
            attempt.limit(timer, request.connectTimeout(), () -> {
                // Scheduled first, since a lack of memory may end this task.
                attempt.limit(timer, Duration.ofNanos(attempt.nanosLeft()), attempt::timeOut);
                attempt.timeOutUnlessConnected();
            });
        } else {
            attempt.limit(timer, request.timeout(), attempt::timeOut);
        }
        return attempt;
    }

    /** Schedules a time limit on the timer's thread: a virtual thread would start late when all carriers are busy. */
    private void limit(ScheduledExecutorService timer, Duration delay, Runnable timeOut) {
        try {
            schedule(timer, delay, timeOut);
        } catch (RuntimeException | Error noThread) {
            end(noThread);
        }
    }

    /** {@return the URL to post to; send the {@code +} in its path unencoded} */
    public URI uri() {
        return request.uri();
    }

    /** {@return the headers, each to be sent once; one of them is the API key} */
    public Map<String, String> headers() {
        return request.headers();
    }

    /** {@return the length of the request body in bytes} */
    public int length() {
        return request.body().length;
    }

    /**
     * Sets the action that cancels the client's request. It runs once, on a separate thread, if the attempt ends before the
     * client is done: at a time limit, on an interrupt, on cancellation before the body was taken, or when the response is larger
     * than {@link Request#responseLimit()}. If the attempt has already ended, the action runs immediately.
     * A later call replaces the action.
     *
     * @param canceller must be harmless if the client's request is done; exceptions are ignored
     */
    public void onEnd(Runnable canceller) {
        onEndDirectly(() -> Threads.run(canceller));
    }

    /**
     * Reports that the connection is established, including its TLS handshake. This stops the connect timeout.
     *
     * @throws IOException if the attempt has ended or the caller has cancelled; then the request must not be sent
     */
    public synchronized void connected() throws IOException {
        requireActive();
        connected = true;
    }

    /**
     * Returns the request body, once. From now on the request counts as sent.
     *
     * @return the body, not copied; do not modify it
     * @throws IOException if the body was taken before, the attempt has ended or the caller has cancelled; then the request must
     *     not be sent
     */
    public synchronized byte[] takeBody() throws IOException {
        requireActive();
        if (bodyTaken) {
            throw new IOException("a request is sent once");
        }
        connected = true; // A client that asks for the body has a connection, whether it reported that or not.
        bodyTaken = true;
        return request.body();
    }

    private void requireActive() throws IOException {
        if (request.isCancelled()) {
            throw new IOException("the caller cancelled the request", cancelled());
        }
        if (ended || nanosLeft() <= 0) {
            throw new IOException("the attempt has ended");
        }
    }

    private static CancellationException cancelled() {
        return new CancellationException("cancelled before the request was sent");
    }

    /**
     * Receives a response and ends the attempt. Reads the body until its end, the response limit, a failure or the end of the
     * attempt. The status counts even if the body fails.
     *
     * @param status the HTTP status
     * @param header returns the first value of the header with the given lower-case name, or null if there is none
     * @param body the body, not decoded; it is not closed
     */
    public void receive(int status, Function<String, @Nullable String> header, InputStream body) {
        receiveHead(status, header);
        byte[] part = new byte[1024];
        try {
            for (int count = body.read(part); count >= 0; count = body.read(part)) {
                if (!receivePart(ByteBuffer.wrap(part, 0, count))) {
                    return;
                }
            }
        } catch (IOException | RuntimeException incomplete) {
            end(null); // The status is a response even without the rest of the body.
            return;
        }
        receiveEnd();
    }

    /**
     * Receives a complete response and ends the attempt. A client that does not bound the size of a response should call {@link
     * #receiveHead}, {@link #receivePart} and {@link #receiveEnd} instead.
     *
     * @param status the HTTP status
     * @param header returns the first value of the header with the given lower-case name, or null if there is none
     * @param body the body, not decoded
     */
    public void receive(int status, Function<String, @Nullable String> header, byte[] body) {
        receiveHead(status, header);
        if (receivePart(ByteBuffer.wrap(body))) {
            receiveEnd();
        }
    }

    /**
     * Receives the status and the headers of a response, when the headers are complete. From now on the result is a {@link
     * Response}, even if the body fails.
     *
     * @param status the HTTP status
     * @param header returns the first value of the header with the given lower-case name, or null if there is none
     */
    public void receiveHead(int status, Function<String, @Nullable String> header) {
        Response response = Response.of(status, header, NOTHING);
        synchronized (this) {
            if (!ended) {
                head = response;
            }
        }
    }

    /**
     * Receives a part of the response body. At {@link Request#responseLimit()} bytes the attempt ends and the client's request is
     * cancelled.
     *
     * @param part the bytes, not decoded; they are copied
     * @return whether to read on
     */
    public boolean receivePart(ByteBuffer part) {
        synchronized (this) {
            if (ended) {
                return false;
            }
            int more = Math.min(part.remaining(), request.responseLimit() - length);
            if (length + more > body.length) {
                // Most responses arrive in one part, which gets an array of its exact size.
                body = Arrays.copyOf(body, length == 0 ? more : Math.min(request.responseLimit(), 2 * (length + more)));
            }
            part.get(body, length, more);
            length += more;
            if (length < request.responseLimit()) {
                return true;
            }
        }
        end(null);
        return false;
    }

    /** Ends the attempt at the end of the response body. The client's request is not cancelled. */
    public void receiveEnd() {
        onEndDirectly(NO_CANCELLER); // The connection may already serve another request.
        end(hasResponse() ? null : new IOException("the response has no status"));
    }

    /**
     * Ends the attempt after a failure, unless it has ended. The result depends on how far the request came.
     *
     * @param cause the failure; not part of the result if there is a status
     */
    public void fail(Throwable cause) {
        end(requireNonNull(cause, "cause"));
    }

    /**
     * {@return the result of the attempt}
     *
     * <p>It may complete on the thread of the timer, so dependent stages must not block. Cancelling it ends the attempt with {@link
     * NotSent} if the body was not taken; otherwise the attempt continues. In both cases the future completes with the result and
     * not with a {@link CancellationException}.
     */
    public CompletableFuture<Result> result() {
        return result;
    }

    // For the transports of this package

    /** Like {@link #onEnd}, but for an action that does not block: it runs on the thread that ends the attempt. */
    void onEndDirectly(Runnable canceller) {
        boolean late;
        synchronized (this) {
            this.canceller = canceller;
            late = ended;
        }
        if (late) {
            canceller.run();
        }
    }

    /**
     * Waits for the result. The timeout and an interrupt of the calling thread end the attempt, so this returns in time.
     *
     * <p>For {@link HttpTransport#post} over an asynchronous client. Joining the future instead would ignore an interrupt.
     *
     * @return the result; after an interrupt the thread's interrupt flag is set
     */
    public Result await() {
        try {
            return result.get(nanosLeft(), NANOSECONDS);
        } catch (InterruptedException e) {
            end(e);
            Thread.currentThread().interrupt();
            return result.join(); // Another thread may just be completing it.
        } catch (TimeoutException e) {
            timeOut();
            return result.join();
        } catch (ExecutionException e) {
            return new NoResponse(requireNonNull(e.getCause()));
        }
    }

    /** Runs a task on the timer after a delay, unless the attempt ends first. */
    void schedule(ScheduledExecutorService timer, Duration delay, Runnable task) {
        Future<?> later = timer.schedule(task, delay.toNanos(), NANOSECONDS);
        result.whenComplete((result, none) -> later.cancel(false));
    }

    private long nanosLeft() {
        return deadline - System.nanoTime();
    }

    synchronized boolean hasResponse() {
        return head != null;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    private void timeOut() {
        end(new HttpTimeoutException("no complete response within " + request.timeout()));
    }

    private void timeOutUnlessConnected() {
        end(new HttpTimeoutException("no connection within " + request.connectTimeout()), () -> !connected);
    }

    /** Ends the attempt with what it has, unless it has ended. The cause may be null if there is a status. */
    void end(@Nullable Throwable cause) {
        end(cause, () -> true);
    }

    private void end(@Nullable Throwable cause, BooleanSupplier condition) {
        Runnable cancel;
        synchronized (this) {
            if (ended || !condition.getAsBoolean()) {
                return;
            }
            ended = true; // From here on, no other field changes.
            cancel = canceller;
        }
        try {
            result.complete(resultOf(cause));
        } catch (Throwable noMemory) {
            // Not completeExceptionally, which needs memory: without a result, the caller would wait for ever.
            result.complete(LOST);
        }
        try {
            cancel.run();
        } catch (Throwable notCancelled) {
            // The result stands, even if the client's request goes on.
        }
    }

    private Result resultOf(@Nullable Throwable cause) {
        if (head != null) {
            byte[] received = length == body.length ? body : Arrays.copyOf(body, length);
            return new Response(head.status(), head.headers(), received);
        }
        requireNonNull(cause, "cause");
        return bodyTaken ? new NoResponse(cause) : new NotSent(cause);
    }

    /** The result, whose cancellation ends the attempt only if the body was not taken. */
    private final class PendingResult extends CompletableFuture<Result> {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            end(cancelled(), () -> !bodyTaken);
            return false;
        }
    }
}
