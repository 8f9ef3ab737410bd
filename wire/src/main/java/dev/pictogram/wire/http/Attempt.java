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
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: gives its body away once, takes the answer in, and knows how far it came.
 *
 * <p>The outcome follows from what happened and not from what an exception is called: never sent until the body was handed
 * over, lost from then on, an answer from the status on, with as much of its body as came. Deciding and handing over
 * exclude each other, so what was called never sent stays so. All of it is safe to call from any thread.
 *
 * <p>An adapter meets it in a {@link BlockingTransport}.
 */
public final class Attempt {

    private static final byte[] NOTHING = {};
    private static final Runnable NO_CANCELLER = () -> {};

    private final Request call;
    private final long deadline;
    private final CompletableFuture<Result> outcome = new Pending();
    private boolean connected;
    private boolean handedOver;
    private boolean ended;
    private @Nullable Response head; // null: no status yet
    private byte[] body = NOTHING;
    private int length;
    private Runnable canceller = NO_CANCELLER;

    Attempt(Request call) {
        this.call = call;
        this.deadline = System.nanoTime() + call.timeout().toNanos();
    }

    /** {@return where to post to: the whole address, whose {@code +} is to be sent as it is} */
    public URI uri() {
        return call.uri();
    }

    /** {@return the headers, each to be sent once with its value; one of them is the secret key} */
    public Map<String, String> headers() {
        return call.headers();
    }

    /** {@return the number of bytes of the body} */
    public int length() {
        return call.body().length;
    }

    /**
     * Takes what ends the client's own call. It runs once, on a thread of its own, when a time is over, when the thread that
     * waits is interrupted, or when more of an answer comes than is to be read; at once if that was before.
     *
     * @param canceller does no harm if the call is over; what it throws changes nothing
     */
    public void onEnd(Runnable canceller) {
        cancelWith(() -> Threads.run(canceller));
    }

    /**
     * Takes note that there is a connection, its TLS handshake done: the time for it stops.
     *
     * @throws IOException if that time, or the call's, is over, or its caller has given up
     */
    public synchronized void connected() throws IOException {
        requireTime();
        connected = true;
    }

    /**
     * Hands the body over, which is not copied: from now on the request may have been sent. There is no other way to it.
     *
     * @return the bytes to send, to be left as they are
     * @throws IOException if it was handed over before, the call's time is over, or its caller has given up: then the
     *     request must not be sent
     */
    public synchronized byte[] handOver() throws IOException {
        requireTime();
        if (handedOver) {
            throw new IOException("a request is sent once");
        }
        connected = true; // It must be there, whether or not anybody has said so.
        handedOver = true;
        return call.body();
    }

    private void requireTime() throws IOException {
        if (call.isCancelled()) {
            throw new IOException(
                    "a request is not sent when its caller has given up",
                    new CancellationException("given up before it was sent"));
        }
        if (ended || nanosLeft() <= 0) {
            throw new IOException("a request is not sent when its time is over");
        }
    }

    /**
     * Takes the answer in: its status at once, and then its body to the end, to the call's limit, to a failure or to the
     * end of the call's time. What comes after that is not read.
     *
     * @param status the HTTP status
     * @param header gives the first value of the header of a lower-case name, or null where the answer has none
     * @param body where the body comes from, as it came, undecoded; it is not closed
     */
    public void answered(int status, Function<String, @Nullable String> header, InputStream body) {
        answered(status, header);
        byte[] part = new byte[1024];
        try {
            for (int count = body.read(part); count >= 0; count = body.read(part)) {
                if (!take(ByteBuffer.wrap(part, 0, count))) {
                    return;
                }
            }
            cancelWith(NO_CANCELLER); // Read to its end, the connection may serve another request.
        } catch (IOException | RuntimeException lostOnTheWay) {
            // The status is an answer, whatever becomes of the body.
        }
        end(null);
    }

    // For this package's own transports

