// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The timeouts, retries and limits of a port. Start with {@link #defaults()} and change settings with the {@code with...}
 * methods; each returns a copy.
 *
 * <p>Only results that are {@linkplain SendResult#safeToRetry() safe to retry} are retried, except failed TLS handshakes,
 * which would fail again. A message in doubt is never retried. The rules are the same for {@code send} and
 * {@code sendAsync}. {@code sendAsync} holds no thread between attempts, and completing or cancelling its future ends the
 * retries.
 *
 * <p>The limits apply to one port and count requests, so each retry counts. A request that a limit refuses is
 * {@link SendResult.NotSent} at once, without waiting, and is retried like any other.
 *
 * <p>Immutable and thread-safe.
 */
public final class SendPolicy {

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int SMALLEST_RESPONSE_LIMIT = 1024;
    private static final SendPolicy DEFAULTS = new SendPolicy(new Settings());

    private final Duration connectTimeout;
    private final Duration idleTimeout;
    private final Duration timeout;
    private final int responseLimit;
    private final int attempts;
    private final Backoff backoff;
    private final Duration totalTimeout;
    private final int rateLimit;
    private final int maxInFlight;
    private final CircuitBreaker breaker;

    private SendPolicy(Settings settings) {
        connectTimeout = requireTime("connectTimeout", settings.connectTimeout);
        idleTimeout = requireTime("idleTimeout", settings.idleTimeout);
        timeout = requireTime("timeout", settings.timeout);
        responseLimit = requireAtLeast("responseLimit", SMALLEST_RESPONSE_LIMIT, settings.responseLimit);
        attempts = requireAtLeast("attempts", 1, settings.attempts);
        backoff = settings.backoff;
        totalTimeout = requireTime("totalTimeout", settings.totalTimeout);
        rateLimit = requireAtLeast("rateLimit", 0, settings.rateLimit);
        maxInFlight = requireAtLeast("maxInFlight", 0, settings.maxInFlight);
        breaker = settings.breaker;
        requireTimeForAttempts();
    }

    /** The settings while a policy is made, with their defaults. */
    private static final class Settings {
        Duration connectTimeout = Duration.ofSeconds(5);
        Duration idleTimeout = Duration.ofSeconds(30);
        Duration timeout = Duration.ofSeconds(30);
        int responseLimit = 64 * 1024;
        int attempts = 3;
        Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
        Duration totalTimeout = Duration.ofMinutes(2);
        int rateLimit;
        int maxInFlight;
        CircuitBreaker breaker = new CircuitBreaker(0, Duration.ofSeconds(30));
    }

    private SendPolicy with(Consumer<Settings> change) {
        Settings settings = new Settings();
        settings.connectTimeout = connectTimeout;
        settings.idleTimeout = idleTimeout;
        settings.timeout = timeout;
        settings.responseLimit = responseLimit;
        settings.attempts = attempts;
        settings.backoff = backoff;
        settings.totalTimeout = totalTimeout;
        settings.rateLimit = rateLimit;
        settings.maxInFlight = maxInFlight;
        settings.breaker = breaker;
        change.accept(settings);
        return new SendPolicy(settings);
    }

    private void requireTimeForAttempts() {
        if (timeout.compareTo(totalTimeout) > 0) {
            throw new IllegalArgumentException("timeout: must not be longer than totalTimeout, " + totalTimeout
                    + ", but it is " + timeout + ": lower timeout first, or raise totalTimeout first");
        }
        if (attempts > 1 && timeout.plus(backoff.first()).compareTo(totalTimeout) > 0) {
            throw new IllegalArgumentException("attempts: must be 1 where totalTimeout, " + totalTimeout
                    + ", has no time for a second attempt, which needs backoff.first, " + backoff.first()
                    + ", and timeout, " + timeout + ", but it is " + attempts
                    + ": set attempts to 1 first, lower timeout or backoff.first first, or raise totalTimeout first");
        }
    }

    private static Duration requireTime(String field, Duration time) {
        requireNonNull(time, field);
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    field + ": must be longer than nothing and at most a day, but it is " + time);
        }
        return time;
    }

    private static int requireAtLeast(String field, int least, int number) {
        if (number < least) {
            throw new IllegalArgumentException(field + ": must be at least " + least + ", but it is " + number);
        }
        return number;
    }

    /**
     * {@return the default policy: 5 s to connect, 30 s for an attempt, 3 attempts with 500 ms or more between them, 2 min
     * for all of them, connections kept for 30 s, 64 KiB of a response, and no other limit}
     */
    public static SendPolicy defaults() {
        return DEFAULTS;
    }

    /** {@return the time limit for opening a connection, its TLS handshake included; by default 5 s} */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /**
     * Returns how long an unused connection is kept for the next request; by default 30 s.
     *
     * <p>A NAT or load balancer may forget an idle connection without closing it, and a request on it would be in doubt. The
     * library's transport counts from the first response on a new set of connections, so a busy set is replaced after this
     * time, too. A client that the application supplies keeps its connections as it is configured.
     *
     * @return longer than nothing and at most a day
     */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** {@return the time limit for one attempt, to the last byte of the response; by default 30 s} */
    public Duration timeout() {
        return timeout;
    }

    /** {@return how many bytes of a response's body are read at most; by default 64 KiB. Kaleyra's have about 200} */
    public int responseLimit() {
        return responseLimit;
    }

    /** {@return the number of attempts at most, the first included; by default 3} */
    public int attempts() {
        return attempts;
    }

    /** {@return the waits between attempts; by default 500 ms, doubling to 10 s} */
    public Backoff backoff() {
        return backoff;
    }

    /**
     * Returns the time limit for all attempts and the waits between them; by default 2 min.
     *
     * <p>A further attempt is made only if there is time for a whole one, since one that is cut short is likely to be in
     * doubt.
     *
     * @return at least {@link #timeout()}; with more than one attempt at least {@code timeout} plus the first wait
     */
    public Duration totalTimeout() {
        return totalTimeout;
    }

    /**
     * Returns how many requests may be sent in each second; 0, the default, means no limit.
     *
     * <p>The seconds are counted from when the port was made. Around the turn of two seconds up to twice as many requests can
     * follow each other.
     *
     * @return at least 0
     */
    public int rateLimit() {
        return rateLimit;
    }

    /** {@return how many requests may be in flight at a time; 0, the default, means no limit} */
    public int maxInFlight() {
        return maxInFlight;
    }

    /** {@return the circuit breaker; by default it never opens} */
    public CircuitBreaker breaker() {
        return breaker;
    }

    /**
     * Returns a copy with this connect timeout.
     *
     * @param connectTimeout the time limit for opening a connection, its TLS handshake included
     * @return a copy
     * @throws IllegalArgumentException if it is not positive or longer than a day
     */
    public SendPolicy withConnectTimeout(Duration connectTimeout) {
        return with(settings -> settings.connectTimeout = connectTimeout);
    }

    /**
     * Returns a copy with this idle timeout.
     *
     * @param idleTimeout how long an unused connection is kept
     * @return a copy
     * @throws IllegalArgumentException if it is not positive or longer than a day
     */
    public SendPolicy withIdleTimeout(Duration idleTimeout) {
        return with(settings -> settings.idleTimeout = idleTimeout);
    }

    /**
     * Returns a copy with this timeout. To raise it above the total timeout, raise that first.
     *
     * @param timeout the time limit for one attempt, from the first byte sent to the last byte of the response
     * @return a copy
     * @throws IllegalArgumentException if it is not positive or longer than a day, or does not fit into the total timeout
     */
    public SendPolicy withTimeout(Duration timeout) {
        return with(settings -> settings.timeout = timeout);
    }

    /**
     * Returns a copy with this response limit.
     *
     * @param responseLimit how many bytes of a response's body are read at most
     * @return a copy
     * @throws IllegalArgumentException if it is below 1024
     */
    public SendPolicy withResponseLimit(int responseLimit) {
        return with(settings -> settings.responseLimit = responseLimit);
    }

    /**
     * Returns a copy with this number of attempts.
     *
     * @param attempts the number of attempts at most, the first included; 1 means no retries
     * @return a copy
     * @throws IllegalArgumentException if it is below 1, or above 1 without time for a second attempt
     */
    public SendPolicy withAttempts(int attempts) {
        return with(settings -> settings.attempts = attempts);
    }

    /**
     * Returns a copy with these waits between attempts.
     *
     * @param first the wait after the first attempt; each further one is twice as long
     * @param longest the longest wait, which also limits what a server asks for
     * @return a copy
     * @throws IllegalArgumentException if a time is not positive or longer than a day, the first is longer than the
     *     longest, or there is no time for a second attempt
     */
    public SendPolicy withBackoff(Duration first, Duration longest) {
        return with(settings -> settings.backoff = new Backoff(first, longest));
    }

    /**
     * Returns a copy with this total timeout. To lower it below the timeout, lower that first.
     *
     * @param totalTimeout the time limit for all attempts and the waits between them
     * @return a copy
     * @throws IllegalArgumentException if it is not positive or longer than a day, or too short for the attempts
     */
    public SendPolicy withTotalTimeout(Duration totalTimeout) {
        return with(settings -> settings.totalTimeout = totalTimeout);
    }

    /**
     * Returns a copy with this rate limit.
     *
     * @param perSecond how many requests may be sent in each second; 0 means no limit
     * @return a copy
     * @throws IllegalArgumentException if it is negative
     */
    public SendPolicy withRateLimit(int perSecond) {
        return with(settings -> settings.rateLimit = perSecond);
    }

    /**
     * Returns a copy with this limit for requests in flight.
     *
     * @param maxInFlight how many requests may be in flight at a time; 0 means no limit
     * @return a copy
     * @throws IllegalArgumentException if it is negative
     */
    public SendPolicy withMaxInFlight(int maxInFlight) {
        return with(settings -> settings.maxInFlight = maxInFlight);
    }

    /**
     * Returns a copy with this circuit breaker.
     *
     * @param failures how many failures in a row open it; 0 means never
     * @param openFor how long it stays open
     * @return a copy
     * @throws IllegalArgumentException if the number is negative, or the time is not positive or longer than a day
     */
    public SendPolicy withCircuitBreaker(int failures, Duration openFor) {
        return with(settings -> settings.breaker = new CircuitBreaker(failures, openFor));
    }

    private List<Object> settings() {
        return List.of(
                connectTimeout,
                idleTimeout,
                timeout,
                responseLimit,
                attempts,
                backoff,
                totalTimeout,
                rateLimit,
                maxInFlight,
                breaker);
    }

    /** {@return whether the other is a policy with the same settings} */
    @Override
    public boolean equals(Object other) {
        return other instanceof SendPolicy policy && settings().equals(policy.settings());
    }

    @Override
    public int hashCode() {
        return settings().hashCode();
    }

    /** {@return all settings with their names} */
    @Override
    public String toString() {
        return "SendPolicy[connectTimeout=" + connectTimeout
                + ", idleTimeout=" + idleTimeout
                + ", timeout=" + timeout
                + ", responseLimit=" + responseLimit
                + ", attempts=" + attempts
                + ", backoff=" + backoff
                + ", totalTimeout=" + totalTimeout
                + ", rateLimit=" + rateLimit
                + ", maxInFlight=" + maxInFlight
                + ", breaker=" + breaker + "]";
    }

    /**
     * The waits between attempts.
     *
     * <p>Each wait is twice the one before, with a jitter of up to a quarter, so that many senders do not come back at once.
     * If the server asks for a longer wait with {@code Retry-After}, that is obeyed up to {@link #longest()}. If it asks for
     * more, the result is returned at once, with that wait in it.
     */
    public static final class Backoff {

        private final Duration first;
        private final Duration longest;

        private Backoff(Duration first, Duration longest) {
            this.first = requireTime("backoff.first", first);
            this.longest = requireTime("backoff.longest", longest);
            if (first.compareTo(longest) > 0) {
                throw new IllegalArgumentException(
                        "backoff.first: must not be longer than backoff.longest, " + longest + ", but it is " + first);
            }
        }

        /** {@return the wait after the first attempt} */
        public Duration first() {
            return first;
        }

        /** {@return the longest wait} */
        public Duration longest() {
            return longest;
        }

        /** {@return whether the other has the same waits} */
        @Override
        public boolean equals(Object other) {
            return other instanceof Backoff backoff && first.equals(backoff.first) && longest.equals(backoff.longest);
        }

        @Override
        public int hashCode() {
            return 31 * first.hashCode() + longest.hashCode();
        }

        /** {@return both waits} */
        @Override
        public String toString() {
            return "Backoff[first=" + first + ", longest=" + longest + "]";
        }
    }

    /**
     * When to stop sending for a while: more requests do not help a server that is down.
     *
     * <p>Failures are results in doubt, not sent, or rejected for a reason that passes. Interrupts, cancellations and
     * requests that this port's limits refuse are not failures. While the breaker is open, nothing is sent. Then one request
     * is let through: its result, or that of an earlier request that ends only now, closes the breaker or opens it again.
     */
    public static final class CircuitBreaker {

        private final int failures;
        private final Duration openFor;

        private CircuitBreaker(int failures, Duration openFor) {
            this.failures = requireAtLeast("breaker.failures", 0, failures);
            this.openFor = requireTime("breaker.openFor", openFor);
        }

        /** {@return how many failures in a row open it; 0 means never} */
        public int failures() {
            return failures;
        }

        /** {@return how long it stays open} */
        public Duration openFor() {
            return openFor;
        }

        /** {@return whether the other opens and closes at the same points} */
        @Override
        public boolean equals(Object other) {
            return other instanceof CircuitBreaker breaker
                    && failures == breaker.failures
                    && openFor.equals(breaker.openFor);
        }

        @Override
        public int hashCode() {
            return 31 * failures + openFor.hashCode();
        }

        /** {@return both settings} */
        @Override
        public String toString() {
            return "CircuitBreaker[failures=" + failures + ", openFor=" + openFor + "]";
        }
    }
}
