// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How patient a send is, and what is repeated and held back: everything about it that can be tuned. Begin with
 * {@link #defaults()}.
 *
 * <p>Only what is {@linkplain SendResult#safeToRetry() safe to repeat} is repeated, and a failed TLS handshake is not,
 * which would fail again. What is in doubt never is. {@code send} and {@code sendAsync} do the same; while it waits,
 * {@code sendAsync} holds no thread, and a future that its user completes or cancels ends the repetition.
 *
 * <p>The limits count requests, for one port: each repetition is a request of its own. What they hold back is
 * {@link SendResult.NotSent} at once, without waiting, and is repeated as any other.
 *
 * @param connectTimeout how long to try for a connection, its TLS handshake included; 5 s by default
 * @param idleTimeout how long an unused connection may be kept for the next request; 30 s by default. A NAT or load
 *     balancer may forget an idle connection without closing it, and a request on it would be in doubt. The library's
 *     transport counts from the first response on a new set of connections, so a busy one is replaced after this time,
 *     too. A client that the application supplies keeps its connections as it was told
 * @param timeout how long one attempt may take as a whole, to the last byte of an answer that trickles in; 30 s by
 *     default
 * @param responseLimit how many bytes of an answer's body are read at most; 64 KiB by default, and an answer of Kaleyra's
 *     has some 200
 * @param attempts how often a message is tried at most, the first time included; 3 by default
 * @param backoff how long to wait between two attempts; 500 ms doubling to 10 s by default
 * @param totalTimeout the time limit for all attempts together, with the waits between them; 2 min by default. Another
 *     attempt is made only while there is time for a whole one, since one that is cut short is likely to be in doubt. Must
 *     not be shorter than {@code timeout}, and with more than one attempt must have time for {@code timeout} and the first
 *     wait. Each {@code with...} method checks this, so raise {@code totalTimeout} before {@code timeout} and lower it
 *     after
 * @param rateLimit how many requests may be sent in each second of a clock that starts with the port; 0, the default, for
 *     any number. Around the turn of two seconds up to twice as many can follow each other
 * @param maxInFlight how many requests may be under way at a time; 0, the default, for any number
 * @param breaker when to stop sending for a while; never by default
 */
public record SendPolicy(
        Duration connectTimeout,
        Duration idleTimeout,
        Duration timeout,
        int responseLimit,
        int attempts,
        Backoff backoff,
        Duration totalTimeout,
        int rateLimit,
        int maxInFlight,
        CircuitBreaker breaker) {

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int SMALLEST_ANSWER = 1024;

    private static final SendPolicy DEFAULTS = new SendPolicy(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            64 * 1024,
            3,
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10)),
            Duration.ofMinutes(2),
            0,
            0,
            new CircuitBreaker(0, Duration.ofSeconds(30)));

    /**
     * Accepts a policy.
     *
     * @param connectTimeout at most a day
     * @param idleTimeout at most a day
     * @param timeout at most a day
     * @param responseLimit at least 1024
     * @param attempts 1 for no repetition at all
     * @param backoff not null, with one attempt too
     * @param totalTimeout at most a day
     * @param rateLimit 0 for any number
     * @param maxInFlight 0 for any number
     * @param breaker with 0 failures for never
     * @throws IllegalArgumentException if a time is not positive or is longer than a day, a number is negative, there is
     *     not one attempt, the answer limit is below 1024, {@code timeout} is longer than {@code totalTimeout}, or
     *     {@code totalTimeout} has no time for a second attempt although {@code attempts} is above 1
     */
    public SendPolicy {
        requireTime("connectTimeout", connectTimeout);
        requireTime("idleTimeout", idleTimeout);
        requireTime("timeout", timeout);
        requireAtLeast("responseLimit", SMALLEST_ANSWER, responseLimit);
        requireAtLeast("attempts", 1, attempts);
        requireNonNull(backoff, "backoff");
        requireTime("totalTimeout", totalTimeout);
        requireAtLeast("rateLimit", 0, rateLimit);
        requireAtLeast("maxInFlight", 0, maxInFlight);
        requireNonNull(breaker, "breaker");
        requireTimeForAttempts(timeout, attempts, backoff, totalTimeout);
    }

    private static void requireTimeForAttempts(Duration timeout, int attempts, Backoff backoff, Duration totalTimeout) {
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

    /**
     * How long to wait between two attempts.
     *
     * <p>Each wait is twice the one before and has up to a quarter more or less, so that many senders do not come back
     * at once. Where the server asks for a longer one with {@code Retry-After}, that is obeyed if it is no longer than
     * {@code longest}; else the result is returned at once, with the wait in it.
     *
     * @param first the wait after the first attempt
     * @param longest the longest that any wait may be
     */
    public record Backoff(Duration first, Duration longest) {

        /**
         * Accepts the two ends.
         *
         * @param first no longer than {@code longest}
         * @param longest at most a day
         * @throws IllegalArgumentException if a time is not positive or is longer than a day, or the first is longer
         *     than the longest
         */
        public Backoff {
            requireTime("backoff.first", first);
            requireTime("backoff.longest", longest);
            if (first.compareTo(longest) > 0) {
                throw new IllegalArgumentException(
                        "backoff.first: must not be longer than backoff.longest, " + longest + ", but it is " + first);
            }
        }
    }

    /**
     * When to stop sending for a while: a server that is down is not helped by more requests.
     *
     * <p>What counts as a failure is what is in doubt, not sent, or refused for a reason that passes; an interrupt and what
     * the port's own limits hold back do not, for neither is the server's. Then nothing is sent while the circuit is open.
     * After that one request is let through; its outcome, or that of a request which was begun before and ends only now,
     * closes it or opens it again.
     *
     * @param failures how many failures in a row open it; 0 for never
     * @param openFor how long it stays open
     */
    public record CircuitBreaker(int failures, Duration openFor) {

        /**
         * Accepts the two parts.
         *
         * @param failures 0 for never
         * @param openFor at most a day, and not nothing even where it never opens
         * @throws IllegalArgumentException if the number is negative, or the time is not positive or longer than a day
         */
        public CircuitBreaker {
            requireAtLeast("breaker.failures", 0, failures);
            requireTime("breaker.openFor", openFor);
        }
    }

    private static void requireTime(String field, Duration time) {
        requireNonNull(time, field);
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    field + ": must be longer than nothing and at most a day, but it is " + time);
        }
    }

    private static void requireAtLeast(String field, int least, int number) {
        if (number < least) {
            throw new IllegalArgumentException(field + ": must be at least " + least + ", but it is " + number);
        }
    }

    /**
     * {@return the policy that suits most: 5 s for a connection, which is kept for 30 s, 30 s for an attempt, 3 attempts with 500 ms and more
     * between them, 2 min for all, 64 KiB of an answer, and no other limit}
     */
    public static SendPolicy defaults() {
        return DEFAULTS;
    }

    /**
     * {@return a copy with this time for a connection}
     *
     * @param connectTimeout how long to try for a connection, its TLS handshake included
     * @throws IllegalArgumentException if it is not positive or longer than a day
     */
    public SendPolicy withConnectTimeout(Duration connectTimeout) {
        return new SendPolicy(
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

    /**
     * {@return a copy that keeps unused connections for this time}
     *
     * @param idleTimeout how long an unused connection may be kept for the next request
     * @throws IllegalArgumentException if it is not positive or longer than a day
     */
    public SendPolicy withIdleTimeout(Duration idleTimeout) {
        return new SendPolicy(
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

    /**
     * {@return a copy with this time for one attempt as a whole}
     *
     * @param timeout from the first byte sent to the last byte of the answer
     * @throws IllegalArgumentException if it is not positive or longer than a day, or does not fit into the total timeout
     */
    public SendPolicy withTimeout(Duration timeout) {
        return new SendPolicy(
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

    /**
     * {@return a copy with this limit for an answer}
     *
     * @param responseLimit how many bytes of an answer's body are read at most
     * @throws IllegalArgumentException if it is below 1024
     */
    public SendPolicy withResponseLimit(int responseLimit) {
        return new SendPolicy(
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

    /**
     * {@return a copy with this number of attempts}
     *
     * @param attempts how often a message is tried at most; 1 for no repetition at all
     * @throws IllegalArgumentException if it is below 1, or above 1 without time for a second attempt
     */
    public SendPolicy withAttempts(int attempts) {
        return new SendPolicy(
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

    /**
     * {@return a copy with these waits between attempts}
     *
     * @param first the wait after the first attempt; each further one is twice as long
     * @param longest the longest that any wait may be, one that the server asks for included
     * @throws IllegalArgumentException if a time is not positive or longer than a day, or the first is longer than the
     *     longest
     */
    public SendPolicy withBackoff(Duration first, Duration longest) {
        Backoff backoff = new Backoff(first, longest);
        return new SendPolicy(
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

    /**
     * {@return a copy with this time for all attempts together}
     *
     * @param totalTimeout with the waits between them
     * @throws IllegalArgumentException if it is not positive or longer than a day, or too short for the attempts
     */
    public SendPolicy withTotalTimeout(Duration totalTimeout) {
        return new SendPolicy(
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

    /**
     * {@return a copy with this limit for each second}
     *
     * @param perSecond how many requests may be sent in each second; 0 for any number
     * @throws IllegalArgumentException if it is negative
     */
    public SendPolicy withRateLimit(int perSecond) {
        return new SendPolicy(
                connectTimeout,
                idleTimeout,
                timeout,
                responseLimit,
                attempts,
                backoff,
                totalTimeout,
                perSecond,
                maxInFlight,
                breaker);
    }

    /**
     * {@return a copy with this limit for requests under way}
     *
     * @param maxInFlight how many may be under way at a time; 0 for any number
     * @throws IllegalArgumentException if it is negative
     */
    public SendPolicy withMaxInFlight(int maxInFlight) {
        return new SendPolicy(
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

    /**
     * {@return a copy that stops sending for a while after failures}
     *
     * @param failures how many in a row; 0 for never
     * @param openFor for how long
     * @throws IllegalArgumentException if the number is negative, or the time is not positive or longer than a day
     */
    public SendPolicy withCircuitBreaker(int failures, Duration openFor) {
        CircuitBreaker breaker = new CircuitBreaker(failures, openFor);
        return new SendPolicy(
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
}
