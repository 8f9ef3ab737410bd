// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.Execution;
import dev.failsafe.RateLimiter;
import dev.failsafe.RetryPolicy;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Retries attempts that are safe to retry, and enforces the limits of the policy, for synchronous and asynchronous sends. The only
 * class that uses Failsafe.
 *
 * <p>Failsafe decides whether to retry and the delay. The waiting is done here, because Failsafe's own waiting cannot be controlled by
 * a test or replaced by the server's {@code Retry-After}, and because its asynchronous executor costs as much as half a send.
 */
final class Resilience {

    private static final System.Logger LOG = System.getLogger("dev.pictogram.wire");

    private static final double JITTER = 0.25;

    /** The time after the timeout in which an asynchronous transport must complete; then the attempt is in doubt. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final String BROKEN =
            "no response: the attempt failed unexpectedly, and the message may have been sent";

    /** For an attempt that threw. Allocated in advance, since the cause may be a lack of memory. */
    private static final SendResult UNEXPECTED = new InDoubt(BROKEN, null);

    private final SendPolicy policy;
    private final Time time;
    private final RetryPolicy<SendResult> retryPolicy;
    private final List<Gate> gates;

    Resilience(SendPolicy policy, Time time) {
        this.policy = policy;
        this.time = time;
        this.retryPolicy = retryPolicy(policy);
        this.gates = gates(policy);
    }

    private static RetryPolicy<SendResult> retryPolicy(SendPolicy policy) {
        SendPolicy.Backoff backoff = policy.backoff();
        var builder = RetryPolicy.<SendResult>builder()
                .handleResultIf(Resilience::isRetried)
                .withMaxAttempts(policy.attempts())
                .withJitter(JITTER);
        return backoff.first().equals(backoff.longest())
                ? builder.withDelay(backoff.first()).build()
                : builder.withBackoff(backoff.first(), backoff.longest()).build();
    }

    /** A failed TLS handshake is not retried, since it would fail again with the same certificate. */
    private static boolean isRetried(SendResult result) {
        return result.safeToRetry() && !(result instanceof NotSent notSent && isAboutTls(notSent.cause()));
    }

    private static boolean isAboutTls(@Nullable Throwable thrown) {
        return Causes.of(thrown).anyMatch(SSLException.class::isInstance);
    }

    /**
     * Sends with retries. An interrupt ends the wait for a retry and returns the last result.
     *
     * @param attempt sends once, within the policy's timeout
     */
    SendResult send(Supplier<SendResult> attempt) {
        Progress progress = new Progress();
        while (true) {
            SendResult result = refusal().orElseGet(() -> attempted(attempt));
            Optional<Duration> wait = progress.waitAfter(result);
            if (wait.isEmpty() || !slept(wait.get()) || !progress.leavesTimeAfter(Duration.ZERO)) {
                return result;
            }
        }
    }

    private SendResult attempted(Supplier<SendResult> attempt) {
        SendResult result = UNEXPECTED;
        try {
            result = attempt.get();
        } catch (Throwable broken) {
            result = broken(broken);
        }
        try {
            release(result);
        } catch (Throwable notReleased) {
            // The result matters more than the limits.
        }
        return result;
    }

