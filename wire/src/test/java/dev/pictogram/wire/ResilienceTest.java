// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.Sid;
import dev.pictogram.wire.http.HttpTransport;
import dev.pictogram.wire.http.HttpTransport.NoResponse;
import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.http.HttpTransport.Result;
import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Repetition and limits, with a time that the tests turn. */
@Timeout(30)
class ResilienceTest {

    private static final Account ACCOUNT =
            new Account(Pod.IN, Sid.of("HXAP16"), ApiKey.of("Asecret3"), PhoneNumber.of("+919800000000"));
    private static final ImageMessage MESSAGE =
            ImageMessage.to("+919811111111", Image.link("https://example.com/parcel.png"));
    private static final Response ACCEPTED = answer(202, "{\"data\":{\"message_id\":\"AX1\"}}");
    private static final Response UNAVAILABLE = new Response(503, Map.of("retry-after", "0"), new byte[0]);
    private static final HttpTransport.NotSent REFUSED =
            new HttpTransport.NotSent(new ConnectException("Connection refused"));
    private static final NoResponse LOST = new NoResponse(new IOException("EOF"));

    private final TurnedTime time = new TurnedTime();
    private final List<Request> calls = new ArrayList<>();
    private final List<Runnable> retries = new ArrayList<>();

    /** Both ways of sending, which must do the same. */
    enum Way {
        SEND(MessagingPort::send),
        SEND_ASYNC((port, message) -> port.sendAsync(message).join());

        private final BiFunction<MessagingPort, ImageMessage, SendResult> taken;

        Way(BiFunction<MessagingPort, ImageMessage, SendResult> taken) {
            this.taken = taken;
        }

        SendResult take(MessagingPort port) {
            return take(port, MESSAGE);
        }

        SendResult take(MessagingPort port, ImageMessage message) {
            return taken.apply(port, message);
        }
    }

    private static Stream<Arguments> bothWays(Stream<Result> outcomes) {
        return outcomes.flatMap(outcome -> Stream.of(Way.values()).map(way -> Arguments.of(way, outcome)));
    }

    static Stream<Arguments> safe() {
        return bothWays(Stream.of(
                REFUSED,
                UNAVAILABLE,
                answer(429, ""),
                answer(500, "{\"code\":\"WA500\"}"),
                new HttpTransport.NotSent(new CertificateException("not about TLS by itself"))));
    }

    @ParameterizedTest
    @MethodSource("safe")
    void what_is_safe_to_repeat_is_repeated(Way way, Result first) {
        assertThat(way.take(port(policy(), first, first, ACCEPTED))).isEqualTo(new Accepted(MessageId.of("AX1")));

        assertThat(calls).hasSize(3);
        assertThat(calls).allSatisfy(call -> assertThat(call.body()).isEqualTo(RequestJson.of(MESSAGE)));
    }

    static Stream<Arguments> settled() {
        return bothWays(Stream.of(
                ACCEPTED,
                LOST,
                new NoResponse(new ConnectException("Connection refused")),
                answer(202, ""),
                answer(500, ""),
                answer(502, ""),
                answer(503, ""),
                answer(504, ""),
                answer(408, ""),
                answer(401, "{\"code\":\"RBC001\"}"),
                answer(503, "{\"code\":\"E110\"}"),
                answer(302, "")));
    }

