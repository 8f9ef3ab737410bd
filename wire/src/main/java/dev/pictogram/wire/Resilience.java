// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.Execution;
import dev.failsafe.RateLimiter;
import dev.failsafe.RetryPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Repeats what is known to be safe, and holds back what the policy does not let through: the same for both ways of
 * sending, and the only class that knows Failsafe.
 *
 * <p>Failsafe decides whether and after which time; the waiting is done here, because its own waiting can be neither
 * turned by a test nor left out for the server's {@code Retry-After}, and because its asynchronous form costs as much as
 * half a send.
 */
final class Resilience {

    private static final System.Logger LOG = System.getLogger("dev.pictogram.wire");

    private static final double JITTER = 0.25;
    private static final Duration NO_TIME = Duration.ofNanos(1); // an exchange's timeout is positive

    /** For an attempt that could not even tell. Made before, since it may be memory that it lacked. */
    private static final SendResult UNTOLD = new InDoubt("no answer was seen: the attempt broke", null);

    private final SendPolicy policy;
    private final Time time;
    private final RetryPolicy<SendResult> repetition;
    private final List<Gate> gates;

    Resilience(SendPolicy policy, Time time) {
        this.policy = policy;
        this.time = time;
        this.repetition = repetition(policy);
        this.gates = gates(policy);
    }

    private static RetryPolicy<SendResult> repetition(SendPolicy policy) {
        SendPolicy.Backoff backoff = policy.backoff();
        var repetition = RetryPolicy.<SendResult>builder()
                .handleResultIf(Resilience::isRepeated)
                .withMaxAttempts(policy.attempts())
                .withJitter(JITTER);
        return backoff.first().equals(backoff.longest())
                ? repetition.withDelay(backoff.first()).build()
                : repetition.withBackoff(backoff.first(), backoff.longest()).build();
    }

    /** A handshake that failed would fail again: the same certificate would come. All else that is safe is repeated. */
    private static boolean isRepeated(SendResult result) {
        return result.safeToRepeat() && !(result instanceof NotSent notSent && isAboutTls(notSent.cause()));
    }

    private static boolean isAboutTls(@Nullable Throwable thrown) {
        return Causes.of(thrown).anyMatch(SSLException.class::isInstance);
    }

    /**
     * Sends, and repeats where that is safe. An interrupt ends it with the result so far.
     *
     * @param attempt sends once, within the time given
     */
    SendResult send(Function<Duration, SendResult> attempt) {
        Progress progress = new Progress();
        while (true) {
            SendResult result = refusal().orElseGet(() -> attempted(attempt, progress));
            Optional<Duration> wait = progress.waitAfter(result);
            if (wait.isEmpty() || !slept(wait.get()) || !progress.leavesTimeAfter(Duration.ZERO)) {
                return result;
            }
        }
    }

    private SendResult attempted(Function<Duration, SendResult> attempt, Progress progress) {
        SendResult result = UNTOLD;
        try {
            result = attempt.apply(progress.timeForAttempt());
        } catch (Throwable broken) {
            // Untold is what it stays.
        }
        return left(result);
    }

