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

/** Uses a clock that the tests control. */
@Timeout(30)
class ResilienceTest {

    private static final Account ACCOUNT =
            new Account(Pod.IN, Sid.of("HXAP16"), ApiKey.of("Asecret3"), PhoneNumber.of("+919800000000"));
    private static final ImageMessage MESSAGE =
            ImageMessage.to("+919811111111", Image.link("https://example.com/parcel.png"));
    private static final Response ACCEPTED = response(202, "{\"data\":{\"message_id\":\"AX1\"}}");
    private static final Response UNAVAILABLE = new Response(503, Map.of("retry-after", "0"), new byte[0]);
    private static final HttpTransport.NotSent REFUSED =
            new HttpTransport.NotSent(new ConnectException("Connection refused"));
    private static final NoResponse NO_RESPONSE = new NoResponse(new IOException("EOF"));

    private final ManualTime time = new ManualTime();
    private final List<Request> requests = new ArrayList<>();
    private final List<Runnable> retries = new ArrayList<>();

    /** Both ways of sending, which must behave alike. */
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

    private static Stream<Arguments> bothWays(Stream<Result> results) {
        return results.flatMap(result -> Stream.of(Way.values()).map(way -> Arguments.of(way, result)));
    }

    static Stream<Arguments> safe() {
        return bothWays(Stream.of(
                REFUSED,
                UNAVAILABLE,
                response(429, ""),
                response(500, "{\"code\":\"WA500\"}"),
                new HttpTransport.NotSent(new CertificateException("not about TLS by itself"))));
    }

    @ParameterizedTest
    @MethodSource("safe")
    void an_attempt_that_is_safe_to_retry_is_retried(Way way, Result first) {
        assertThat(way.take(port(policy(), first, first, ACCEPTED))).isEqualTo(new Accepted(MessageId.of("AX1")));

        assertThat(requests).hasSize(3);
        assertThat(requests).allSatisfy(request -> assertThat(request.body()).isEqualTo(RequestJson.of(MESSAGE)));
    }

    static Stream<Arguments> settled() {
        return bothWays(Stream.of(
                ACCEPTED,
                NO_RESPONSE,
                new NoResponse(new ConnectException("Connection refused")),
                response(202, ""),
                response(500, ""),
                response(502, ""),
                response(503, ""),
                response(504, ""),
                response(408, ""),
                response(401, "{\"code\":\"RBC001\"}"),
                response(503, "{\"code\":\"E110\"}"),
                response(302, "")));
    }