    @ParameterizedTest
    @MethodSource("settled")
    void nothing_else_is_repeated(Way way, Result only) {
        assertThat(way.take(port(policy(), only)).safeToRetry()).isFalse();

        assertThat(calls).hasSize(1);
        assertThat(time.waits).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void what_came_to_be_in_doubt_is_not_repeated_after_safe_attempts(Way way) {
        assertThat(way.take(port(policy(), REFUSED, LOST, ACCEPTED))).isInstanceOf(InDoubt.class);

        assertThat(calls).hasSize(2);
    }

    static Stream<Arguments> handshakes() {
        Stream<Throwable> thrown = Stream.of(
                new SSLHandshakeException("PKIX path building failed"),
                new IOException(new IOException(new SSLHandshakeException("deep down"))));
        return bothWays(thrown.map(HttpTransport.NotSent::new));
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void a_handshake_that_failed_is_safe_to_repeat_but_not_by_us(Way way, Result failed) {
        assertThat(way.take(port(policy(), failed)).safeToRetry()).isTrue();

        assertThat(calls).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void causes_that_go_round_in_a_circle_come_to_an_end(Way way) {
        IOException outer = new IOException("outer");
        outer.initCause(new IOException("inner", outer));

        assertThat(way.take(port(policy(), new HttpTransport.NotSent(outer), ACCEPTED)))
                .isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @EnumSource
    void it_ends_with_the_last_attempts_result(Way way) {
        MessagingPort port = port(policy().withAttempts(4), REFUSED, UNAVAILABLE, REFUSED, answer(429, ""), ACCEPTED);

        assertThat(way.take(port))
                .isInstanceOfSatisfying(
                        Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.RATE_LIMITED));
        assertThat(calls).hasSize(4);
        assertThat(time.waits).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void one_attempt_is_no_repetition(Way way) {
        assertThat(way.take(port(policy().withAttempts(1), UNAVAILABLE, ACCEPTED)))
                .isInstanceOf(Rejected.class);

        assertThat(calls).hasSize(1);
        assertThat(time.waits).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void the_waits_double_up_to_the_longest_and_are_spread_by_a_quarter(Way way) {
        SendPolicy policy = policy().withAttempts(6)
                .withBackoff(Duration.ofMillis(400), Duration.ofSeconds(2))
                .withTotalTimeout(Duration.ofHours(1));
        for (int i = 0; i < 100; i++) {
            way.take(port(policy, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED));
        }

        long[] expected = {400, 800, 1600, 2000, 2000};
        for (int i = 0; i < time.waits.size(); i++) {
            long middle = expected[i % expected.length];
            assertThat(time.waits.get(i))
                    .isBetween(Duration.ofMillis(middle * 3 / 4), Duration.ofMillis(Math.min(middle * 5 / 4, 2000)));
        }
        assertThat(time.waits).hasSize(500);
        assertThat(time.waits.stream().distinct()).as("spread").hasSizeGreaterThan(300);
    }

    @ParameterizedTest
    @EnumSource
    void the_first_wait_may_be_the_longest(Way way) {
        SendPolicy policy = policy().withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(1));

        assertThat(way.take(port(policy, REFUSED, REFUSED, ACCEPTED))).isInstanceOf(Accepted.class);
        assertThat(time.waits)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofMillis(750), Duration.ofSeconds(1)));
    }

    // Retry-After

    @ParameterizedTest
    @EnumSource
    void a_wait_that_the_server_asks_for_is_obeyed_up_to_the_longest(Way way) {
        assertThat(way.take(port(policy(), retryAfter("7"), retryAfter("10"), ACCEPTED)))
                .isInstanceOf(Accepted.class);

        assertThat(time.waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @EnumSource
    void a_wait_that_the_server_asks_for_may_be_a_date(Way way) {
        Response atFive = new Response(
                503,
                Map.of("date", "Sun, 22 Nov 2026 12:00:00 GMT", "retry-after", "Sun, 22 Nov 2026 12:00:05 GMT"),
                new byte[0]);
        assertThat(way.take(port(policy(), atFive, ACCEPTED))).isInstanceOf(Accepted.class);

        assertThat(time.waits).containsExactly(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource
    void a_date_without_the_servers_own_clock_is_read_by_ours(Way way) {
        assertThat(time.instant()).isEqualTo("2026-11-22T12:00:00Z");

        way.take(port(policy(), retryAfter("Sun, 22 Nov 2026 12:00:05 GMT"), ACCEPTED));

        assertThat(time.waits).containsExactly(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource
    void a_wait_longer_than_the_longest_is_the_callers_to_decide(Way way) {
        assertThat(way.take(port(policy(), retryAfter("11"), ACCEPTED)))
                .isInstanceOfSatisfying(
                        Rejected.class, r -> assertThat(r.retryAfter()).isEqualTo(Optional.of(Duration.ofSeconds(11))));

        assertThat(calls).hasSize(1);
        assertThat(time.waits).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "soon", "Sun, 22 Nov 2020 12:00:00 GMT"})
    void a_wait_that_says_nothing_or_is_over_leaves_it_to_the_backoff(String header) {
        for (Way way : Way.values()) {
            assertThat(way.take(port(policy(), retryAfter(header), ACCEPTED))).isInstanceOf(Accepted.class);
        }
        assertThat(time.waits)
                .hasSize(2)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofMillis(375), Duration.ofMillis(625)));
    }

    // The time over all attempts

    @ParameterizedTest
    @EnumSource
    void no_attempt_is_begun_that_could_not_have_its_whole_time(Way way) {
        SendPolicy policy = policy().withAttempts(100)
                .withTimeout(Duration.ofSeconds(30))
                .withBackoff(Duration.ofSeconds(10), Duration.ofSeconds(10))
                .withTotalTimeout(Duration.ofSeconds(50));

        assertThat(way.take(port(policy, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED)))
                .isInstanceOf(NotSent.class);

        // 7.5 to 10 s each: a third wait would leave less than 30 of 50 s.
        assertThat(calls).hasSize(3);
        assertThat(calls).allSatisfy(call -> assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @EnumSource
    void an_attempt_that_has_its_whole_time_to_the_nanosecond_is_begun(Way way) {
        SendPolicy enough = policy().withTimeout(Duration.ofSeconds(30)).withTotalTimeout(Duration.ofSeconds(37));
        SendPolicy tooShort = enough.withTotalTimeout(Duration.ofSeconds(37).minusNanos(1));

        assertThat(way.take(port(enough, retryAfter("7"), ACCEPTED))).isInstanceOf(Accepted.class);
        assertThat(way.take(port(tooShort, retryAfter("7"), ACCEPTED))).isInstanceOf(Rejected.class);
        assertThat(time.waits).containsExactly(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @EnumSource
    void the_time_that_attempts_take_counts(Way way) {
        SendPolicy policy = policy().withTimeout(Duration.ofSeconds(30)).withTotalTimeout(Duration.ofSeconds(60));
        MessagingPort port = port(policy, call -> {
            time.pass(Duration.ofSeconds(29));
            return REFUSED;
        });

        assertThat(way.take(port)).isInstanceOf(NotSent.class);
        assertThat(calls).as("29 s, then 0.5 s, then not even 30 s left").hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void every_attempt_is_the_same_call_with_the_policys_times(Way way) {
        SendPolicy policy = policy().withAttempts(1)
                .withTimeout(Duration.ofSeconds(3))
                .withTotalTimeout(Duration.ofSeconds(4))
                .withAttempts(3);

        way.take(port(policy, REFUSED, ACCEPTED));

        assertThat(calls).hasSize(2).allSatisfy(call -> assertThat(call).isSameAs(calls.get(0)));
        assertThat(calls.get(0).timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @EnumSource
    void a_wait_that_takes_far_longer_than_asked_ends_it(Way way) {
        TurnedTime slow = new TurnedTime() {
            @Override
            public void sleep(Duration wait) throws InterruptedException {
                super.sleep(wait);
                pass(Duration.ofDays(1)); // the lid was closed
            }

            @Override
            public void after(Duration wait, Runnable task) {
                pass(Duration.ofDays(1));
                super.after(wait, task);
            }
        };

        assertThat(way.take(port(policy(), scripted(REFUSED, ACCEPTED), slow))).isInstanceOf(NotSent.class);
        assertThat(calls).hasSize(1);
    }

    // Interrupts and giving up

    @Test
    void an_interrupt_while_it_waits_ends_it_with_the_last_attempts_result() {
        Thread sender = Thread.currentThread();
        TurnedTime interrupting = new TurnedTime() {
            @Override
            public void sleep(Duration wait) throws InterruptedException {
                sender.interrupt();
                super.sleep(wait);
            }
        };

        SendResult result =
                port(policy(), scripted(UNAVAILABLE, ACCEPTED), interrupting).send(MESSAGE);

        assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
        assertThat(result).isInstanceOf(Rejected.class);
        assertThat(calls).hasSize(1);
    }

    @Test
    void an_interrupt_during_an_attempt_is_the_end_too() {
        MessagingPort port = port(policy(), call -> {
            Thread.currentThread().interrupt();
            return new HttpTransport.NotSent(new InterruptedException());
        });

        SendResult result = port.send(MESSAGE);

        assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
        assertThat(result).isInstanceOf(NotSent.class);
        assertThat(calls).hasSize(1);
    }

    @Test
    void a_future_that_is_cancelled_while_it_waits_ends_the_repetition() {
        List<Runnable> waiting = new ArrayList<>();
        TurnedTime standing = new TurnedTime() {
            @Override
            public void after(Duration wait, Runnable task) {
                waiting.add(task);
            }
        };
        HttpTransport exchange = asynchronous(call -> UNAVAILABLE);
        CompletableFuture<SendResult> future =
                new KaleyraPort(exchange, ACCOUNT, policy(), standing).sendAsync(MESSAGE);
        assertThat(future).as("it waits and holds no thread").isNotDone();
        assertThat(waiting).hasSize(1);

        future.cancel(true);
        waiting.get(0).run();

        assertThat(calls).hasSize(1);
        assertThat(waiting).hasSize(1);
    }

    /** The ways in which a caller gives a result up. */
    enum GivingUp {
        CANCEL(future -> future.cancel(true)),
        TIMEOUT(future -> future.completeExceptionally(new TimeoutException())),
        COMPLETE(future -> future.complete(null));

        private final Consumer<CompletableFuture<SendResult>> way;

        GivingUp(Consumer<CompletableFuture<SendResult>> way) {
            this.way = way;
        }
    }

    @ParameterizedTest
    @EnumSource
    void giving_up_reaches_the_request_on_its_way_and_no_retry_follows(GivingUp givingUp) {
        CompletableFuture<Result> posting = new CompletableFuture<>();
        MessagingPort port = new KaleyraPort(pending(posting), ACCOUNT, policy(), time);
        CompletableFuture<SendResult> future = port.sendAsync(MESSAGE);

        givingUp.way.accept(future);

        assertThat(posting).isCancelled();
        assertThat(calls).hasSize(1);
        assertThat(time.waits).isEmpty();
    }

    @Test
    void giving_up_while_a_request_is_being_started_reaches_that_request() {
        CompletableFuture<Result> posting = new CompletableFuture<>();
        List<CompletableFuture<SendResult>> sent = new ArrayList<>();
        TurnedTime standing = new TurnedTime() {
            @Override
            public void after(Duration wait, Runnable task) {
                retries.add(task);
            }
        };
        HttpTransport exchange = new HttpTransport() {
            @Override
            public Result post(Request call) {
                throw new AssertionError("not asked");
            }

            @Override
            public CompletableFuture<Result> postAsync(Request call) {
                calls.add(call);
                if (calls.size() == 1) {
                    return CompletableFuture.completedFuture(UNAVAILABLE);
                }
                sent.get(0).cancel(true);
                return posting;
            }
        };
        CompletableFuture<SendResult> future =
                new KaleyraPort(exchange, ACCOUNT, policy(), standing).sendAsync(MESSAGE);
        sent.add(future);

        retries.get(0).run();

        assertThat(calls).hasSize(2);
        assertThat(posting).isCancelled();
    }

    @Test
    void an_attempt_that_its_transport_never_ends_is_in_doubt_and_in_flight_no_more() {
        List<CompletableFuture<Result>> postings = new ArrayList<>();
        HttpTransport silent = pending(() -> {
            CompletableFuture<Result> posting = new CompletableFuture<>();
            postings.add(posting);
            return posting;
        });
        SendPolicy one = policy().withMaxInFlight(1).withAttempts(1);
        MessagingPort port = new KaleyraPort(silent, ACCOUNT, one, time);
        CompletableFuture<SendResult> future = port.sendAsync(MESSAGE);
        assertThat(time.limits).hasSize(1);
        assertThat(time.longestLimit()).isEqualTo(Duration.ofSeconds(35));

        List<String> lines;
        try (LogLines log = new LogLines()) {
            time.reachLimits();
            lines = log.soFar();
        }

        assertThat(future.join())
                .isEqualTo(new InDoubt(
                        "no answer was seen: the transport did not end the attempt within PT30S and PT5S more", null));
        assertThat(lines).anyMatch(line -> line.startsWith("SEVERE the transport has not ended an attempt"));
        CompletableFuture<SendResult> next = port.sendAsync(MESSAGE);
        assertThat(postings).as("the permit is free again").hasSize(2);

        postings.get(0).complete(ACCEPTED); // Too late to free the permit of the next.

        assertThat(port.sendAsync(MESSAGE).join()).isInstanceOf(NotSent.class);
        postings.get(1).complete(ACCEPTED);
        assertThat(next.join()).isInstanceOf(Accepted.class);
        assertThat(time.limits.keySet()).allMatch(Future::isDone);
    }

    @Test
    void an_attempt_that_its_transport_never_ends_is_ended_even_if_the_log_is_broken() {
        MessagingPort port = new KaleyraPort(pending(CompletableFuture::new), ACCOUNT, policy().withAttempts(1), time);
        CompletableFuture<SendResult> future = port.sendAsync(MESSAGE);
        try (LogLines log = new LogLines()) {
            log.breakDown();

            time.reachLimits();
        } catch (IllegalStateException brokenLog) {
            // It may reach the timer.
        }

        assertThat(future).succeedsWithin(Duration.ofSeconds(10)).isInstanceOf(InDoubt.class);
    }

    @Test
    void a_retry_that_cannot_be_started_leaves_the_result_so_far() {
        TurnedTime breaking = new TurnedTime() {
            private boolean broken;

            @Override
            public void after(Duration wait, Runnable task) {
                broken = true;
                task.run();
            }

            @Override
            public long nanos() {
                if (broken) {
                    throw new OutOfMemoryError("while a retry is being started");
                }
                return super.nanos();
            }
        };

        assertThat(port(policy(), scripted(UNAVAILABLE), breaking).sendAsync(MESSAGE))
                .succeedsWithin(Duration.ofSeconds(20)) // completed on another thread
                .isInstanceOf(Rejected.class);
        assertThat(calls).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_transport_that_throws_is_in_doubt_with_its_cause_and_one_line_of_log(Way way) {
        IllegalStateException bug = new IllegalStateException("POST https://api.in.kaleyra.io/v2/HXAP16/919811111111");
        List<String> lines;
        SendResult result;
        try (LogLines log = new LogLines()) {
            result = way.take(port(policy(), call -> {
                throw bug;
            }));
            lines = log.soFar();
        }

        assertThat(result)
                .isInstanceOfSatisfying(
                        InDoubt.class, doubt -> assertThat(doubt.cause()).isSameAs(bug));
        assertThat(lines.stream().filter(line -> line.startsWith("SEVERE")))
                .containsExactly(
                        "SEVERE an attempt broke and its message is in doubt: java.lang.IllegalStateException");
    }

    private HttpTransport pending(CompletableFuture<Result> posting) {
        return pending(() -> posting);
    }

    private HttpTransport pending(Supplier<CompletableFuture<Result>> posting) {
        return new HttpTransport() {
            @Override
            public Result post(Request call) {
                throw new AssertionError("not asked");
            }

            @Override
            public CompletableFuture<Result> postAsync(Request call) {
                calls.add(call);
                return posting.get();
            }
        };
    }

    @Test
    void a_wait_that_cannot_be_had_ends_it_with_the_result_so_far() {
        TurnedTime none = new TurnedTime() {
            @Override
            public void after(Duration wait, Runnable task) {
                throw new OutOfMemoryError("unable to create native thread");
            }
        };

        assertThat(port(policy(), scripted(UNAVAILABLE), none)
                        .sendAsync(MESSAGE)
                        .join())
                .isInstanceOf(Rejected.class);
    }

    @Test
    void the_systems_time_waits_and_lets_others_run_meanwhile() throws Exception {
        Time system = Time.system();
        long start = System.nanoTime();
        CompletableFuture<Thread> ran = new CompletableFuture<>();

        system.after(Duration.ofMillis(20), () -> ran.complete(Thread.currentThread()));
        system.sleep(Duration.ofMillis(20));

        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
        assertThat(ran.get()).isNotSameAs(Thread.currentThread());
        assertThat(system.nanos() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
        assertThat(Duration.between(system.instant(), Instant.now())).isLessThan(Duration.ofSeconds(10));
    }

    // Limits

    @ParameterizedTest
    @EnumSource
    void more_than_the_rate_is_not_sent(Way way) {
        MessagingPort port = port(policy().withAttempts(1).withRateLimit(3), call -> ACCEPTED);
        List<SendResult> results = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            results.add(way.take(port));
        }

        // Seven at once fall into at most two seconds.
        assertThat(results.stream().filter(Accepted.class::isInstance)).hasSizeBetween(3, 6);
        assertThat(results).contains(new NotSent("refused here: 3 requests in this second, as many as may be", null));
        assertThat(calls)
                .hasSameSizeAs(
                        results.stream().filter(Accepted.class::isInstance).toList());
    }

    @ParameterizedTest
    @EnumSource
    void what_is_held_back_is_repeated_as_any_other_that_was_not_sent(Way way) {
        MessagingPort port = port(policy().withRateLimit(1), call -> ACCEPTED);
        List<SendResult> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            results.add(way.take(port));
        }

        assertThat(results.get(0)).isInstanceOf(Accepted.class);
        assertThat(results).anyMatch(NotSent.class::isInstance);
        assertThat(time.waits).hasSizeGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void more_than_may_be_in_flight_is_not_sent(int most) {
        List<CompletableFuture<Result>> pending = new ArrayList<>();
        HttpTransport exchange = new HttpTransport() {
            @Override
            public Result post(Request call) {
                throw new AssertionError("not the synchronous way");
            }

            @Override
            public CompletableFuture<Result> postAsync(Request call) {
                pending.add(new CompletableFuture<>());
                return pending.get(pending.size() - 1);
            }
        };
        MessagingPort port =
                new KaleyraPort(exchange, ACCOUNT, policy().withAttempts(1).withMaxInFlight(most), time);
        for (int i = 0; i < most; i++) {
            port.sendAsync(MESSAGE);
        }

        NotSent refused = new NotSent("refused here: " + most + " requests are in flight, as many as may be", null);
        assertThat(port.sendAsync(MESSAGE).join()).isEqualTo(refused);
        assertThat(port.send(MESSAGE)).isEqualTo(refused);
        pending.get(0).complete(LOST);
        port.sendAsync(MESSAGE);
        assertThat(pending).as("one had ended").hasSize(most + 1);
        assertThat(port.sendAsync(MESSAGE).join()).isEqualTo(refused);
    }

    @ParameterizedTest
    @EnumSource
    void a_request_that_ends_in_whatever_way_is_in_flight_no_more(Way way) {
        MessagingPort port = port(policy().withAttempts(1).withMaxInFlight(1), call -> switch (calls.size() % 4) {
            case 0 -> ACCEPTED;
            case 1 -> LOST;
            case 2 -> REFUSED;
            default -> throw new IllegalStateException("a bug");
        });
        for (int i = 0; i < 12; i++) {
            way.take(port);
        }
        assertThat(calls).hasSize(12);
    }

    @ParameterizedTest
    @EnumSource
    void a_request_that_another_limit_holds_back_is_not_in_flight(Way way) {
        MessagingPort port = port(
                policy().withAttempts(1).withMaxInFlight(1).withCircuitBreaker(1, Duration.ofDays(1)), call -> LOST);

        way.take(port);
        for (int i = 0; i < 3; i++) {
            assertThat(way.take(port)).isEqualTo(new NotSent("refused here: the circuit breaker is open", null));
        }
        assertThat(calls).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void an_attempt_that_breaks_on_the_way_back_is_in_doubt_and_in_flight_no_more(Way way) {
        class Unspeakable extends RuntimeException {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no words");
            }
        }
        RuntimeException unspeakable = new Unspeakable();
        MessagingPort port = port(policy().withAttempts(1).withMaxInFlight(1), call -> {
            throw unspeakable;
        });

        for (int i = 0; i < 3; i++) {
            assertThat(way.take(port)).isEqualTo(new InDoubt("no answer was seen: Unspeakable", unspeakable));
        }
        assertThat(calls).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void an_interrupt_does_not_open_the_circuit_breaker(Way way) {
        MessagingPort port = port(
                policy().withAttempts(1).withCircuitBreaker(2, Duration.ofDays(1)),
                scripted(
                        new NoResponse(new IOException(new InterruptedException())),
                        new NoResponse(new InterruptedException()),
                        new NoResponse(new InterruptedException()),
                        ACCEPTED),
                time);

        List<SendResult> results =
                Stream.generate(() -> way.take(port)).limit(4).toList();

        assertThat(results.get(3)).isInstanceOf(Accepted.class);
    }

    @Test
    void an_interrupted_trial_leaves_the_circuit_breaker_open_for_another() {
        SendPolicy policy = policy().withAttempts(1).withCircuitBreaker(1, Duration.ofNanos(1));
        MessagingPort port = port(policy, scripted(LOST, new NoResponse(new InterruptedException()), ACCEPTED), time);

        assertThat(Stream.generate(() -> port.send(MESSAGE)).limit(3).toList().get(2))
                .isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @EnumSource
    void the_circuit_breaker_opens_after_failures_in_a_row(Way way) {
        MessagingPort port = port(
                policy().withAttempts(1).withCircuitBreaker(3, Duration.ofDays(1)),
                scripted(
                        LOST,
                        UNAVAILABLE,
                        answer(400, "{\"code\":\"WA400\"}"), // the server is well
                        REFUSED,
                        LOST,
                        answer(429, ""),
                        ACCEPTED),
                time);
        for (int i = 0; i < 6; i++) {
            assertThat(way.take(port)).isNotEqualTo(new NotSent("refused here: the circuit breaker is open", null));
        }

        assertThat(way.take(port)).isEqualTo(new NotSent("refused here: the circuit breaker is open", null));
        assertThat(calls).hasSize(6);
    }

    @ParameterizedTest
    @EnumSource
    void one_request_after_its_time_closes_the_circuit_breaker_or_opens_it_again(Way way) {
        // So short that it is over before the next send.
        SendPolicy policy = policy().withAttempts(1).withCircuitBreaker(2, Duration.ofNanos(1));
        MessagingPort port = port(policy, scripted(LOST, LOST, LOST, ACCEPTED, LOST, ACCEPTED), time);

        List<SendResult> results =
                Stream.generate(() -> way.take(port)).limit(6).toList();

        assertThat(results)
                .<Class<?>>extracting(SendResult::getClass)
                .containsExactly(
                        InDoubt.class, InDoubt.class, InDoubt.class, Accepted.class, InDoubt.class, Accepted.class);
    }

    @Test
    void while_one_request_tries_the_circuit_breaker_others_are_held_back() {
        List<CompletableFuture<Result>> pending = new ArrayList<>();
        HttpTransport exchange = new HttpTransport() {
            @Override
            public Result post(Request call) {
                return LOST;
            }

            @Override
            public CompletableFuture<Result> postAsync(Request call) {
                pending.add(new CompletableFuture<>());
                return pending.get(pending.size() - 1);
            }
        };
        SendPolicy policy = policy().withAttempts(1).withCircuitBreaker(1, Duration.ofNanos(1));
        MessagingPort port = new KaleyraPort(exchange, ACCOUNT, policy, time);
        assertThat(port.send(MESSAGE)).isInstanceOf(InDoubt.class);

        CompletableFuture<SendResult> trial = port.sendAsync(MESSAGE);
        assertThat(port.send(MESSAGE)).isEqualTo(new NotSent("refused here: the circuit breaker is open", null));
        pending.get(0).complete(ACCEPTED);

        assertThat(trial.join()).isInstanceOf(Accepted.class);
        assertThat(port.send(MESSAGE)).as("closed again").isInstanceOf(InDoubt.class);
    }

    @ParameterizedTest
    @EnumSource
    void an_attempt_that_breaks_the_verdict_keeps_its_cause_and_is_logged_without_its_message(Way way) {
        class Untellable extends RuntimeException {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new AssertionError("Asecret3 919811111111");
            }
        }
        MessagingPort port = port(policy(), call -> {
            throw new Untellable();
        });
        List<String> lines;
        try (LogLines log = new LogLines()) {
            assertThat(way.take(port))
                    .isInstanceOfSatisfying(
                            InDoubt.class, r -> assertThat(r.cause()).isInstanceOf(Untellable.class));
            lines = log.soFar();
        }
        assertThat(lines.stream().filter(line -> line.startsWith("SEVERE")))
                .containsExactly("SEVERE an attempt broke and its message is in doubt: " + Untellable.class.getName());
        assertThat(lines).noneMatch(line -> line.contains("Asecret3") || line.contains("919811111111"));
    }

    @ParameterizedTest
    @EnumSource
    void a_log_that_is_broken_takes_no_cause_away(Way way) {
        IllegalStateException broken = new IllegalStateException("a bug");
        try (LogLines log = new LogLines()) {
            log.breakDown();

            assertThat(way.take(port(policy(), call -> {
                        throw broken;
                    })))
                    .isInstanceOfSatisfying(
                            InDoubt.class, r -> assertThat(r.cause()).isSameAs(broken));
        }
    }

    @Test
    void cancellations_do_not_open_the_circuit_breaker() {
        MessagingPort port = port(
                policy().withAttempts(1).withCircuitBreaker(1, Duration.ofDays(1)),
                scripted(new HttpTransport.NotSent(new IOException(new CancellationException())), ACCEPTED),
                time);

        assertThat(port.sendAsync(MESSAGE).join()).isInstanceOf(NotSent.class);
        assertThat(port.sendAsync(MESSAGE).join()).isInstanceOf(Accepted.class);
    }

    // The log

    @ParameterizedTest
    @EnumSource
    void the_log_tells_each_attempt_and_no_key_number_or_caption(Way way) {
        String secrets = "Asecret3 919811111111 919800000000 a caption parcel.png order-17";
        ImageMessage message = MESSAGE.withCaption("a caption").withExtraInfo(ExtraInfo.ref("order-17"));
        Response telling = answer(
                429,
                "{\"code\":\"" + secrets + "\",\"message\":\"" + secrets + "\",\"error\":{\"x\":\"" + secrets + "\"}}");
        HttpTransport.NotSent failed = new HttpTransport.NotSent(new IOException(secrets));
        NoResponse lost = new NoResponse(new IOException(secrets));
        SendPolicy policy = policy().withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(1))
                .withCircuitBreaker(3, Duration.ofNanos(1));
        MessagingPort port = port(policy, telling, failed, lost, ACCEPTED);
        List<String> lines;
        try (LogLines log = new LogLines()) {
            way.take(port, message);
            way.take(port, message);
            lines = log.soFar();
        }

        UnaryOperator<String> withoutJitter = line -> line.replaceFirst("again in \\d+ ms", "again in 1000 ms");
        assertThat(lines.stream().map(withoutJitter))
                .containsExactly(
                        "FINE attempt 1 of 3: rejected, RATE_LIMITED (HTTP 429); again in 1000 ms",
                        "FINE attempt 2 of 3: not sent, IOException; again in 1000 ms",
                        "INFO circuit breaker open for PT0.000000001S",
                        "FINE attempt 3 of 3: in doubt, IOException; no more",
                        "INFO circuit breaker closed",
                        "FINE attempt 1 of 3: accepted; no more");
    }

    @ParameterizedTest
    @EnumSource
    void a_log_that_is_broken_changes_no_result(Way way) {
        try (LogLines log = new LogLines()) {
            log.breakDown();

            assertThat(way.take(port(policy(), UNAVAILABLE, ACCEPTED))).isInstanceOf(Accepted.class);
        }
    }

    private static SendPolicy policy() {
        return SendPolicy.defaults();
    }

    private MessagingPort port(SendPolicy policy, Result... outcomes) {
        return port(policy, scripted(outcomes), time);
    }

    private MessagingPort port(SendPolicy policy, Function<Request, Result> outcomes) {
        return port(policy, outcomes, time);
    }

    private MessagingPort port(SendPolicy policy, Function<Request, Result> outcomes, Time time) {
        return new KaleyraPort(asynchronous(outcomes), ACCOUNT, policy, time);
    }

    private static Function<Request, Result> scripted(Result... outcomes) {
        List<Result> left = new ArrayList<>(List.of(outcomes));
        return call -> left.remove(0);
    }

    private HttpTransport asynchronous(Function<Request, Result> outcomes) {
        return new HttpTransport() {
            @Override
            public Result post(Request call) {
                calls.add(call);
                return outcomes.apply(call);
            }

            @Override
            public CompletableFuture<Result> postAsync(Request call) {
                return CompletableFuture.completedFuture(post(call));
            }
        };
    }

    private static Response answer(int status, String body) {
        return new Response(status, Map.of(), body.getBytes(UTF_8));
    }

    private static Response retryAfter(String header) {
        return new Response(429, Map.of("retry-after", header), new byte[0]);
    }
}