    private boolean slept(Duration wait) {
        try {
            // Throws immediately if the interrupt flag is set, like Thread.sleep.
            time.sleep(wait);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Sends with retries. Holds no thread while it waits. If this throws, nothing was sent.
     *
     * @param attempt sends once, within the policy's timeout
     * @param isCancelled returns whether the caller has cancelled; then there is no further attempt
     * @param whenSent gets the result, once
     */
    void sendAsync(
            Supplier<CompletableFuture<SendResult>> attempt,
            BooleanSupplier isCancelled,
            Consumer<SendResult> whenSent) {
        Sending sending = new Sending(attempt, isCancelled);
        // Before the request is sent: for lack of memory this may throw, and a caller may then send the message again.
        sending.sent.thenAccept(whenSent);
        sending.attempt();
    }

    /** An asynchronous send with all its attempts. */
    private final class Sending {

        private final CompletableFuture<SendResult> sent = new CompletableFuture<>();
        private final Progress progress = new Progress();
        private final Supplier<CompletableFuture<SendResult>> attempt;
        private final BooleanSupplier isCancelled;

        Sending(Supplier<CompletableFuture<SendResult>> attempt, BooleanSupplier isCancelled) {
            this.attempt = attempt;
            this.isCancelled = isCancelled;
        }

        void attempt() {
            // Before the request is sent, so that a lack of memory here leaves no message in doubt.
            CompletableFuture<SendResult> ended = new CompletableFuture<>();
            ended.thenAccept(result -> {
                try {
                    release(result);
                } catch (Throwable notReleased) {
                    // The result matters more than the limits.
                }
                settle(result);
            });
            refusal().ifPresentOrElse(this::settle, () -> start(ended));
        }

        /** Starts an attempt that ends even if the transport never completes. Does not throw: the request may have been sent. */
        private void start(CompletableFuture<SendResult> ended) {
            try {
                attempt.get()
                        .whenComplete((result, thrown) -> ended.complete(thrown == null ? result : broken(thrown)));
            } catch (Throwable broken) {
                try {
                    ended.complete(broken(broken));
                } catch (Throwable noMemory) {
                    // A stage failed, and its future had no memory to keep that. The stages have run.
                }
            }
            if (!ended.isDone()) {
                try {
                    Future<?> limit = time.timeout(policy.timeout().plus(GRACE), () -> ended.complete(unended()));
                    ended.whenComplete((result, none) -> limit.cancel(false));
                } catch (Throwable noTimer) {
                    // Without a timer, only the transport ends the attempt, as HttpTransport requires.
                }
            }
        }

        private SendResult unended() {
            logError("the transport has not ended an attempt " + GRACE + " after its timeout");
            return new InDoubt(
                    "no response: the transport did not end the attempt within " + policy.timeout() + " plus " + GRACE,
                    null);
        }

        /** Completes the send with the result of an attempt, or schedules a retry. */
        private void settle(SendResult result) {
            Retry retry = null;
            try {
                Optional<Duration> wait = progress.waitAfter(result);
                if (wait.isPresent() && !isCancelled.getAsBoolean()) {
                    retry = new Retry(this, result);
                    time.after(wait.get(), retry);
                    return;
                }
            } catch (Throwable noWait) {
                // For example, no thread can be started. The attempt's result is the result of the send.
                if (retry != null && !retry.claim()) {
                    return; // It has started nevertheless.
                }
            }
            sent.complete(result);
        }

        private void retry(SendResult before) {
            try {
                if (isCancelled.getAsBoolean() || !progress.leavesTimeAfter(Duration.ZERO)) {
                    sent.complete(before);
                } else {
                    attempt();
                }
            } catch (Throwable notStarted) {
                sent.complete(before);
            }
        }
    }

    /** A scheduled retry. A timer may throw although it has queued the retry, which must not send later. */
    private record Retry(Sending sending, SendResult before, AtomicBoolean claimed) implements Runnable {

        Retry(Sending sending, SendResult before) {
            this(sending, before, new AtomicBoolean());
        }

        boolean claim() {
            return claimed.compareAndSet(false, true);
        }

        @Override
        public void run() {
            if (claim()) {
                sending.retry(before);
            }
        }
    }

    /** {@return the result of an attempt that threw: the request may have been sent} */
    private static SendResult broken(Throwable thrown) {
        SendResult result = UNEXPECTED;
        try {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            result = new InDoubt(BROKEN, cause);
            try {
                result = Verdict.noResponse(cause);
            } finally {
                // The class only: an exception's message may contain phone numbers or the URL. The result has the
                // cause.
                logError("an attempt failed unexpectedly and its message is in doubt: "
                        + cause.getClass().getName());
            }
        } catch (Throwable noMemoryOrNoWords) {
            // Keep the result that exists.
        }
        return result;
    }

    private static void logError(String line) {
        try {
            LOG.log(ERROR, line);
        } catch (Throwable logIsBroken) {
            // The result matters more than the log line.
        }
    }

    /** Passes all gates, or releases those already passed and returns the refusal. A request counted by the rate limit stays counted. */
    private Optional<SendResult> refusal() {
        for (int i = 0; i < gates.size(); i++) {
            Optional<String> why = gates.get(i).refusal();
            if (why.isPresent()) {
                SendResult refused = new NotSent("not sent: " + why.get(), null);
                gates.subList(0, i).forEach(gate -> gate.release(refused));
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    private void release(SendResult result) {
        gates.forEach(gate -> gate.release(result));
    }

    /** The attempts and the elapsed time of a send. */
    private final class Progress {

        private final long start = time.nanos();
        private @Nullable Execution<SendResult> execution; // null: no retry so far, as in nearly every send
        private int attempts;

        private Duration timeLeft() {
            return policy.totalTimeout().minusNanos(time.nanos() - start);
        }

        /** Returns whether an attempt after this wait has its full timeout. A shortened one would more often end in doubt. */
        boolean leavesTimeAfter(Duration wait) {
            return timeLeft().compareTo(wait.plus(policy.timeout())) >= 0;
        }

        /** {@return the delay before the next attempt; empty if there is none} Does not throw, which would lose the result. */
        Optional<Duration> waitAfter(SendResult result) {
            try {
                attempts++;
                Optional<Duration> wait = isRetried(result) ? safeWait(result) : Optional.empty();
                log(result, wait);
                return wait;
            } catch (Throwable noWait) {
                return Optional.empty();
            }
        }

        private void log(SendResult result, Optional<Duration> wait) {
            try {
                if (LOG.isLoggable(DEBUG)) {
                    LOG.log(
                            DEBUG,
                            "attempt " + attempts + " of " + policy.attempts() + ": " + kind(result) + "; "
                                    + next(wait));
                }
            } catch (Throwable logIsBroken) {
                // The result matters more than the log line.
            }
        }

        private Optional<Duration> safeWait(SendResult result) {
            if (execution == null) {
                execution = Execution.of(retryPolicy);
            }
            execution.recordResult(result);
            if (execution.isComplete()) {
                return Optional.empty();
            }
            Duration longest = policy.backoff().longest();
            Duration asked =
                    result instanceof Rejected rejected ? rejected.retryAfter().orElse(Duration.ZERO) : Duration.ZERO;
            Duration backoff = shorter(execution.getDelay(), longest);
            Duration wait = asked.compareTo(backoff) > 0 ? asked : backoff;
            return Optional.of(wait).filter(w -> w.compareTo(longest) <= 0 && leavesTimeAfter(w));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    // The log has no texts of responses or exceptions, since they may contain phone numbers.

    private static String kind(SendResult result) {
        return result.fold(
                accepted -> "accepted",
                rejected -> "rejected, " + rejected.reason() + " (HTTP " + rejected.status() + ")",
                notSent -> "not sent" + because(notSent.cause()),
                inDoubt -> "in doubt" + because(inDoubt.cause()));
    }

    private static String because(@Nullable Throwable cause) {
        return cause == null ? "" : ", " + cause.getClass().getSimpleName();
    }

    private static String next(Optional<Duration> wait) {
        return wait.map(time -> "retry in " + time.toMillis() + " ms").orElse("no retry");
    }

    /** A limit that a request must pass before it is sent. */
    private interface Gate {

        /** Returns empty if the request may be sent, otherwise the reason. */
        Optional<String> refusal();

        /** Releases the permit of a request that passed, with its result. */
        default void release(SendResult result) {}
    }

    /** {@return the gates of a policy; the circuit breaker last, because it must get the result of every request that it lets pass} */
    private static List<Gate> gates(SendPolicy policy) {
        List<Gate> gates = new ArrayList<>();
        if (policy.maxInFlight() > 0) {
            gates.add(new InFlight(Bulkhead.of(policy.maxInFlight())));
        }
        if (policy.rateLimit() > 0) {
            gates.add(new Rate(RateLimiter.<SendResult>burstyBuilder(policy.rateLimit(), Duration.ofSeconds(1))
                    .build()));
        }
        if (policy.breaker().failures() > 0) {
            gates.add(Breaker.of(policy.breaker()));
        }
        return List.copyOf(gates);
    }

    private record InFlight(Bulkhead<SendResult> bulkhead) implements Gate {
        @Override
        public Optional<String> refusal() {
            return bulkhead.tryAcquirePermit()
                    ? Optional.empty()
                    : Optional.of(
                            "limit of " + bulkhead.getConfig().getMaxConcurrency() + " requests in flight reached");
        }

        @Override
        public void release(SendResult result) {
            bulkhead.releasePermit();
        }
    }

    private record Rate(RateLimiter<SendResult> limiter) implements Gate {
        @Override
        public Optional<String> refusal() {
            return limiter.tryAcquirePermit()
                    ? Optional.empty()
                    : Optional.of(
                            "rate limit of " + limiter.getConfig().getMaxPermits() + " requests per second reached");
        }
    }

    private record Breaker(CircuitBreaker<SendResult> breaker) implements Gate {

        static Breaker of(SendPolicy.CircuitBreaker policy) {
            return new Breaker(CircuitBreaker.<SendResult>builder()
                    .handleResultIf(Breaker::isFailure)
                    .withFailureThreshold(policy.failures())
                    .withDelay(policy.openFor())
                    .withSuccessThreshold(1)
                    .onOpen(event -> LOG.log(INFO, "circuit breaker open for " + policy.openFor()))
                    .onClose(event -> LOG.log(INFO, "circuit breaker closed"))
                    .build());
        }

        /** A permanent rejection is no failure of the server: it is about the message or the account. */
        private static boolean isFailure(SendResult result) {
            return result.safeToRetry() || result instanceof InDoubt;
        }

        @Override
        public Optional<String> refusal() {
            return breaker.tryAcquirePermit() ? Optional.empty() : Optional.of("the circuit breaker is open");
        }

        @Override
        public void release(SendResult result) {
            // A cancelled or interrupted request says nothing about the server, but a half-open breaker needs the
            // result of
            // its trial request.
            if (!(isCancelledOrInterrupted(result) && breaker.isClosed())) {
                breaker.recordResult(result);
            }
        }

        private static boolean isCancelledOrInterrupted(SendResult result) {
            Throwable cause = result.<@Nullable Throwable>fold(
                    accepted -> null, rejected -> null, NotSent::cause, InDoubt::cause);
            return Causes.of(cause)
                    .anyMatch(thrown ->
                            thrown instanceof InterruptedException || thrown instanceof CancellationException);
        }
    }
}
