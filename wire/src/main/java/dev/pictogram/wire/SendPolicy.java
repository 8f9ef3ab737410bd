package dev.pictogram.wire;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How patient a send is: everything about it that can be tuned.
 *
 * @param connectTimeout how long to try for a connection, its TLS handshake included; 5 s by default
 * @param timeout how long a send may take as a whole, to the last byte of an answer that trickles in; 30 s by default
 * @param answerLimit how many bytes of an answer's body are read at most; 64 KiB by default, and an answer of Kaleyra's
 *     has some 200
 */
public record SendPolicy(Duration connectTimeout, Duration timeout, int answerLimit) {

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int SMALLEST_ANSWER = 1024;

    private static final SendPolicy DEFAULTS = new SendPolicy(Duration.ofSeconds(5), Duration.ofSeconds(30), 64 * 1024);

    /**
     * Accepts a policy.
     *
     * @throws IllegalArgumentException if a time is not positive or is longer than a day, or the limit is below 1024
     */
    public SendPolicy {
        requireTime("connectTimeout", connectTimeout);
        requireTime("timeout", timeout);
        if (answerLimit < SMALLEST_ANSWER) {
            throw new IllegalArgumentException(
                    "answerLimit: must be at least " + SMALLEST_ANSWER + " bytes, but it is " + answerLimit);
        }
    }

    private static void requireTime(String field, Duration time) {
        requireNonNull(time, field);
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    field + ": must be longer than nothing and at most a day, but it is " + time);
        }
    }

    /** Returns the policy that suits most: 5 s for a connection, 30 s for all, 64 KiB of an answer. */
    public static SendPolicy defaults() {
        return DEFAULTS;
    }

    /**
     * Returns a copy with this time for a connection.
     *
     * @param connectTimeout how long to try for a connection, its TLS handshake included
     * @throws IllegalArgumentException if it is not positive or longer than a day
     */
    public SendPolicy withConnectTimeout(Duration connectTimeout) {
        return new SendPolicy(connectTimeout, timeout, answerLimit);
    }

    /**
     * Returns a copy with this time for a send as a whole.
     *
     * @param timeout from the first byte sent to the last byte of the answer
     * @throws IllegalArgumentException if it is not positive or longer than a day
     */
    public SendPolicy withTimeout(Duration timeout) {
        return new SendPolicy(connectTimeout, timeout, answerLimit);
    }

    /**
     * Returns a copy with this limit for an answer.
     *
     * @param answerLimit how many bytes of an answer's body are read at most
     * @throws IllegalArgumentException if it is below 1024
     */
    public SendPolicy withAnswerLimit(int answerLimit) {
        return new SendPolicy(connectTimeout, timeout, answerLimit);
    }
}
