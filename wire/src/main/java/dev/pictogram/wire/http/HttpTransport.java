// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static java.util.Objects.requireNonNull;

import dev.pictogram.SendPolicy;
import dev.pictogram.wire.internal.Threads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Posts one request and tells what became of it: the seam between this library and an HTTP client.
 *
 * <p>The law of an implementation:
 *
 * <ul>
 *   <li><b>One request.</b> A call is written at most once. No repetition of any kind, no redirect followed: each would
 *       be another billed message, or the key given to a stranger.
 *   <li><b>The truth.</b> {@link NotSent} only where no byte of the request can have reached the server whole;
 *       {@link Response} as soon as there is a status, whatever becomes of the body; {@link NoResponse} for everything else,
 *       and for every doubt.
 *   <li><b>Values.</b> It does not throw. (If it does, the engine takes that for {@link NoResponse}.)
 *   <li><b>Time.</b> It returns within the call's timeout, which covers everything to the last byte of the body;
 *       only a name look-up may outlast it, and nothing is sent after that.
 *   <li><b>Cancellation.</b> A request that is not written when {@link Request#isCancelled the caller gives up} is not written
 *       any more.
 *   <li><b>Interrupts.</b> When its thread is interrupted it returns soon and leaves the thread's flag set.
 *   <li><b>Threads.</b> It is used by many at once.
 *   <li><b>Bytes.</b> It sends the headers and the body as they are, adds only what HTTP itself needs
 *       ({@code Host}, {@code Content-Length}), and gives the answer's body as it came, undecoded: gzip is decoded in one
 *       place for all adapters, by the body's first bytes, so {@code Content-Encoding} need not be passed on.
 * </ul>
 *
 * <p>Whoever made the client closes it; the engine closes nothing.
 */
@FunctionalInterface
public interface HttpTransport {

    /**
     * Posts a request and waits for what becomes of it.
     *
     * @param call what to post
     * @return what became of it
     */
    Result post(Request call);

    /**
     * Posts a request without making the caller wait.
     *
     * <p>The future may complete on any thread: no user code runs there. Cancelling it gives the request up: a request
     * that has not been written is not written any more, and the future completes with {@link NotSent}; a request that
     * has been written is not recalled. An attempt that is not completed within the call's timeout and five more seconds
     * is taken for {@link NoResponse}.
     *
     * <p>By default, {@link #post} is called on another thread, a virtual one on JDK 21 and newer, and cancelling the
     * future keeps it from being called if that has not happened yet. An adapter over an asynchronous client overrides
     * this method and holds no thread.
     *
     * @param call what to post
     * @return the outcome, when there is one; {@link NotSent} if no thread can be had
     */
    default CompletableFuture<Result> postAsync(Request call) {
        return Posting.start(() -> post(call), Threads.PER_TASK);
    }

    /**
     * What to post: everything that an exchange needs, so that it knows nothing of Kaleyra.
     *
     * <p>The engine makes one for each send. Hand this object on to where the request is written, and build no other from it
     * or from a policy: its times and the caller's cancellation count there.
     */
    final class Request {

        private final URI uri;
        private final Map<String, String> headers;
        private final byte[] body;
        private final Duration connectTimeout;
        private final Duration timeout;
        private final int responseLimit;
        private final BooleanSupplier cancelled;

        /**
         * Makes a call of its parts, none of them null and none of them copied. Nobody gives it up.
         *
         * @param uri as {@code https://api.in.kaleyra.io/v2/<sid>/whatsapp/+919800000000/messages}
         * @param headers by their names, as they are to be written
         * @param body empty for none
         * @param connectTimeout such as {@link SendPolicy#connectTimeout()}
         * @param timeout such as {@link SendPolicy#timeout()}
         * @param responseLimit such as {@link SendPolicy#responseLimit()}
         */
        public Request(
                URI uri,
                Map<String, String> headers,
                byte[] body,
                Duration connectTimeout,
                Duration timeout,
                int responseLimit) {
            this(uri, headers, body, connectTimeout, timeout, responseLimit, () -> false);
        }

        /**
         * Makes a request that its caller can cancel.
         *
         * @param uri as above
         * @param headers as above
         * @param body as above
         * @param connectTimeout as above
         * @param timeout as above
         * @param responseLimit as above
         * @param cancelled returns whether the caller has given up; called by any thread
         */
        public Request(
                URI uri,
                Map<String, String> headers,
                byte[] body,
                Duration connectTimeout,
                Duration timeout,
                int responseLimit,
                BooleanSupplier cancelled) {
            this.uri = requireNonNull(uri, "uri");
            this.headers = requireNonNull(headers, "headers");
            this.body = requireNonNull(body, "body");
            this.connectTimeout = requireNonNull(connectTimeout, "connectTimeout");
            this.timeout = requireNonNull(timeout, "timeout");
            this.responseLimit = responseLimit;
            this.cancelled = cancelled;
        }

        /** {@return the whole address; the {@code +} in its path is to be sent as it is} */
        public URI uri() {
            return uri;
        }

        /** {@return the headers, each to be sent once with its value; one of them is the secret key} */
        public Map<String, String> headers() {
            return headers;
        }

        /** {@return the bytes to send, not copied: leave them as they are} */
        public byte[] body() {
            return body;
        }

        /** {@return how long to try for a connection, its TLS handshake included} */
        public Duration connectTimeout() {
            return connectTimeout;
        }

        /** {@return how long the call may take as a whole, from the first byte sent to the last byte of the answer} */
        public Duration timeout() {
            return timeout;
        }

        /** {@return the number of bytes of the answer's body to read at most; what is beyond it is to be left} */
        public int responseLimit() {
            return responseLimit;
        }

        /**
         * {@return whether the caller of {@code sendAsync} has cancelled or completed its future} Ask just before the
         * body is written: it must not be written any more. {@link Attempt#handOver} asks.
         */
        public boolean isCancelled() {
            return cancelled.getAsBoolean();
        }

        /** {@return the address and the size, and no header: one of them is the key} */
        @Override
        public String toString() {
            return "POST " + uri + " (" + body.length + " bytes)";
        }
    }

    /** What became of a call: exactly one of three outcomes. */
    sealed interface Result {

        /**
         * {@return what the function for this outcome returns}
         *
         * @param answer what to do with an answer
         * @param neverSent what to do when nothing left
         * @param lost what to do when nobody knows
         * @param <T> what all three come to
         */
        default <T extends @Nullable Object> T fold(
                Function<? super Response, ? extends T> answer,
                Function<? super NotSent, ? extends T> neverSent,
                Function<? super NoResponse, ? extends T> lost) {
            if (this instanceof Response outcome) {
                return answer.apply(outcome);
            }
            if (this instanceof NotSent outcome) {
                return neverSent.apply(outcome);
            }
            return lost.apply((NoResponse) this);
        }
    }

    /**
     * The server answered.
     *
     * @param status the HTTP status
     * @param headers those that matter, by their lower-case names; {@link #of} picks them
     * @param body what there is of the body: empty if none, cut if it was lost on the way or is beyond the limit
     */
    record Response(int status, Map<String, String> headers, byte[] body) implements Result {

        private static final String[] HEADERS_THAT_MATTER = {"date", "retry-after"};

        /**
         * Accepts the parts of an answer, none of them null.
         *
         * @param status such as 202
         * @param headers copied; others than those that matter are not looked at
         * @param body not copied; empty for none
         */
        public Response {
            headers = Map.copyOf(headers);
            requireNonNull(body, "body");
        }

        /**
         * {@return an answer with the headers that matter}
         *
         * @param status the HTTP status
         * @param header gives the first value of the header of a lower-case name, or null where the answer has none; where
         *     it throws, the header counts as absent
         * @param body what there is of the body
         */
        public static Response of(int status, Function<String, @Nullable String> header, byte[] body) {
            Map<String, String> headers = new TreeMap<>();
            for (String name : HEADERS_THAT_MATTER) {
                try {
                    String value = header.apply(name);
                    if (value != null) {
                        headers.put(name, value);
                    }
                } catch (RuntimeException | Error unreadable) {
                    // The status is a response even if a header cannot be read.
                }
            }
            return new Response(status, headers, body);
        }

        /**
         * Reads what there is of a body and closes it: to its end, to the call's limit, to a failure, or until, between
         * two reads, the call's time is over; what has come is never left for being late. Then closing leaves the rest
         * unread, if the client allows that.
         *
         * @param body where it comes from
         * @param call whose answer it is
         * @param startedNanos what {@link System#nanoTime()} was when the call began
         * @return what was read, empty for nothing
         */
        public static byte[] bodyOf(InputStream body, Request call, long startedNanos) {
            ByteArrayOutputStream read = new ByteArrayOutputStream(512);
            byte[] part = new byte[1024];
            try (body) {
                int length;
                do {
                    length = body.read(part, 0, Math.min(part.length, call.responseLimit() - read.size()));
                    read.write(part, 0, Math.max(length, 0));
                } while (length > 0
                        && System.nanoTime() - startedNanos < call.timeout().toNanos());
            } catch (IOException | RuntimeException lostOnTheWay) {
                // The status is an answer, whatever becomes of the body.
            }
            return read.toByteArray();
        }

        /** {@return the status and the size of the body, not what is in it} */
        @Override
        public String toString() {
            return "HTTP " + status + " " + new TreeMap<>(headers) + " (" + body.length + " bytes)";
        }
    }

    /**
     * No byte of the request can have been acted on.
     *
     * @param cause what kept it
     */
    record NotSent(Throwable cause) implements Result {

        /**
         * Accepts what kept it.
         *
         * @param cause not null
         */
        public NotSent {
            requireNonNull(cause, "cause");
        }
    }

    /**
     * The request may have arrived, and there is no answer.
     *
     * @param cause what went wrong
     */
    record NoResponse(Throwable cause) implements Result {

        /**
         * Accepts what went wrong.
         *
         * @param cause not null
         */
        public NoResponse {
            requireNonNull(cause, "cause");
        }
    }
}
