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
 * Sends one HTTP request and returns what is known about it. This is the SPI for adapters over HTTP clients.
 *
 * <p>Every request is a real, billed message to a real person. An implementation must keep these rules:
 *
 * <ul>
 *   <li><b>Send once.</b> Write a request at most once: no retries, no redirects, no second request with credentials after a 401 or 407. A second request
 *       is a second message, and a redirect sends the API key to another server.
 *   <li><b>Report the truth.</b> Return {@link Response} as soon as there is a status, even if the body is incomplete. Return {@link
 *       NotSent} only if the server cannot have received the complete request. Return {@link NoResponse} in all other cases and
 *       whenever in doubt. A wrong {@code NotSent} causes a second message; a wrong {@code NoResponse} causes a look at the
 *       delivery reports.
 *   <li><b>Do not throw.</b> Return failures as results. The engine treats an exception as {@link NoResponse}.
 *   <li><b>Keep the time limits.</b> Return within {@link Request#timeout()}, which includes the last byte of the response body.
 *       Only the resolution of a host name may take longer; the request must not be sent after that.
 *   <li><b>Respect cancellation.</b> Do not write a request after {@link Request#isCancelled()} returns true.
 *   <li><b>Respect interrupts.</b> When the thread in {@link #post} is interrupted, return soon and keep the interrupt flag set.
 *   <li><b>Be thread-safe.</b> Many threads use a transport at once.
 *   <li><b>Keep the bytes.</b> Send the URL, the headers and the body unchanged. Add only {@code Host}, {@code Content-Length} and
 *       what else HTTP requires. Return the response body without decoding it: the engine detects and decodes gzip by its first
 *       bytes, so {@code Content-Encoding} is not needed.
 * </ul>
 *
 * <p>{@link BlockingTransport} and {@link Attempt} implement the time limits, the cancellation and the choice of the result.
 *
 * <p>The engine closes neither the transport nor its client.
 */
@FunctionalInterface
public interface HttpTransport {

    /**
     * Sends a request and waits for the result.
     *
     * @param request the request
     * @return the result, never null
     */
    Result post(Request request);

    /**
     * Sends a request and returns a future of the result.
     *
     * <p>The future may complete on any thread: the engine runs no application code there. It must complete within the timeout;
     * five seconds later the engine treats the attempt as {@link NoResponse}.
     *
     * <p>Cancelling the future must prevent the request from being written if that has not happened yet. The future then completes
     * with {@link NotSent}. If the request has been written, cancelling has no effect.
     *
     * <p>By default, {@link #post} runs on a separate thread, a virtual one on JDK 21 and newer. Cancelling the future has an effect
     * until {@code post} is called. An adapter over an asynchronous client overrides this method, so that a waiting request holds no
     * thread.
     *
     * @param request the request
     * @return a future of the result; {@link NotSent} if no thread can be started
     */
    default CompletableFuture<Result> postAsync(Request request) {
        return BlockingPost.start(() -> post(request), Threads.PER_TASK);
    }

    /**
     * An HTTP POST request with its limits.
     *
     * <p>The engine creates one for each message and uses it for all attempts. Pass this object on to the code that writes the request.
     * Do not build another one from its parts or from a policy: its limits and its cancellation must apply at that point.
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
         * Creates a request that is never cancelled. No argument may be null, and none is copied.
         *
         * @param uri the URL, such as {@code https://api.in.kaleyra.io/v2/<sid>/whatsapp/+919800000000/messages}
         * @param headers the headers by name
         * @param body the body; empty for none
         * @param connectTimeout the time limit for the connection, see {@link SendPolicy#connectTimeout()}
         * @param timeout the time limit for the whole attempt, see {@link SendPolicy#timeout()}
         * @param responseLimit the maximum size of the response body in bytes, see {@link SendPolicy#responseLimit()}
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
         * Creates a request that can be cancelled. No argument may be null, and none is copied.
         *
         * @param uri the URL, such as {@code https://api.in.kaleyra.io/v2/<sid>/whatsapp/+919800000000/messages}
         * @param headers the headers by name
         * @param body the body; empty for none
         * @param connectTimeout the time limit for the connection, see {@link SendPolicy#connectTimeout()}
         * @param timeout the time limit for the whole attempt, see {@link SendPolicy#timeout()}
         * @param responseLimit the maximum size of the response body in bytes, see {@link SendPolicy#responseLimit()}
         * @param cancelled returns whether the caller has cancelled; called on any thread
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

        /** {@return the URL; send the {@code +} in its path unencoded} */
        public URI uri() {
            return uri;
        }

        /** {@return the headers, each to be sent once; one of them is the API key} */
        public Map<String, String> headers() {
            return headers;
        }

        /** {@return the body, not copied; do not modify it} */
        public byte[] body() {
            return body;
        }

        /** {@return the time limit for establishing the connection, including its TLS handshake} */
        public Duration connectTimeout() {
            return connectTimeout;
        }

        /** {@return the time limit for the whole attempt, from its start to the last byte of the response body} */
        public Duration timeout() {
            return timeout;
        }

        /** {@return the maximum number of bytes to read of the response body; leave the rest unread} */
        public int responseLimit() {
            return responseLimit;
        }

        /**
         * {@return whether the caller has cancelled or completed the future of {@code sendAsync}} Check this just before writing the
         * request. {@link Attempt#takeBody} does.
         */
        public boolean isCancelled() {
            return cancelled.getAsBoolean();
        }

        /** {@return the URL and the size of the body; no headers, since one of them is the API key} */
        @Override
        public String toString() {
            return "POST " + uri + " (" + body.length + " bytes)";
        }
    }

    /** The result of a request: a {@link Response}, {@link NotSent} or {@link NoResponse}. */
    sealed interface Result {

        /**
         * Applies the function for this kind of result.
         *
         * @param response applied to a {@link Response}
         * @param notSent applied to {@link NotSent}
         * @param noResponse applied to {@link NoResponse}
         * @param <T> the type of the value
         * @return the value that the function returns
         */
        default <T extends @Nullable Object> T fold(
                Function<? super Response, ? extends T> response,
                Function<? super NotSent, ? extends T> notSent,
                Function<? super NoResponse, ? extends T> noResponse) {
            if (this instanceof Response result) {
                return response.apply(result);
            }
            if (this instanceof NotSent result) {
                return notSent.apply(result);
            }
            return noResponse.apply((NoResponse) this);
        }
    }

    /**
     * A response of the server.
     *
     * @param status the HTTP status
     * @param headers the headers that the engine uses, by lower-case name; {@link #of} selects them
     * @param body the body as received: empty if there is none, truncated if it failed or exceeds the limit
     */
    record Response(int status, Map<String, String> headers, byte[] body) implements Result {

        private static final String[] USED_HEADERS = {"date", "retry-after"};

        /**
         * Creates a response.
         *
         * @param status the HTTP status, such as 202
         * @param headers the headers, copied; not null
         * @param body the body, not copied; empty for none, not null
         */
        public Response {
            headers = Map.copyOf(headers);
            requireNonNull(body, "body");
        }

        /**
         * {@return a response with the headers that the engine uses}
         *
         * @param status the HTTP status
         * @param header returns the first value of the header with the given lower-case name, or null if there is none; if it throws,
         *     the header counts as absent
         * @param body the body as received
         */
        public static Response of(int status, Function<String, @Nullable String> header, byte[] body) {
            Map<String, String> headers = new TreeMap<>();
            for (String name : USED_HEADERS) {
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
         * Reads a response body and closes it. Reading ends at the end of the body, at the response limit, at a failure, or when the
         * timeout has passed between two reads. The first read is always tried, since what has arrived counts even if it is late.
         *
         * @param body the body
         * @param request the request, for its limits
         * @param startedNanos the value of {@link System#nanoTime()} when the request was started
         * @return the bytes read, possibly none
         */
        public static byte[] bodyOf(InputStream body, Request request, long startedNanos) {
            ByteArrayOutputStream read = new ByteArrayOutputStream(512);
            byte[] part = new byte[1024];
            try (body) {
                int length;
                do {
                    length = body.read(part, 0, Math.min(part.length, request.responseLimit() - read.size()));
                    read.write(part, 0, Math.max(length, 0));
                } while (length > 0
                        && System.nanoTime() - startedNanos < request.timeout().toNanos());
            } catch (IOException | RuntimeException incomplete) {
                // The status is a response even without the rest of the body.
            }
            return read.toByteArray();
        }

        /** {@return the status, the headers and the size of the body, but not its content} */
        @Override
        public String toString() {
            return "HTTP " + status + " " + new TreeMap<>(headers) + " (" + body.length + " bytes)";
        }
    }

    /**
     * The server cannot have received the complete request, so a retry cannot send a second message.
     *
     * @param cause the failure
     */
    record NotSent(Throwable cause) implements Result {

        /**
         * Creates a result.
         *
         * @param cause the failure, not null
         */
        public NotSent {
            requireNonNull(cause, "cause");
        }
    }

    /**
     * The server may have received the request, and there is no response. The message is in doubt.
     *
     * @param cause the failure
     */
    record NoResponse(Throwable cause) implements Result {

        /**
         * Creates a result.
         *
         * @param cause the failure, not null
         */
        public NoResponse {
            requireNonNull(cause, "cause");
        }
    }
}
