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
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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

    /** How much longer than its timeout an asynchronous attempt may take before it is given up. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final String BROKEN = "the attempt broke, and nobody knows whether the message was sent";

    /** For a broken attempt. Allocated in advance, since memory may be what the attempt lacked. */
    private static final SendResult UNTOLD = new InDoubt(BROKEN, null);

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
                .handleResultIf(Resilience::isRetried)
                .withMaxAttempts(policy.attempts())
                .withJitter(JITTER);
        return backoff.first().equals(backoff.longest())
                ? repetition.withDelay(backoff.first()).build()
                : repetition.withBackoff(backoff.first(), backoff.longest()).build();
    }

    /** A handshake that failed would fail again: the same certificate would come. All else that is safe is repeated. */
    private static boolean isRetried(SendResult result) {
        return result.safeToRetry() && !(result instanceof NotSent notSent && isAboutTls(notSent.cause()));
    }

    private static boolean isAboutTls(@Nullable Throwable thrown) {
        return Causes.of(thrown).anyMatch(SSLException.class::isInstance);
    }

    /**
     * Sends, and repeats where that is safe. An interrupt ends it with the result so far.
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
        SendResult result = UNTOLD;
        try {
            result = attempt.get();
        } catch (Throwable broken) {
            result = broken(broken);
        }
        return release(result);
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
     * @param attempt sends once, within the policy's timeout
     * @param isCancelled tells whether nobody waits for the result any more: then no further attempt is made
     */
    CompletableFuture<SendResult> sendAsync(
            Supplier<CompletableFuture<SendResult>> attempt, BooleanSupplier isCancelled) {
        Sending sending = new Sending(attempt, isCancelled);
        sending.attempt();
        return sending.sent;
    }

    /** One asynchronous send, through all its attempts. */
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
            // Before anything is sent, so that a lack of memory here leaves nothing unsettled.
            CompletableFuture<SendResult> ended = new CompletableFuture<>();
            ended.thenAccept(result -> {
                try {
                    release(result);
                } finally {
                    settle(result);
                }
            });
            refusal().ifPresentOrElse(this::settle, () -> start(ended));
        }

        /** Starts an attempt that ends, whatever the transport does. Throws nothing: the request may have left. */
        private void start(CompletableFuture<SendResult> ended) {
            try {
                attempt.get()
                        .whenComplete((result, thrown) -> ended.complete(thrown == null ? result : broken(thrown)));
            } catch (Throwable broken) {
                ended.complete(broken(broken));
            }
            if (!ended.isDone()) {
                try {
                    Future<?> limit = time.timeout(policy.timeout().plus(GRACE), () -> ended.complete(unended()));
                    ended.whenComplete((result, none) -> limit.cancel(false));
                } catch (Throwable noTimer) {
                    // Then it is up to the transport to end the attempt, as its law says.
                }
            }
        }

        private SendResult unended() {
            logError("the transport has not ended an attempt " + GRACE + " after its timeout");
            return new InDoubt(
                    "no answer was seen: the transport did not end the attempt within " + policy.timeout() + " and "
                            + GRACE + " more",
                    null);
        }

        /** Makes a result of an attempt the result of the send, or plans the next attempt. */
        private void settle(SendResult result) {
            try {
                Optional<Duration> wait = progress.waitAfter(result);
                if (wait.isEmpty() || isCancelled.getAsBoolean()) {
                    sent.complete(result);
                } else {
                    time.after(wait.get(), () -> retry(result));
                }
            } catch (Throwable noWait) {
                // No thread for it, say: the attempt's own result is the truth.
                sent.complete(result);
            }
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

    /** The result of an attempt that threw, which does not say whether the request left. */
    private static SendResult broken(Throwable thrown) {
        SendResult result = UNTOLD;
        try {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            result = new InDoubt(BROKEN, cause);
            result = Verdict.lost(cause);
        } catch (Throwable noMemoryOrNoWords) {
            // What there is of the result stands.
        }
        if (result instanceof InDoubt doubt && doubt.cause() != null) {
            // The class alone: an exception's message may have numbers or the URL in it. The result has the cause.
            logError("an attempt broke and its message is in doubt: "
                    + doubt.cause().getClass().getName());
        }
        return result;
    }

    private static void logError(String line) {
        try {
            LOG.log(ERROR, line);
        } catch (Throwable logIsBroken) {
            // What became of the message is worth more than a line about it.
        }
    }

    /** Passes every gate, or returns why not and releases those before again; only what a rate has counted stays counted. */
    private Optional<SendResult> refusal() {
        for (int i = 0; i < gates.size(); i++) {
            Optional<String> why = gates.get(i).refusal();
            if (why.isPresent()) {
                SendResult refused = new NotSent("refused here: " + why.get(), null);
                gates.subList(0, i).forEach(gate -> gate.release(refused));
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    private SendResult release(SendResult result) {
        gates.forEach(gate -> gate.release(result));
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

        /** {@return how long to wait for the next attempt; none if there is to be none} */
        Optional<Duration> waitAfter(SendResult result) {
            attempts++;
            Optional<Duration> wait = isRetried(result) ? safeWait(result) : Optional.empty();
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
        default void release(SendResult result) {}
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
        public void release(SendResult result) {
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
            return result.safeToRetry() || result instanceof InDoubt;
        }

        @Override
        public Optional<String> refusal() {
            return breaker.tryAcquirePermit() ? Optional.empty() : Optional.of("the circuit breaker is open");
        }

        @Override
        public void release(SendResult result) {
            // What the caller has ended says nothing about the server; but the one request that tries it has to be told
            // of.
            if (!(isEndedByItsCaller(result) && breaker.isClosed())) {
                breaker.recordResult(result);
            }
        }

        private static boolean isEndedByItsCaller(SendResult result) {
            Throwable cause = result.<@Nullable Throwable>fold(
                    accepted -> null, rejected -> null, NotSent::cause, InDoubt::cause);
            return Causes.of(cause)
                    .anyMatch(thrown ->
                            thrown instanceof InterruptedException || thrown instanceof CancellationException);
        }
    }
}