    private boolean slept(Duration wait) {
        try {
            // With the flag set it throws at once, as Thread.sleep does.
            time.sleep(wait);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Sends, and repeats where that is safe, without holding a thread while it waits.
     *
     * @param attempt sends once, within the time given
     * @param isGivenUp tells whether nobody waits for the result any more: then nothing is repeated
     */
    CompletableFuture<SendResult> sendAsync(
            Function<Duration, CompletableFuture<SendResult>> attempt, BooleanSupplier isGivenUp) {
        CompletableFuture<SendResult> sent = new CompletableFuture<>();
        attemptAsync(attempt, isGivenUp, new Progress(), sent);
        return sent;
    }

    private void attemptAsync(
            Function<Duration, CompletableFuture<SendResult>> attempt,
            BooleanSupplier isGivenUp,
            Progress progress,
            CompletableFuture<SendResult> sent) {
        refusal()
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> attemptedAsync(attempt, progress))
                .thenAccept(result -> {
                    try {
                        Optional<Duration> wait = progress.waitAfter(result);
                        if (wait.isEmpty()) {
                            sent.complete(result);
                            return;
                        }
                        time.after(wait.get(), () -> {
                            if (isGivenUp.getAsBoolean() || !progress.leavesTimeAfter(Duration.ZERO)) {
                                sent.complete(result);
                            } else {
                                attemptAsync(attempt, isGivenUp, progress, sent);
                            }
                        });
                    } catch (Throwable noWait) {
                        // No thread for it, say: the attempt's own result is the truth.
                        sent.complete(result);
                    }
                });
    }

    private CompletableFuture<SendResult> attemptedAsync(
            Function<Duration, CompletableFuture<SendResult>> attempt, Progress progress) {
        CompletableFuture<SendResult> attempted;
        try {
            attempted = attempt.apply(progress.timeForAttempt());
        } catch (Throwable broken) {
            attempted = CompletableFuture.completedFuture(UNTOLD);
        }
        return attempted.handle((result, broken) -> left(broken == null ? result : UNTOLD));
    }

    /** Passes every gate, or returns why not and leaves those before again; only what a rate has counted stays counted. */
    private Optional<SendResult> refusal() {
        for (int i = 0; i < gates.size(); i++) {
            Optional<String> why = gates.get(i).refusal();
            if (why.isPresent()) {
                SendResult refused = new NotSent("refused here: " + why.get(), null);
                gates.subList(0, i).forEach(gate -> gate.left(refused));
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    private SendResult left(SendResult result) {
        gates.forEach(gate -> gate.left(result));
        return result;
    }

    /** How far a send has come. */
    private final class Progress {

        private final long start = time.nanos();
        private @Nullable Execution<SendResult> execution; // null: nothing to repeat so far, as with nearly every send
        private int attempts;

        private Duration timeLeft() {
            return policy.totalTimeout().minusNanos(time.nanos() - start);
        }

        /** Tells whether an attempt after this wait has its whole time: one that is cut short is one more in doubt. */
        boolean leavesTimeAfter(Duration wait) {
            return timeLeft().compareTo(wait.plus(policy.timeout())) >= 0;
        }

        /** {@return all there is if that is less than an attempt's own timeout, which only the first may meet} */
        Duration timeForAttempt() {
            Duration time = shorter(timeLeft(), policy.timeout());
            return time.isNegative() || time.isZero() ? NO_TIME : time;
        }

        /** {@return how long to wait for the next attempt; none if there is to be none} */
        Optional<Duration> waitAfter(SendResult result) {
            attempts++;
            Optional<Duration> wait = isRepeated(result) ? safeWait(result) : Optional.empty();
            log(result, wait);
            return wait;
        }

        private void log(SendResult result, Optional<Duration> wait) {
            try {
                if (LOG.isLoggable(DEBUG)) {
                    LOG.log(
                            DEBUG,
                            "attempt " + attempts + " of " + policy.attempts() + ": " + kind(result) + "; "
                                    + next(wait));
                }
            } catch (RuntimeException logIsBroken) {
                // What became of the message is worth more than a line about it.
            }
        }

        private Optional<Duration> safeWait(SendResult result) {
            if (execution == null) {
                execution = Execution.of(repetition);
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

    // The log names no more than this: what an answer or an exception says may have numbers in it.

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
        return wait.map(time -> "again in " + time.toMillis() + " ms").orElse("no more");
    }

    /** What a request has to pass before it is sent. */
    private interface Gate {

        /** Lets a request through and returns nothing, or returns why not. */
        Optional<String> refusal();

        /** Takes note of what became of a request that was let through. */
        default void left(SendResult result) {}
    }

    /** Those that the policy asks for. The circuit breaker comes last: what it lets through, it must hear of. */
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
                            bulkhead.getConfig().getMaxConcurrency() + " requests are in flight, as many as may be");
        }

        @Override
        public void left(SendResult result) {
            bulkhead.releasePermit();
        }
    }

    private record Rate(RateLimiter<SendResult> limiter) implements Gate {
        @Override
        public Optional<String> refusal() {
            return limiter.tryAcquirePermit()
                    ? Optional.empty()
                    : Optional.of(limiter.getConfig().getMaxPermits() + " requests in this second, as many as may be");
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

        /** Not a refusal for good: that is the message's or the account's fault, and the server is well. */
        private static boolean isFailure(SendResult result) {
            return result.safeToRepeat() || result instanceof InDoubt;
        }

        @Override
        public Optional<String> refusal() {
            return breaker.tryAcquirePermit() ? Optional.empty() : Optional.of("the circuit breaker is open");
        }

        @Override
        public void left(SendResult result) {
            // An interrupt says nothing about the server; but the one request that tries it has to be told of.
            if (!(isInterrupt(result) && breaker.isClosed())) {
                breaker.recordResult(result);
            }
        }

        private static boolean isInterrupt(SendResult result) {
            Throwable cause = result.<@Nullable Throwable>fold(
                    accepted -> null, rejected -> null, NotSent::cause, InDoubt::cause);
            return Causes.of(cause).anyMatch(InterruptedException.class::isInstance);
        }
    }
}
