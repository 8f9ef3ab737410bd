// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.wire.http.BlockingTransport.Client;
import dev.pictogram.wire.http.HttpTransport.NoResponse;
import dev.pictogram.wire.http.HttpTransport.NotSent;
import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.http.HttpTransport.Result;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uses fake clients. The custom adapter example runs the contract against real sockets. */
@Timeout(30)
class BlockingTransportTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final byte[] BODY = "hello".getBytes(UTF_8);

    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void a_request_that_is_cancelled_while_connecting_is_not_sent() {
        AtomicBoolean callerCancelled = new AtomicBoolean();
        Result result = BlockingTransport.over(attempt -> {
                    callerCancelled.set(true);
                    attempt.takeBody();
                })
                .post(cancelledBy(callerCancelled::get));

        assertThat(result)
                .isInstanceOfSatisfying(
                        NotSent.class,
                        notSent -> assertThat(notSent.cause())
                                .hasMessage("the caller cancelled the request")
                                .hasCauseInstanceOf(CancellationException.class));
    }

    @Test
    void a_request_that_is_cancelled_after_its_body_is_taken_continues() {
        AtomicBoolean callerCancelled = new AtomicBoolean();
        Result result = BlockingTransport.over(attempt -> {
                    attempt.takeBody();
                    callerCancelled.set(true);
                    attempt.receive(202, name -> null, stream("a response"));
                })
                .post(cancelledBy(callerCancelled::get));

        assertThat(result).isInstanceOf(Response.class);
    }

    private static Request cancelledBy(BooleanSupplier cancelled) {
        return new Request(URI.create("http://127.0.0.1:1/"), Map.of(), BODY, LONG, LONG, 2048, cancelled);
    }

    @Test
    void a_response_is_read_to_its_end_and_the_clients_request_is_not_cancelled() throws Exception {
        AtomicInteger cancels = new AtomicInteger();
        Client client = attempt -> {
            attempt.onEnd(cancels::incrementAndGet);
            attempt.connected();
            assertThat(attempt.takeBody()).isSameAs(BODY);
            attempt.receive(202, Map.of("retry-after", "7", "x", "y")::get, stream("a response"));
        };

        for (Result result : new Result[] {
            post(client),
            BlockingTransport.over(client).postAsync(request(LONG, LONG)).get()
        }) {
            assertThat(result).isInstanceOfSatisfying(Response.class, response -> {
                assertThat(response.status()).isEqualTo(202);
                assertThat(response.headers()).containsExactly(Map.entry("retry-after", "7"));
                assertThat(response.body()).asString(UTF_8).isEqualTo("a response");
            });
        }
        assertThat(cancels).hasValue(0);
    }

    @Test
    void a_future_that_is_cancelled_before_the_body_is_taken_is_not_sent() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        CompletableFuture<Result> result = BlockingTransport.over(attempt -> {
                    attempt.onEnd(cancelled::countDown);
                    started.countDown();
                    cancelled.await();
                    refused.complete(assertThatIOException()
                            .isThrownBy(attempt::takeBody)
                            .actual());
                })
                .postAsync(request(LONG, LONG));
        started.await();

        result.cancel(true);

        assertThat(result.get())
                .isInstanceOfSatisfying(
                        NotSent.class,
                        notSent -> assertThat(notSent.cause()).isInstanceOf(CancellationException.class));
        assertThat(refused.get()).hasMessage("the attempt has ended");
    }

    @Test
    void a_future_that_is_cancelled_after_the_body_is_taken_completes_with_the_response() throws Exception {
        CountDownLatch bodyTaken = new CountDownLatch(1);
        CountDownLatch resultCancelled = new CountDownLatch(1);
        CompletableFuture<Result> result = BlockingTransport.over(attempt -> {
                    attempt.onEnd(cancelled::countDown);
                    attempt.takeBody();
                    bodyTaken.countDown();
                    resultCancelled.await();
                    attempt.receive(202, name -> null, stream("a response"));
                })
                .postAsync(request(LONG, LONG));
        bodyTaken.await();

        result.cancel(true);
        assertThat(result).isNotDone();
        resultCancelled.countDown();

        assertThat(result.get()).isInstanceOf(Response.class);
        assertThat(cancelled.getCount()).isEqualTo(1);
    }

    @Test
    void a_failure_before_the_body_is_taken_is_not_sent() {
        IOException refused = new IOException("refused");

        assertThat(post(attempt -> {
                    attempt.connected();
                    throw refused;
                }))
                .isEqualTo(new NotSent(refused));
    }

    @Test
    void a_failure_after_the_body_is_taken_is_no_response_whatever_the_exception_type() {
        for (Throwable failure : new Throwable[] {new ConnectException("refused"), new StackOverflowError()}) {
            assertThat(post(attempt -> {
                        attempt.takeBody();
                        throw sneaky(failure);
                    }))
                    .isEqualTo(new NoResponse(failure));
        }
    }

    @Test
    void a_client_that_returns_without_a_response_is_not_sent_or_no_response() {
        assertThat(post(attempt -> {})).isInstanceOf(NotSent.class);
        assertThat(post(attempt -> attempt.takeBody()))
                .isInstanceOfSatisfying(
                        NoResponse.class,
                        noResponse ->
                                assertThat(noResponse.cause()).hasMessage("the client returned without a response"));
    }

    @Test
    void a_body_is_taken_once() {
        assertThat(post(attempt -> {
                    attempt.takeBody();
                    attempt.takeBody();
                }))
                .isInstanceOfSatisfying(
                        NoResponse.class,
                        noResponse -> assertThat(noResponse.cause()).hasMessage("a request is sent once"));
    }

    @Test
    void a_connect_timeout_is_not_sent_and_the_request_is_not_sent_later() throws Exception {
        CompletableFuture<Throwable> late = new CompletableFuture<>();
        Result result = BlockingTransport.over(attempt -> {
                    attempt.onEnd(cancelled::countDown);
                    cancelled.await();
                    for (Step step : new Step[] {attempt::connected, attempt::takeBody}) {
                        assertThatIOException().isThrownBy(step::take).withMessage("the attempt has ended");
                    }
                    late.complete(null);
                })
                .post(request(SHORT, LONG));

        assertThat(result)
                .isInstanceOfSatisfying(
                        NotSent.class,
                        notSent -> assertThat(notSent.cause())
                                .isInstanceOf(HttpTimeoutException.class)
                                .hasMessage("no connection within PT0.5S"));
        assertThat(late.get()).isNull();
    }

    @Test
    void the_connect_timeout_does_not_apply_after_the_connection() {
        Result result = BlockingTransport.over(attempt -> {
                    attempt.connected();
                    assertThat(never.await(4 * SHORT.toMillis(), MILLISECONDS)).isFalse();
                    attempt.takeBody();
                    attempt.receive(202, name -> null, stream(""));
                })
                .post(request(SHORT, LONG));

        assertThat(result).isInstanceOf(Response.class);
    }

    @Test
    void the_timeout_ends_the_attempt_and_cancels_the_clients_request() throws Exception {
        Result result = BlockingTransport.over(attempt -> {
                    attempt.onEnd(cancelled::countDown);
                    attempt.takeBody();
                    never.await();
                })
                .postAsync(request(LONG, SHORT))
                .get();

        assertThat(result)
                .isInstanceOfSatisfying(
                        NoResponse.class,
                        noResponse -> assertThat(noResponse.cause()).hasMessage("no complete response within PT0.5S"));
        cancelled.await();
    }

    @Test
    void a_timeout_needs_no_thread_except_the_timers() throws Exception {
        // A virtual thread would wait for a carrier, and those may all be busy.
        String thread = BlockingTransport.over(attempt -> never.await())
                .postAsync(request(LONG, SHORT))
                .thenApply(result -> Thread.currentThread().getName())
                .get();

        assertThat(thread).isEqualTo("pictogram-timer");
    }

    @Test
    void a_body_that_stalls_is_kept_as_far_as_it_was_received() throws Exception {
        InputStream stalls = new SequenceInputStream(stream("half"), new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    cancelled.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                throw new IOException("closed");
            }
        });
        Result result = BlockingTransport.over(attempt -> {
                    attempt.onEnd(cancelled::countDown);
                    attempt.takeBody();
                    attempt.receive(401, name -> null, stalls);
                })
                .post(request(LONG, Duration.ofMillis(500)));

        assertThat(result).isInstanceOfSatisfying(Response.class, response -> {
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.body()).asString(UTF_8).isEqualTo("half");
        });
        cancelled.await();
    }

    @Test
    void a_body_that_fails_is_kept_as_far_as_it_was_received() {
        InputStream fails = new SequenceInputStream(stream("half"), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        });

        assertThat(post(attempt -> {
                    attempt.takeBody();
                    attempt.receive(503, name -> null, fails);
                }))
                .isInstanceOfSatisfying(
                        Response.class,
                        response -> assertThat(response.body()).asString(UTF_8).isEqualTo("half"));
    }

    @Test
    void a_body_is_truncated_at_the_limit_and_the_clients_request_is_cancelled() throws Exception {
        AtomicInteger read = new AtomicInteger();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read.incrementAndGet();
                return 'x';
            }
        };

        assertThat(post(attempt -> {
                    attempt.onEnd(cancelled::countDown);
                    attempt.takeBody();
                    attempt.receive(200, name -> null, endless);
                }))
                .isInstanceOfSatisfying(
                        Response.class, response -> assertThat(response.body()).hasSize(2048));
        cancelled.await();
        assertThat(read).hasValueLessThanOrEqualTo(4096);
    }

    @Test
    void an_interrupt_ends_the_attempt_and_keeps_the_interrupt_flag() throws Exception {
        for (boolean bodyTaken : new boolean[] {true, false}) {
            Thread sender = Thread.currentThread();
            CountDownLatch cancels = new CountDownLatch(1);
            Result result = post(attempt -> {
                attempt.onEnd(cancels::countDown);
                if (bodyTaken) {
                    attempt.takeBody();
                }
                sender.interrupt();
                never.await();
            });

            assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
            assertThat(result).isInstanceOf(bodyTaken ? NoResponse.class : NotSent.class);
            cancels.await();
        }
    }

    @Test
    void a_canceller_that_is_set_after_the_end_runs_immediately() throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        BlockingTransport.over(attempt -> {
                    ended.get();
                    attempt.onEnd(cancelled::countDown);
                })
                .postAsync(request(LONG, SHORT))
                .thenAccept(result -> ended.complete(null));

        cancelled.await();
    }

    @Test
    void a_slow_canceller_does_not_delay_the_timeout_of_other_requests() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        Client client = attempt -> {
            attempt.onEnd(() -> {
                try {
                    slow.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            never.await();
        };
        BlockingTransport transport = BlockingTransport.over(client);

        assertThat(transport.postAsync(request(LONG, SHORT)).get()).isInstanceOf(NotSent.class);
        assertThat(transport.postAsync(request(LONG, SHORT)).get()).isInstanceOf(NotSent.class);
        slow.countDown();
    }

    @Test
    void null_is_rejected() {
        assertThatNullPointerException()
                .isThrownBy(() -> BlockingTransport.over(null))
                .withMessage("client");
    }

    @Test
    void the_client_gets_the_request_from_the_attempt() {
        List<Object> seen = new ArrayList<>();
        Result result = post(attempt -> seen.addAll(List.of(attempt.uri(), attempt.headers(), attempt.length())));

        assertThat(seen).containsExactly(URI.create("http://127.0.0.1:1/"), Map.of("a", "b"), BODY.length);
        assertThat(result).as("the body was not taken").isInstanceOf(NotSent.class);
    }

    @Test
    void a_canceller_that_throws_changes_neither_the_result_nor_the_interrupt_flag() {
        Thread sender = Thread.currentThread();
        Result result = post(attempt -> {
            attempt.onEnd(() -> {
                throw new IllegalStateException("no such request");
            });
            attempt.takeBody();
            sender.interrupt();
            never.await();
        });

        assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
        assertThat(result).isInstanceOf(NoResponse.class);
    }

    @Test
    void a_slow_canceller_or_header_does_not_delay_the_caller() {
        CountDownLatch slow = new CountDownLatch(1);
        Result result = BlockingTransport.over(attempt -> {
                    attempt.onEnd(() -> await(slow));
                    attempt.takeBody();
                    attempt.receive(
                            202,
                            name -> {
                                await(slow);
                                return null;
                            },
                            stream(""));
                })
                .post(request(LONG, SHORT));

        assertThat(result).isInstanceOf(NoResponse.class);
        slow.countDown();
    }

    @Test
    void a_result_that_cannot_be_created_is_no_response_and_the_caller_returns() throws Exception {
        Client without = attempt -> {
            attempt.takeBody();
            attempt.end(null); // a result without a status needs a cause
        };

        assertThat(post(without)).isInstanceOf(NoResponse.class);
        assertThat(BlockingTransport.over(without).postAsync(request(LONG, LONG)))
                .succeedsWithin(LONG)
                .isInstanceOf(NoResponse.class);
    }

    @Test
    void taking_the_body_stops_the_connect_timeout() {
        Result result = BlockingTransport.over(attempt -> {
                    attempt.takeBody();
                    assertThat(never.await(4 * SHORT.toMillis(), MILLISECONDS)).isFalse();
                    attempt.receive(202, name -> null, stream(""));
                })
                .post(request(SHORT, LONG));

        assertThat(result).isInstanceOf(Response.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private interface Step {
        void take() throws IOException;
    }

    private static Result post(Client client) {
        return BlockingTransport.over(client).post(request(LONG, LONG));
    }

    private static Request request(Duration connectTimeout, Duration timeout) {
        return new Request(URI.create("http://127.0.0.1:1/"), Map.of("a", "b"), BODY, connectTimeout, timeout, 2048);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable any) throws T {
        throw (T) any;
    }
}