    @ParameterizedTest
    @MethodSource("settled")
    void other_results_are_not_retried(Way way, Result only) {
        assertThat(way.take(port(policy(), only)).safeToRetry()).isFalse();

        assertThat(requests).hasSize(1);
        assertThat(time.waits).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void an_attempt_in_doubt_is_not_retried_even_after_safe_attempts(Way way) {
        assertThat(way.take(port(policy(), REFUSED, NO_RESPONSE, ACCEPTED))).isInstanceOf(InDoubt.class);

        assertThat(requests).hasSize(2);
    }

    static Stream<Arguments> handshakes() {
        Stream<Throwable> thrown = Stream.of(
                new SSLHandshakeException("PKIX path building failed"),
                new IOException(new IOException(new SSLHandshakeException("deep down"))));
        return bothWays(thrown.map(HttpTransport.NotSent::new));
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void a_failed_tls_handshake_is_safe_to_retry_but_not_retried(Way way, Result failed) {
        assertThat(way.take(port(policy(), failed)).safeToRetry()).isTrue();

        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void cyclic_causes_are_tolerated(Way way) {
        IOException outer = new IOException("outer");
        outer.initCause(new IOException("inner", outer));

        assertThat(way.take(port(policy(), new HttpTransport.NotSent(outer), ACCEPTED)))
                .isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @EnumSource
    void the_result_is_that_of_the_last_attempt(Way way) {
        MessagingPort port = port(policy().withAttempts(4), REFUSED, UNAVAILABLE, REFUSED, response(429, ""), ACCEPTED);

        assertThat(way.take(port))
                .isInstanceOfSatisfying(
                        Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.RATE_LIMITED));
        assertThat(requests).hasSize(4);
        assertThat(time.waits).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void one_attempt_means_no_retry(Way way) {
        assertThat(way.take(port(policy().withAttempts(1), UNAVAILABLE, ACCEPTED)))
                .isInstanceOf(Rejected.class);

        assertThat(requests).hasSize(1);
        assertThat(time.waits).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void delays_double_up_to_the_longest_with_a_jitter_of_25_percent(Way way) {
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
        assertThat(time.waits.stream().distinct()).as("jitter").hasSizeGreaterThan(300);
    }

    @ParameterizedTest
    @EnumSource
    void the_first_delay_may_be_the_longest(Way way) {
        SendPolicy policy = policy().withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(1));

        assertThat(way.take(port(policy, REFUSED, REFUSED, ACCEPTED))).isInstanceOf(Accepted.class);
        assertThat(time.waits)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofMillis(750), Duration.ofSeconds(1)));
    }

    // Retry-After

    @ParameterizedTest
    @EnumSource
    void retry_after_is_obeyed_up_to_the_longest_backoff(Way way) {
        assertThat(way.take(port(policy(), retryAfter("7"), retryAfter("10"), ACCEPTED)))
                .isInstanceOf(Accepted.class);

        assertThat(time.waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @EnumSource
    void retry_after_may_be_a_date(Way way) {
        Response atFive = new Response(
                503,
                Map.of("date", "Sun, 22 Nov 2026 12:00:00 GMT", "retry-after", "Sun, 22 Nov 2026 12:00:05 GMT"),
                new byte[0]);
        assertThat(way.take(port(policy(), atFive, ACCEPTED))).isInstanceOf(Accepted.class);

        assertThat(time.waits).containsExactly(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource
    void a_retry_after_date_without_a_date_header_is_relative_to_the_local_clock(Way way) {
        assertThat(time.instant()).isEqualTo("2026-11-22T12:00:00Z");

        way.take(port(policy(), retryAfter("Sun, 22 Nov 2026 12:00:05 GMT"), ACCEPTED));

        assertThat(time.waits).containsExactly(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource
    void a_retry_after_above_the_longest_backoff_is_not_retried(Way way) {
        assertThat(way.take(port(policy(), retryAfter("11"), ACCEPTED)))
                .isInstanceOfSatisfying(
                        Rejected.class, r -> assertThat(r.retryAfter()).isEqualTo(Optional.of(Duration.ofSeconds(11))));

        assertThat(requests).hasSize(1);
        assertThat(time.waits).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "soon", "Sun, 22 Nov 2020 12:00:00 GMT"})
    void an_unreadable_or_past_retry_after_is_ignored(String header) {
        for (Way way : Way.values()) {
            assertThat(way.take(port(policy(), retryAfter(header), ACCEPTED))).isInstanceOf(Accepted.class);
        }
        assertThat(time.waits)
                .hasSize(2)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofMillis(375), Duration.ofMillis(625)));
    }

    // Total timeout

    @ParameterizedTest
    @EnumSource
    void no_attempt_starts_without_time_for_its_full_timeout(Way way) {
        SendPolicy policy = policy().withAttempts(100)
                .withTimeout(Duration.ofSeconds(30))
                .withBackoff(Duration.ofSeconds(10), Duration.ofSeconds(10))
                .withTotalTimeout(Duration.ofSeconds(50));

        assertThat(way.take(port(policy, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED)))
                .isInstanceOf(NotSent.class);

        // Delays of 7.5 to 10 s: a third one would leave less than 30 of 50 s.
        assertThat(requests).hasSize(3);
        assertThat(requests).allSatisfy(request -> assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @EnumSource
    void an_attempt_with_time_for_exactly_its_timeout_starts(Way way) {
        SendPolicy enough = policy().withTimeout(Duration.ofSeconds(30)).withTotalTimeout(Duration.ofSeconds(37));
        SendPolicy tooShort = enough.withTotalTimeout(Duration.ofSeconds(37).minusNanos(1));

        assertThat(way.take(port(enough, retryAfter("7"), ACCEPTED))).isInstanceOf(Accepted.class);
        assertThat(way.take(port(tooShort, retryAfter("7"), ACCEPTED))).isInstanceOf(Rejected.class);
        assertThat(time.waits).containsExactly(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @EnumSource
    void the_duration_of_attempts_counts_against_the_total_timeout(Way way) {
        SendPolicy policy = policy().withTimeout(Duration.ofSeconds(30)).withTotalTimeout(Duration.ofSeconds(60));
        MessagingPort port = port(policy, request -> {
            time.pass(Duration.ofSeconds(29));
            return REFUSED;
        });

        assertThat(way.take(port)).isInstanceOf(NotSent.class);
        assertThat(requests).as("29 s and 0.5 s leave more than 30 s once").hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void every_attempt_uses_the_same_request_with_the_policys_timeout(Way way) {
        SendPolicy policy = policy().withAttempts(1)
                .withTimeout(Duration.ofSeconds(3))
                .withTotalTimeout(Duration.ofSeconds(4))
                .withAttempts(3);

        way.take(port(policy, REFUSED, ACCEPTED));

        assertThat(requests)
                .hasSize(2)
                .allSatisfy(request -> assertThat(request).isSameAs(requests.get(0)));
        assertThat(requests.get(0).timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @EnumSource
    void a_wait_that_takes_much_longer_than_planned_ends_the_send(Way way) {
        ManualTime slow = new ManualTime() {
            @Override
            public void sleep(Duration wait) throws InterruptedException {
                super.sleep(wait);
                pass(Duration.ofDays(1)); // the computer was suspended
            }

            @Override
            public void after(Duration wait, Runnable task) {
                pass(Duration.ofDays(1));
                super.after(wait, task);
            }
        };

        assertThat(way.take(port(policy(), scripted(REFUSED, ACCEPTED), slow))).isInstanceOf(NotSent.class);
        assertThat(requests).hasSize(1);
    }

    // Interrupts and cancellation

    @Test
    void an_interrupt_during_a_wait_returns_the_last_result() {
        Thread sender = Thread.currentThread();
        ManualTime interrupting = new ManualTime() {
            @Override
            public void sleep(Duration wait) throws InterruptedException {
                sender.interrupt();
                super.sleep(wait);
            }
        };

        SendResult result =
                port(policy(), scripted(UNAVAILABLE, ACCEPTED), interrupting).send(MESSAGE);

        assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
        assertThat(result).isInstanceOf(Rejected.class);
        assertThat(requests).hasSize(1);
    }

    @Test
    void an_interrupt_during_an_attempt_prevents_a_retry() {
        MessagingPort port = port(policy(), request -> {
            Thread.currentThread().interrupt();
            return new HttpTransport.NotSent(new InterruptedException());
        });

        SendResult result = port.send(MESSAGE);

        assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
        assertThat(result).isInstanceOf(NotSent.class);
        assertThat(requests).hasSize(1);
    }

    @Test
    void cancelling_the_future_during_a_wait_prevents_a_retry() {
        List<Runnable> waiting = new ArrayList<>();
        ManualTime standing = new ManualTime() {
            @Override
            public void after(Duration wait, Runnable task) {
                waiting.add(task);
            }
        };
        HttpTransport transport = asynchronous(request -> UNAVAILABLE);
        CompletableFuture<SendResult> future =
                new KaleyraPort(transport, ACCOUNT, policy(), standing).sendAsync(MESSAGE);
        assertThat(future).as("waits without a thread").isNotDone();
        assertThat(waiting).hasSize(1);

        future.cancel(true);
        waiting.get(0).run();

        assertThat(requests).hasSize(1);
        assertThat(waiting).hasSize(1);
    }

    /** The ways to cancel a send. */
    enum Cancellation {
        CANCEL(future -> future.cancel(true)),
        TIMEOUT(future -> future.completeExceptionally(new TimeoutException())),
        COMPLETE(future -> future.complete(null));

        private final Consumer<CompletableFuture<SendResult>> way;

        Cancellation(Consumer<CompletableFuture<SendResult>> way) {
            this.way = way;
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancelling_reaches_the_request_in_flight_and_prevents_a_retry(Cancellation cancellation) {
        CompletableFuture<Result> attempt = new CompletableFuture<>();
        MessagingPort port = new KaleyraPort(pending(attempt), ACCOUNT, policy(), time);
        CompletableFuture<SendResult> future = port.sendAsync(MESSAGE);

        cancellation.way.accept(future);

        assertThat(attempt).isCancelled();
        assertThat(requests).hasSize(1);
        assertThat(time.waits).isEmpty();
    }

    @Test
    void cancelling_while_a_request_is_being_started_reaches_that_request() {
        CompletableFuture<Result> attempt = new CompletableFuture<>();
        List<CompletableFuture<SendResult>> sent = new ArrayList<>();
        ManualTime standing = new ManualTime() {
            @Override
            public void after(Duration wait, Runnable task) {
                retries.add(task);
            }
        };
        HttpTransport transport = new HttpTransport() {
            @Override
            public Result post(Request request) {
                throw new AssertionError("must not be called");
            }

            @Override
            public CompletableFuture<Result> postAsync(Request request) {
                requests.add(request);
                if (requests.size() == 1) {
                    return CompletableFuture.completedFuture(UNAVAILABLE);
                }
                sent.get(0).cancel(true);
                return attempt;
            }
        };
        CompletableFuture<SendResult> future =
                new KaleyraPort(transport, ACCOUNT, policy(), standing).sendAsync(MESSAGE);
        sent.add(future);

        retries.get(0).run();

        assertThat(requests).hasSize(2);
        assertThat(attempt).isCancelled();
    }

    @Test
    void an_attempt_that_the_transport_never_ends_is_in_doubt_and_not_in_flight() {
        List<CompletableFuture<Result>> attempts = new ArrayList<>();
        HttpTransport silent = pending(() -> {
            CompletableFuture<Result> attempt = new CompletableFuture<>();
            attempts.add(attempt);
            return attempt;
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
                .isEqualTo(
                        new InDoubt("no response: the transport did not end the attempt within PT30S plus PT5S", null));
        assertThat(lines).anyMatch(line -> line.startsWith("SEVERE the transport has not ended an attempt"));
        CompletableFuture<SendResult> next = port.sendAsync(MESSAGE);
        assertThat(attempts).as("the permit is released").hasSize(2);

        attempts.get(0).complete(ACCEPTED); // Too late to release the permit of the next attempt.

        assertThat(port.sendAsync(MESSAGE).join()).isInstanceOf(NotSent.class);
        attempts.get(1).complete(ACCEPTED);
        assertThat(next.join()).isInstanceOf(Accepted.class);
        assertThat(time.limits.keySet()).allMatch(Future::isDone);
    }

    @Test
    void an_attempt_that_the_transport_never_ends_is_ended_even_if_logging_fails() {
        MessagingPort port = new KaleyraPort(pending(CompletableFuture::new), ACCOUNT, policy().withAttempts(1), time);
        CompletableFuture<SendResult> future = port.sendAsync(MESSAGE);
        try (LogLines log = new LogLines()) {
            log.breakDown(new IllegalStateException("disk full"));

            time.reachLimits();
        } catch (IllegalStateException brokenLog) {
            // The exception may reach the timer.
        }

        assertThat(future).succeedsWithin(Duration.ofSeconds(10)).isInstanceOf(InDoubt.class);
    }

    @Test
    void a_retry_that_cannot_be_started_leaves_the_last_result() {
        ManualTime breaking = new ManualTime() {
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
        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void an_exception_of_the_transport_is_in_doubt_with_its_cause_and_one_log_line(Way way) {
        IllegalStateException bug = new IllegalStateException("POST https://api.in.kaleyra.io/v2/HXAP16/919811111111");
        List<String> lines;
        SendResult result;
        try (LogLines log = new LogLines()) {
            result = way.take(port(policy(), request -> {
                throw bug;
            }));
            lines = log.soFar();
        }

        assertThat(result)
                .isInstanceOfSatisfying(
                        InDoubt.class, doubt -> assertThat(doubt.cause()).isSameAs(bug));
        assertThat(lines.stream().filter(line -> line.startsWith("SEVERE")))
                .containsExactly(
                        "SEVERE an attempt failed unexpectedly and its message is in doubt: java.lang.IllegalStateException");
    }

    private HttpTransport pending(CompletableFuture<Result> attempt) {
        return pending(() -> attempt);
    }

    private HttpTransport pending(Supplier<CompletableFuture<Result>> attempt) {
        return new HttpTransport() {
            @Override
            public Result post(Request request) {
                throw new AssertionError("must not be called");
            }

            @Override
            public CompletableFuture<Result> postAsync(Request request) {
                requests.add(request);
                return attempt.get();
            }
        };
    }

    @Test
    void a_wait_that_cannot_be_scheduled_leaves_the_last_result() {
        ManualTime none = new ManualTime() {
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

    /** As {@code ScheduledThreadPoolExecutor} does if it cannot start its thread: it queues the task first. */
    @Test
    void a_wait_that_was_scheduled_although_scheduling_threw_starts_no_retry() {
        List<Runnable> queued = new ArrayList<>();
        ManualTime throwing = new ManualTime() {
            @Override
            public void after(Duration wait, Runnable task) {
                queued.add(task);
                throw new OutOfMemoryError("unable to create native thread");
            }
        };
        List<SendResult> attempts = new ArrayList<>();
        CompletableFuture<SendResult> sent = new CompletableFuture<>();
        new Resilience(policy(), throwing)
                .sendAsync(
                        () -> {
                            attempts.add(new NotSent("refused", null));
                            return CompletableFuture.completedFuture(attempts.get(0));
                        },
                        () -> false,
                        sent::complete);
        assertThat(sent).isCompletedWithValueMatching(NotSent.class::isInstance);

        List.copyOf(queued).forEach(Runnable::run);

        assertThat(attempts).hasSize(1);
    }

    @Test
    void the_system_clock_waits_and_runs_tasks_on_another_thread() throws Exception {
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
    void requests_above_the_rate_limit_are_not_sent(Way way) {
        MessagingPort port = port(policy().withAttempts(1).withRateLimit(3), request -> ACCEPTED);
        List<SendResult> results = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            results.add(way.take(port));
        }

        // Seven requests at once fall into at most two seconds.
        assertThat(results.stream().filter(Accepted.class::isInstance)).hasSizeBetween(3, 6);
        assertThat(results).contains(new NotSent("not sent: rate limit of 3 requests per second reached", null));
        assertThat(requests)
                .hasSameSizeAs(
                        results.stream().filter(Accepted.class::isInstance).toList());
    }

    @ParameterizedTest
    @EnumSource
    void a_request_above_the_rate_limit_is_retried(Way way) {
        MessagingPort port = port(policy().withRateLimit(1), request -> ACCEPTED);
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
    void requests_above_the_limit_in_flight_are_not_sent(int most) {
        List<CompletableFuture<Result>> pending = new ArrayList<>();
        HttpTransport transport = new HttpTransport() {
            @Override
            public Result post(Request request) {
                throw new AssertionError("must not be called");
            }

            @Override
            public CompletableFuture<Result> postAsync(Request request) {
                pending.add(new CompletableFuture<>());
                return pending.get(pending.size() - 1);
            }
        };
        MessagingPort port =
                new KaleyraPort(transport, ACCOUNT, policy().withAttempts(1).withMaxInFlight(most), time);
        for (int i = 0; i < most; i++) {
            port.sendAsync(MESSAGE);
        }

        NotSent refused = new NotSent("not sent: limit of " + most + " requests in flight reached", null);
        assertThat(port.sendAsync(MESSAGE).join()).isEqualTo(refused);
        assertThat(port.send(MESSAGE)).isEqualTo(refused);
        pending.get(0).complete(NO_RESPONSE);
        port.sendAsync(MESSAGE);
        assertThat(pending).as("one had ended").hasSize(most + 1);
        assertThat(port.sendAsync(MESSAGE).join()).isEqualTo(refused);
    }

    @ParameterizedTest
    @EnumSource
    void a_request_that_has_ended_is_not_in_flight_whatever_its_result(Way way) {
        MessagingPort port = port(policy().withAttempts(1).withMaxInFlight(1), request -> switch (requests.size() % 4) {
            case 0 -> ACCEPTED;
            case 1 -> NO_RESPONSE;
            case 2 -> REFUSED;
            default -> throw new IllegalStateException("a bug");
        });
        for (int i = 0; i < 12; i++) {
            way.take(port);
        }
        assertThat(requests).hasSize(12);
    }

    @ParameterizedTest
    @EnumSource
    void a_request_that_another_limit_refuses_is_not_in_flight(Way way) {
        MessagingPort port = port(
                policy().withAttempts(1).withMaxInFlight(1).withCircuitBreaker(1, Duration.ofDays(1)),
                request -> NO_RESPONSE);

        way.take(port);
        for (int i = 0; i < 3; i++) {
            assertThat(way.take(port)).isEqualTo(new NotSent("not sent: the circuit breaker is open", null));
        }
        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void an_attempt_whose_exception_has_no_message_is_in_doubt_and_not_in_flight(Way way) {
        class NoMessage extends RuntimeException {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message");
            }
        }
        RuntimeException noMessage = new NoMessage();
        MessagingPort port = port(policy().withAttempts(1).withMaxInFlight(1), request -> {
            throw noMessage;
        });

        for (int i = 0; i < 3; i++) {
            assertThat(way.take(port)).isEqualTo(new InDoubt("no response: NoMessage", noMessage));
        }
        assertThat(requests).hasSize(3);
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
    void an_interrupted_trial_request_leaves_the_circuit_breaker_half_open() {
        SendPolicy policy = policy().withAttempts(1).withCircuitBreaker(1, Duration.ofNanos(1));
        MessagingPort port =
                port(policy, scripted(NO_RESPONSE, new NoResponse(new InterruptedException()), ACCEPTED), time);

        assertThat(Stream.generate(() -> port.send(MESSAGE)).limit(3).toList().get(2))
                .isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @EnumSource
    void the_circuit_breaker_opens_after_failures_in_a_row(Way way) {
        MessagingPort port = port(
                policy().withAttempts(1).withCircuitBreaker(3, Duration.ofDays(1)),
                scripted(
                        NO_RESPONSE,
                        UNAVAILABLE,
                        response(400, "{\"code\":\"WA400\"}"), // not a failure of the server
                        REFUSED,
                        NO_RESPONSE,
                        response(429, ""),
                        ACCEPTED),
                time);
        for (int i = 0; i < 6; i++) {
            assertThat(way.take(port)).isNotEqualTo(new NotSent("not sent: the circuit breaker is open", null));
        }

        assertThat(way.take(port)).isEqualTo(new NotSent("not sent: the circuit breaker is open", null));
        assertThat(requests).hasSize(6);
    }

    @ParameterizedTest
    @EnumSource
    void a_trial_request_closes_the_circuit_breaker_or_opens_it_again(Way way) {
        // Short enough to have passed before the next send.
        SendPolicy policy = policy().withAttempts(1).withCircuitBreaker(2, Duration.ofNanos(1));
        MessagingPort port =
                port(policy, scripted(NO_RESPONSE, NO_RESPONSE, NO_RESPONSE, ACCEPTED, NO_RESPONSE, ACCEPTED), time);

        List<SendResult> results =
                Stream.generate(() -> way.take(port)).limit(6).toList();

        assertThat(results)
                .<Class<?>>extracting(SendResult::getClass)
                .containsExactly(
                        InDoubt.class, InDoubt.class, InDoubt.class, Accepted.class, InDoubt.class, Accepted.class);
    }

    @Test
    void other_requests_are_refused_during_a_trial_request() {
        List<CompletableFuture<Result>> pending = new ArrayList<>();
        HttpTransport transport = new HttpTransport() {
            @Override
            public Result post(Request request) {
                return NO_RESPONSE;
            }

            @Override
            public CompletableFuture<Result> postAsync(Request request) {
                pending.add(new CompletableFuture<>());
                return pending.get(pending.size() - 1);
            }
        };
        SendPolicy policy = policy().withAttempts(1).withCircuitBreaker(1, Duration.ofNanos(1));
        MessagingPort port = new KaleyraPort(transport, ACCOUNT, policy, time);
        assertThat(port.send(MESSAGE)).isInstanceOf(InDoubt.class);

        CompletableFuture<SendResult> trial = port.sendAsync(MESSAGE);
        assertThat(port.send(MESSAGE)).isEqualTo(new NotSent("not sent: the circuit breaker is open", null));
        pending.get(0).complete(ACCEPTED);

        assertThat(trial.join()).isInstanceOf(Accepted.class);
        assertThat(port.send(MESSAGE)).as("closed again").isInstanceOf(InDoubt.class);
    }

    @ParameterizedTest
    @EnumSource
    void an_exception_without_a_readable_message_is_the_cause_and_is_logged_by_class(Way way) {
        class Unreadable extends RuntimeException {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new AssertionError("Asecret3 919811111111");
            }
        }
        MessagingPort port = port(policy(), request -> {
            throw new Unreadable();
        });
        List<String> lines;
        try (LogLines log = new LogLines()) {
            assertThat(way.take(port))
                    .isInstanceOfSatisfying(
                            InDoubt.class, r -> assertThat(r.cause()).isInstanceOf(Unreadable.class));
            lines = log.soFar();
        }
        assertThat(lines.stream().filter(line -> line.startsWith("SEVERE")))
                .containsExactly("SEVERE an attempt failed unexpectedly and its message is in doubt: "
                        + Unreadable.class.getName());
        assertThat(lines).noneMatch(line -> line.contains("Asecret3") || line.contains("919811111111"));
    }

    @ParameterizedTest
    @EnumSource
    void a_failing_log_does_not_remove_the_cause(Way way) {
        IllegalStateException broken = new IllegalStateException("a bug");
        try (LogLines log = new LogLines()) {
            log.breakDown(new IllegalStateException("disk full"));

            assertThat(way.take(port(policy(), request -> {
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

    // Logging

    @ParameterizedTest
    @EnumSource
    void the_log_shows_each_attempt_but_no_key_number_or_caption(Way way) {
        String secrets = "Asecret3 919811111111 919800000000 a caption parcel.png order-17";
        ImageMessage message = MESSAGE.withCaption("a caption").withExtraInfo(ExtraInfo.ref("order-17"));
        Response verbose = response(
                429,
                "{\"code\":\"" + secrets + "\",\"message\":\"" + secrets + "\",\"error\":{\"x\":\"" + secrets + "\"}}");
        HttpTransport.NotSent failed = new HttpTransport.NotSent(new IOException(secrets));
        NoResponse noResponse = new NoResponse(new IOException(secrets));
        SendPolicy policy = policy().withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(1))
                .withCircuitBreaker(3, Duration.ofNanos(1));
        MessagingPort port = port(policy, verbose, failed, noResponse, ACCEPTED);
        List<String> lines;
        try (LogLines log = new LogLines()) {
            way.take(port, message);
            way.take(port, message);
            lines = log.soFar();
        }

        UnaryOperator<String> withoutJitter = line -> line.replaceFirst("retry in \\d+ ms", "retry in 1000 ms");
        assertThat(lines.stream().map(withoutJitter))
                .containsExactly(
                        "FINE attempt 1 of 3: rejected, RATE_LIMITED (HTTP 429); retry in 1000 ms",
                        "FINE attempt 2 of 3: not sent, IOException; retry in 1000 ms",
                        "INFO circuit breaker open for PT0.000000001S",
                        "FINE attempt 3 of 3: in doubt, IOException; no retry",
                        "INFO circuit breaker closed",
                        "FINE attempt 1 of 3: accepted; no retry");
    }

    @ParameterizedTest
    @EnumSource
    void a_failing_log_changes_no_result(Way way) {
        for (Throwable failure :
                List.of(new IllegalStateException("disk full"), new NoClassDefFoundError("a class of the log"))) {
            try (LogLines log = new LogLines()) {
                log.breakDown(failure);

                assertThat(way.take(port(policy(), UNAVAILABLE, ACCEPTED))).isInstanceOf(Accepted.class);
            }
        }
    }

    private static SendPolicy policy() {
        return SendPolicy.defaults();
    }

    private MessagingPort port(SendPolicy policy, Result... results) {
        return port(policy, scripted(results), time);
    }

    private MessagingPort port(SendPolicy policy, Function<Request, Result> results) {
        return port(policy, results, time);
    }

    private MessagingPort port(SendPolicy policy, Function<Request, Result> results, Time time) {
        return new KaleyraPort(asynchronous(results), ACCOUNT, policy, time);
    }

    private static Function<Request, Result> scripted(Result... results) {
        List<Result> remaining = new ArrayList<>(List.of(results));
        return request -> remaining.remove(0);
    }

    private HttpTransport asynchronous(Function<Request, Result> results) {
        return new HttpTransport() {
            @Override
            public Result post(Request request) {
                requests.add(request);
                return results.apply(request);
            }

            @Override
            public CompletableFuture<Result> postAsync(Request request) {
                return CompletableFuture.completedFuture(post(request));
            }
        };
    }

    private static Response response(int status, String body) {
        return new Response(status, Map.of(), body.getBytes(UTF_8));
    }

    private static Response retryAfter(String header) {
        return new Response(429, Map.of("retry-after", header), new byte[0]);
    }
}
