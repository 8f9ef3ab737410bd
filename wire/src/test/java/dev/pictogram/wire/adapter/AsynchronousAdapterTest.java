// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.wire.http.Attempt;
import dev.pictogram.wire.http.HttpTransport;
import dev.pictogram.wire.http.HttpTransport.NoResponse;
import dev.pictogram.wire.http.HttpTransport.NotSent;
import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.http.HttpTransport.Result;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An adapter over an asynchronous client can be written with the public API alone, hence from another package. */
@Timeout(30)
class AsynchronousAdapterTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final byte[] BODY = "hello".getBytes(UTF_8);

    private final AsyncClient client = new AsyncClient();
    private final HttpTransport transport = new AsyncTransport() {
        @Override
        void begin(Attempt attempt) {
            attempt.onEnd(client.cancelled::countDown);
            client.send(attempt).whenComplete((response, failure) -> {
                if (failure == null) {
                    attempt.receive(
                            response.status(),
                            response.headers()::get,
                            response.body().getBytes(UTF_8));
                } else {
                    attempt.fail(failure);
                }
            });
        }
    };

    @Test
    void a_response_is_received_and_the_clients_request_is_not_cancelled() throws Exception {
        CompletableFuture<Result> result = transport.postAsync(request(LONG, LONG));
        assertThat(client.writeBody()).isEqualTo(BODY);

        client.future.complete(new AsyncResponse(202, Map.of("retry-after", "7", "x", "y"), "took"));

        assertThat(result.get()).isInstanceOfSatisfying(Response.class, response -> {
            assertThat(response).hasToString("HTTP 202 {retry-after=7} (4 bytes)");
            assertThat(response.body()).asString(UTF_8).isEqualTo("took");
        });
        assertThat(client.cancelled.getCount()).isEqualTo(1);
    }

    @Test
    void the_client_gets_the_request_of_the_attempt() {
        transport.postAsync(request(LONG, LONG));

        assertThat(client.attempt.uri()).hasToString("http://127.0.0.1:1/");
        assertThat(client.attempt.headers()).containsExactly(Map.entry("a", "b"));
        assertThat(client.attempt.length()).isEqualTo(BODY.length);
    }

    @Test
    void post_waits_for_the_response() {
        client.future.complete(new AsyncResponse(202, Map.of(), "took"));

        assertThat(transport.post(request(LONG, LONG))).isInstanceOf(Response.class);
    }

    @Test
    void an_interrupted_post_begins_nothing() {
        Thread.currentThread().interrupt();

        assertThat(transport.post(request(LONG, LONG))).isInstanceOf(NotSent.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(client.attempt).isNull();
    }

    @Test
    void an_interrupt_ends_the_wait_and_the_clients_request() throws Exception {
        Thread sender = Thread.currentThread();
        client.begun = sender::interrupt;

        assertThat(transport.post(request(LONG, LONG))).isInstanceOf(NotSent.class);
        assertThat(Thread.interrupted()).isTrue();
        client.cancelled.await();
    }

    @Test
    void a_client_that_refuses_to_begin_sends_nothing() throws Exception {
        client.begun = () -> {
            throw new IllegalStateException("closed");
        };

        assertThat(transport.postAsync(request(LONG, LONG)).get())
                .isInstanceOfSatisfying(
                        NotSent.class, notSent -> assertThat(notSent.cause()).hasMessage("closed"));
    }

    @Test
    void the_body_is_taken_once() throws Exception {
        transport.postAsync(request(LONG, LONG));
        client.writeBody();

        assertThatIOException().isThrownBy(client::writeBody).withMessage("a request is sent once");
    }

    @Test
    void a_failure_before_the_body_is_taken_is_not_sent() throws Exception {
        CompletableFuture<Result> result = transport.postAsync(request(LONG, LONG));
        ConnectException refused = new ConnectException("refused");

        client.future.completeExceptionally(refused);

        assertThat(result.get()).isEqualTo(new NotSent(refused));
        assertThatIOException().isThrownBy(client::writeBody).withMessage("the attempt has ended");
    }

    @Test
    void a_failure_after_the_body_is_taken_is_no_response() throws Exception {
        CompletableFuture<Result> result = transport.postAsync(request(LONG, LONG));
        client.writeBody();
        ConnectException refused = new ConnectException("refused");

        client.future.completeExceptionally(refused);

        assertThat(result.get()).isEqualTo(new NoResponse(refused));
    }

    @Test
    void the_connect_timeout_ends_an_attempt_without_a_connection() throws Exception {
        CompletableFuture<Result> result = transport.postAsync(request(SHORT, LONG));

        assertThat(result.get())
                .isInstanceOfSatisfying(
                        NotSent.class,
                        notSent -> assertThat(notSent.cause())
                                .isInstanceOf(HttpTimeoutException.class)
                                .hasMessage("no connection within PT0.5S"));
        client.cancelled.await();
        assertThatIOException().isThrownBy(client.attempt::connected).withMessage("the attempt has ended");
    }

    @Test
    void the_connect_timeout_does_not_apply_after_the_connection() throws Exception {
        CompletableFuture<Result> result = transport.postAsync(request(SHORT, SHORT.multipliedBy(4)));
        client.attempt.connected();

        assertThat(result.get())
                .isInstanceOfSatisfying(
                        NotSent.class,
                        notSent -> assertThat(notSent.cause()).hasMessage("no complete response within PT2S"));
    }

    @Test
    void the_timeout_ends_an_attempt_without_a_response() throws Exception {
        CompletableFuture<Result> result = transport.postAsync(request(LONG, SHORT));
        client.writeBody();

        assertThat(result.get())
                .isInstanceOfSatisfying(
                        NoResponse.class,
                        noResponse -> assertThat(noResponse.cause()).hasMessage("no complete response within PT0.5S"));
        client.cancelled.await();
    }

    @Test
    void a_response_after_the_timeout_changes_nothing() throws Exception {
        CompletableFuture<Result> result = transport.postAsync(request(LONG, SHORT));
        client.writeBody();
        Result timeout = result.get();

        client.future.complete(new AsyncResponse(202, Map.of(), "late"));

        assertThat(result.get()).isSameAs(timeout);
    }

    @Test
    void cancelling_before_the_body_is_taken_is_not_sent() throws Exception {
        CompletableFuture<Result> result = transport.postAsync(request(LONG, LONG));

        result.cancel(true);

        assertThat(result.get())
                .isInstanceOfSatisfying(
                        NotSent.class,
                        notSent -> assertThat(notSent.cause()).isInstanceOf(CancellationException.class));
        client.cancelled.await();
        assertThatIOException().isThrownBy(client::writeBody).withMessage("the attempt has ended");
    }

    @Test
    void cancelling_after_the_body_is_taken_has_no_effect() throws Exception {
        CompletableFuture<Result> result = transport.postAsync(request(LONG, LONG));
        client.writeBody();

        result.cancel(true);
        assertThat(result).isNotDone();
        IOException reset = new IOException("reset");
        client.future.completeExceptionally(reset);

        assertThat(result.get()).isEqualTo(new NoResponse(reset));
        assertThat(client.attempt.result()).isSameAs(result);
    }

    @Test
    void a_caller_that_has_cancelled_keeps_the_body_from_being_taken() {
        AtomicBoolean cancelled = new AtomicBoolean();
        transport.postAsync(
                new Request(URI.create("http://127.0.0.1:1/"), Map.of(), BODY, LONG, LONG, 1024, cancelled::get));

        cancelled.set(true);

        assertThatIOException().isThrownBy(client::writeBody).withMessage("the caller cancelled the request");
    }

    @Test
    void a_whole_body_is_truncated_at_the_limit() throws Exception {
        CompletableFuture<Result> result = transport.postAsync(request(LONG, LONG));
        client.writeBody();

        client.future.complete(new AsyncResponse(200, Map.of(), "x".repeat(5000)));

        assertThat(result.get())
                .isInstanceOfSatisfying(
                        Response.class, response -> assertThat(response.body()).hasSize(1024));
    }

    @Test
    void a_status_counts_even_if_the_body_stalls_or_fails() throws Exception {
        for (boolean fails : new boolean[] {true, false}) {
            Attempt attempt = Attempt.start(request(LONG, SHORT));
            attempt.takeBody();
            attempt.receiveHead(401, name -> null);
            assertThat(attempt.receivePart(ByteBuffer.wrap("half".getBytes(UTF_8))))
                    .isTrue();
            if (fails) {
                attempt.fail(new IOException("reset"));
            }

            assertThat(attempt.result().get()).isInstanceOfSatisfying(Response.class, response -> {
                assertThat(response.status()).isEqualTo(401);
                assertThat(response.body()).asString(UTF_8).isEqualTo("half");
            });
        }
    }

    @Test
    void parts_are_received_until_the_end_or_the_limit() throws Exception {
        Attempt whole = Attempt.start(request(LONG, LONG));
        whole.takeBody();
        whole.receiveHead(200, name -> null);
        whole.receivePart(ByteBuffer.wrap("he".getBytes(UTF_8)));
        whole.receivePart(ByteBuffer.wrap("llo".getBytes(UTF_8)));
        whole.onEnd(client.cancelled::countDown);
        whole.receiveEnd();

        Attempt large = Attempt.start(request(LONG, LONG));
        large.takeBody();
        large.receiveHead(200, name -> null);
        CountDownLatch cancelled = new CountDownLatch(1);
        large.onEnd(cancelled::countDown);
        assertThat(large.receivePart(ByteBuffer.wrap(new byte[1024]))).isFalse();

        assertThat(whole.result().get())
                .isInstanceOfSatisfying(
                        Response.class,
                        response -> assertThat(response.body()).asString(UTF_8).isEqualTo("hello"));
        assertThat(client.cancelled.getCount()).isEqualTo(1);
        assertThat(large.result().get())
                .isInstanceOfSatisfying(
                        Response.class, response -> assertThat(response.body()).hasSize(1024));
        cancelled.await();
    }

    @Test
    void the_end_of_a_response_without_a_status_is_no_response() throws Exception {
        Attempt attempt = Attempt.start(request(LONG, LONG));
        attempt.takeBody();
        attempt.receiveEnd();

        assertThat(attempt.result().get())
                .isInstanceOfSatisfying(
                        NoResponse.class,
                        noResponse -> assertThat(noResponse.cause()).hasMessage("the response has no status"));
    }

    @Test
    void a_failure_needs_a_cause() {
        Attempt attempt = Attempt.start(request(LONG, LONG));

        assertThatNullPointerException().isThrownBy(() -> attempt.fail(null)).withMessage("cause");
    }

    private static Request request(Duration connectTimeout, Duration timeout) {
        return new Request(URI.create("http://127.0.0.1:1/"), Map.of("a", "b"), BODY, connectTimeout, timeout, 1024);
    }

    private record AsyncResponse(int status, Map<String, String> headers, String body) {}

    /** A client that connects, writes and responds when the test says so. */
    private static final class AsyncClient {

        final CompletableFuture<AsyncResponse> future = new CompletableFuture<>();
        final CountDownLatch cancelled = new CountDownLatch(1);
        Attempt attempt;
        Runnable begun = () -> {};

        CompletableFuture<AsyncResponse> send(Attempt attempt) {
            this.attempt = attempt;
            begun.run();
            return future;
        }

        byte[] writeBody() throws IOException {
            return attempt.takeBody();
        }
    }
}
