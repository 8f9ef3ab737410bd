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

/** Clients that do what the test says; against real sockets the example of a custom adapter runs in the contract. */
@Timeout(30)
class BlockingTransportTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final byte[] BODY = "hello".getBytes(UTF_8);

    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void a_call_that_is_given_up_while_it_connects_does_not_get_its_body() {
        AtomicBoolean givenUp = new AtomicBoolean();
        Result outcome = BlockingTransport.over(attempt -> {
                    givenUp.set(true);
                    attempt.handOver();
                })
                .post(givenUp(givenUp::get));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        NotSent.class,
                        neverSent -> assertThat(neverSent.cause())
                                .hasMessage("a request is not sent when its caller has given up")
                                .hasCauseInstanceOf(CancellationException.class));
    }

    @Test
    void a_call_that_is_given_up_after_its_body_was_handed_over_goes_on() {
        AtomicBoolean givenUp = new AtomicBoolean();
        Result outcome = BlockingTransport.over(attempt -> {
                    attempt.handOver();
                    givenUp.set(true);
                    attempt.answered(202, name -> null, stream("an answer"));
                })
                .post(givenUp(givenUp::get));

        assertThat(outcome).isInstanceOf(Response.class);
    }

    private static Request givenUp(BooleanSupplier givenUp) {
        return new Request(URI.create("http://127.0.0.1:1/"), Map.of(), BODY, LONG, LONG, 2048, givenUp);
    }

    @Test
    void an_answer_is_taken_to_the_end_of_its_body_and_its_call_is_not_cancelled() throws Exception {
        AtomicInteger cancels = new AtomicInteger();
        Client client = attempt -> {
            attempt.onEnd(cancels::incrementAndGet);
            attempt.connected();
            assertThat(attempt.handOver()).isSameAs(BODY);
            attempt.answered(202, Map.of("retry-after", "7", "x", "y")::get, stream("an answer"));
        };

        for (Result outcome : new Result[] {
            post(client),
            BlockingTransport.over(client).postAsync(call(LONG, LONG)).get()
        }) {
            assertThat(outcome).isInstanceOfSatisfying(Response.class, answer -> {
                assertThat(answer.status()).isEqualTo(202);
                assertThat(answer.headers()).containsExactly(Map.entry("retry-after", "7"));
                assertThat(answer.body()).asString(UTF_8).isEqualTo("an answer");
            });
        }
        assertThat(cancels).hasValue(0);
    }

    @Test
    void a_post_that_is_given_up_before_its_body_is_handed_over_is_never_sent() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        CompletableFuture<Result> outcome = BlockingTransport.over(attempt -> {
                    attempt.onEnd(cancelled::countDown);
                    started.countDown();
                    cancelled.await();
                    refused.complete(assertThatIOException()
                            .isThrownBy(attempt::handOver)
                            .actual());
                })
                .postAsync(call(LONG, LONG));
        started.await();

        outcome.cancel(true);

        assertThat(outcome.get())
                .isInstanceOfSatisfying(
                        NotSent.class, never -> assertThat(never.cause()).isInstanceOf(CancellationException.class));
        assertThat(refused.get()).hasMessage("a request is not sent when its time is over");
    }

    @Test
    void a_post_that_is_given_up_after_its_body_was_handed_over_goes_on_to_its_end() throws Exception {
        CountDownLatch handedOver = new CountDownLatch(1);
        CountDownLatch givenUp = new CountDownLatch(1);
        CompletableFuture<Result> outcome = BlockingTransport.over(attempt -> {
                    attempt.onEnd(cancelled::countDown);
                    attempt.handOver();
                    handedOver.countDown();
                    givenUp.await();
                    attempt.answered(202, name -> null, stream("an answer"));
                })
                .postAsync(call(LONG, LONG));
        handedOver.await();

        outcome.cancel(true);
        assertThat(outcome).isNotDone();
        givenUp.countDown();

        assertThat(outcome.get()).isInstanceOf(Response.class);
        assertThat(cancelled.getCount()).isEqualTo(1);
    }

    @Test
    void what_fails_before_the_body_is_handed_over_is_never_sent() {
        IOException refused = new IOException("refused");

        assertThat(post(attempt -> {
                    attempt.connected();
                    throw refused;
                }))
                .isEqualTo(new NotSent(refused));
    }

    @Test
    void what_fails_after_that_is_lost_whatever_the_exception_is_called() {
        for (Throwable failure : new Throwable[] {new ConnectException("refused"), new StackOverflowError()}) {
            assertThat(post(attempt -> {
                        attempt.handOver();
                        throw sneaky(failure);
                    }))
                    .isEqualTo(new NoResponse(failure));
        }
    }

    @Test
    void a_client_that_tells_of_no_answer_has_not_had_one() {
        assertThat(post(attempt -> {})).isInstanceOf(NotSent.class);
        assertThat(post(attempt -> attempt.handOver()))
                .isInstanceOfSatisfying(
                        NoResponse.class,
                        lost -> assertThat(lost.cause()).hasMessage("the client returned and has told of no answer"));
    }

    @Test
    void a_body_is_handed_over_once() {
        assertThat(post(attempt -> {
                    attempt.handOver();
                    attempt.handOver();
                }))
                .isInstanceOfSatisfying(
                        NoResponse.class, lost -> assertThat(lost.cause()).hasMessage("a request is sent once"));
    }

    @Test
    void a_connection_that_does_not_come_about_in_its_time_is_never_sent_and_stays_so() throws Exception {
        CompletableFuture<Throwable> late = new CompletableFuture<>();
        Result outcome = BlockingTransport.over(attempt -> {
                    attempt.onEnd(cancelled::countDown);
                    cancelled.await();
                    for (Step step : new Step[] {attempt::connected, attempt::handOver}) {
                        assertThatIOException()
                                .isThrownBy(step::take)
                                .withMessage("a request is not sent when its time is over");
                    }
                    late.complete(null);
                })
                .post(call(SHORT, LONG));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        NotSent.class,
                        neverSent -> assertThat(neverSent.cause())
                                .isInstanceOf(HttpTimeoutException.class)
                                .hasMessage("no connection within PT0.5S"));
        assertThat(late.get()).isNull();
    }

    @Test
    void the_time_for_a_connection_does_not_count_once_there_is_one() {
        Result outcome = BlockingTransport.over(attempt -> {
                    attempt.connected();
                    assertThat(never.await(4 * SHORT.toMillis(), MILLISECONDS)).isFalse();
                    attempt.handOver();
                    attempt.answered(202, name -> null, stream(""));
                })
                .post(call(SHORT, LONG));

        assertThat(outcome).isInstanceOf(Response.class);
    }

    @Test
    void the_time_of_the_call_ends_it_and_cancels_the_clients_own() throws Exception {
        Result outcome = BlockingTransport.over(attempt -> {
                    attempt.onEnd(cancelled::countDown);
                    attempt.handOver();
                    never.await();
                })
                .postAsync(call(LONG, SHORT))
                .get();

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        NoResponse.class, lost -> assertThat(lost.cause()).hasMessage("no whole answer within PT0.5S"));
        cancelled.await();
    }

    @Test
    void a_body_that_stalls_counts_as_far_as_it_came() throws Exception {
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
        Result outcome = BlockingTransport.over(attempt -> {
                    attempt.onEnd(cancelled::countDown);
                    attempt.handOver();
                    attempt.answered(401, name -> null, stalls);
                })
                .post(call(LONG, Duration.ofMillis(500)));

        assertThat(outcome).isInstanceOfSatisfying(Response.class, answer -> {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body()).asString(UTF_8).isEqualTo("half");
        });
        cancelled.await();
    }

    @Test
    void a_body_that_fails_counts_as_far_as_it_came() {
        InputStream fails = new SequenceInputStream(stream("half"), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        });

        assertThat(post(attempt -> {
                    attempt.handOver();
                    attempt.answered(503, name -> null, fails);
                }))
                .isInstanceOfSatisfying(
                        Response.class,
                        answer -> assertThat(answer.body()).asString(UTF_8).isEqualTo("half"));
    }

    @Test
    void a_body_is_left_where_the_limit_is_and_the_clients_call_is_cancelled() throws Exception {
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
                    attempt.handOver();
                    attempt.answered(200, name -> null, endless);
                }))
                .isInstanceOfSatisfying(
                        Response.class, answer -> assertThat(answer.body()).hasSize(2048));
        cancelled.await();
        assertThat(read).hasValueLessThanOrEqualTo(4096);
    }

    @Test
    void an_interrupt_ends_it_at_once_and_keeps_the_flag() throws Exception {
        for (boolean handedOver : new boolean[] {true, false}) {
            Thread sender = Thread.currentThread();
            CountDownLatch cancels = new CountDownLatch(1);
            Result outcome = post(attempt -> {
                attempt.onEnd(cancels::countDown);
                if (handedOver) {
                    attempt.handOver();
                }
                sender.interrupt();
                never.await();
            });

            assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
            assertThat(outcome).isInstanceOf(handedOver ? NoResponse.class : NotSent.class);
            cancels.await();
        }
    }

    @Test
    void what_cancels_a_call_that_has_ended_already_runs_at_once() throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        BlockingTransport.over(attempt -> {
                    ended.get();
                    attempt.onEnd(cancelled::countDown);
                })
                .postAsync(call(LONG, SHORT))
                .thenAccept(outcome -> ended.complete(null));

        cancelled.await();
    }

    @Test
    void a_call_that_is_slow_to_be_cancelled_does_not_keep_others_from_ending_in_time() throws Exception {
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
        BlockingTransport exchange = BlockingTransport.over(client);

        assertThat(exchange.postAsync(call(LONG, SHORT)).get()).isInstanceOf(NotSent.class);
        assertThat(exchange.postAsync(call(LONG, SHORT)).get()).isInstanceOf(NotSent.class);
        slow.countDown();
    }

    @Test
    void null_is_refused() {
        assertThatNullPointerException()
                .isThrownBy(() -> BlockingTransport.over(null))
                .withMessage("client");
    }

    @Test
    void the_client_learns_what_to_post_and_gets_the_body_from_the_attempt_alone() {
        List<Object> learned = new ArrayList<>();
        Result outcome = post(attempt -> learned.addAll(List.of(attempt.uri(), attempt.headers(), attempt.length())));

        assertThat(learned).containsExactly(URI.create("http://127.0.0.1:1/"), Map.of("a", "b"), BODY.length);
        assertThat(outcome).as("nothing was handed over").isInstanceOf(NotSent.class);
    }

    @Test
    void a_canceller_that_throws_takes_neither_the_outcome_nor_the_flag() {
        Thread sender = Thread.currentThread();
        Result outcome = post(attempt -> {
            attempt.onEnd(() -> {
                throw new IllegalStateException("no such call");
            });
            attempt.handOver();
            sender.interrupt();
            never.await();
        });

        assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
        assertThat(outcome).isInstanceOf(NoResponse.class);
    }

    @Test
    void a_canceller_or_a_header_that_is_slow_does_not_hold_whoever_waits() {
        CountDownLatch slow = new CountDownLatch(1);
        Result outcome = BlockingTransport.over(attempt -> {
                    attempt.onEnd(() -> await(slow));
                    attempt.handOver();
                    attempt.answered(
                            202,
                            name -> {
                                await(slow);
                                return null;
                            },
                            stream(""));
                })
                .post(call(LONG, SHORT));

        assertThat(outcome).isInstanceOf(NoResponse.class);
        slow.countDown();
    }

    @Test
    void an_outcome_that_cannot_be_made_is_lost_and_hangs_nobody() throws Exception {
        Client without = attempt -> {
            attempt.handOver();
            attempt.end(null); // there is no outcome without a cause
        };

        assertThat(post(without)).isInstanceOf(NoResponse.class);
        assertThat(BlockingTransport.over(without).postAsync(call(LONG, LONG))).failsWithin(LONG);
    }

    @Test
    void a_body_that_was_handed_over_has_a_connection_whether_anybody_said_so_or_not() {
        Result outcome = BlockingTransport.over(attempt -> {
                    attempt.handOver();
                    assertThat(never.await(4 * SHORT.toMillis(), MILLISECONDS)).isFalse();
                    attempt.answered(202, name -> null, stream(""));
                })
                .post(call(SHORT, LONG));

        assertThat(outcome).isInstanceOf(Response.class);
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
        return BlockingTransport.over(client).post(call(LONG, LONG));
    }

    private static Request call(Duration connectTimeout, Duration timeout) {
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