    /** As {@link #onEnd}, for what is done at once: it runs on whatever thread ends the attempt. */
    void cancelWith(Runnable canceller) {
        boolean tooLate;
        synchronized (this) {
            this.canceller = canceller;
            tooLate = ended;
        }
        if (tooLate) {
            canceller.run();
        }
    }

    CompletableFuture<Result> outcome() {
        return outcome;
    }

    /** Waits for the outcome, to the end of the call's time and no longer than the thread is not interrupted. */
    Result await() {
        try {
            return outcome.get(nanosLeft(), NANOSECONDS);
        } catch (InterruptedException e) {
            end(e);
            Thread.currentThread().interrupt();
            return decided();
        } catch (TimeoutException e) {
            endLate();
            return decided();
        } catch (ExecutionException e) {
            return new NoResponse(requireNonNull(e.getCause()));
        }
    }

    /** Runs a task on the timer after a delay, unless the attempt has ended by then. */
    void schedule(ScheduledExecutorService timer, Duration delay, Runnable task) {
        Future<?> later = timer.schedule(task, delay.toNanos(), NANOSECONDS);
        outcome.whenComplete((outcome, none) -> later.cancel(false));
    }

    long nanosLeft() {
        return deadline - System.nanoTime();
    }

    void answered(int status, Function<String, @Nullable String> header) {
        Response answer = Response.of(status, header, NOTHING);
        synchronized (this) {
            if (!ended) {
                head = answer;
            }
        }
    }

    synchronized boolean isConnected() {
        return connected;
    }

    synchronized boolean isAnswered() {
        return head != null;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /** Takes what came of the answer's body, and tells whether more of it is wanted. */
    boolean take(ByteBuffer bytes) {
        synchronized (this) {
            if (ended) {
                return false;
            }
            int more = Math.min(bytes.remaining(), call.responseLimit() - length);
            if (length + more > body.length) {
                // Most answers come in one part, which fits to the byte.
                body = Arrays.copyOf(body, length == 0 ? more : Math.min(call.responseLimit(), 2 * (length + more)));
            }
            bytes.get(body, length, more);
            length += more;
            if (length < call.responseLimit()) {
                return true;
            }
        }
        end(null);
        return false;
    }

    void endLate() {
        end(new HttpTimeoutException("no whole answer within " + call.timeout()));
    }

    void endUnlessConnected() {
        end(new HttpTimeoutException("no connection within " + call.connectTimeout()), () -> !connected);
    }

    /** Ends it where it stands, unless it has ended. */
    void end(@Nullable Throwable cause) {
        end(cause, () -> true);
    }

    /** {@return the outcome of an attempt that has ended, as soon as the thread that ended it has decided} */
    Result decided() {
        try {
            return outcome.join();
        } catch (CompletionException noMemory) {
            return new NoResponse(requireNonNull(noMemory.getCause()));
        }
    }

    private void end(@Nullable Throwable cause, BooleanSupplier condition) {
        Runnable cancel;
        synchronized (this) {
            if (ended || !condition.getAsBoolean()) {
                return;
            }
            ended = true; // From here on nothing of it changes.
            cancel = canceller;
        }
        try {
            outcome.complete(outcome(cause));
        } catch (Throwable noMemory) {
            outcome.completeExceptionally(noMemory);
        }
        try {
            cancel.run();
        } catch (Throwable notCancelled) {
            // The outcome stands, whatever the client makes of its call.
        }
    }

    private Result outcome(@Nullable Throwable cause) {
        if (head != null) {
            byte[] whole = length == body.length ? body : Arrays.copyOf(body, length);
            return new Response(head.status(), head.headers(), whole);
        }
        requireNonNull(cause, "cause");
        return handedOver ? new NoResponse(cause) : new NotSent(cause);
    }

    /**
     * The outcome. Cancelling it gives the request up: one that was not handed over is never sent, one that was goes on to
     * its end, and either way the outcome says which.
     */
    private final class Pending extends CompletableFuture<Result> {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            end(new CancellationException("given up before it was sent"), () -> !handedOver);
            return false;
        }
    }
}
