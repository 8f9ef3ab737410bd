// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Reason;
import java.time.Duration;
import java.util.Set;

/** Decides on retries and pauses by the result of an attempt. */
final class RetryPlan {

    // By name, so that reasons that core adds later need not exist here.
    private static final Set<String> HITS_EVERY_MESSAGE = Set.of(
            "INVALID_CREDENTIALS",
            "LOW_BALANCE",
            "SENDER_NOT_OWNED",
            "SENDER_NOT_ACTIVE",
            "ACCOUNT_NOT_ENABLED",
            "WRONG_API_VERSION",
            "DAILY_LIMIT_REACHED");

    private static final Duration LONGEST = Duration.ofMinutes(15);

    private RetryPlan() {}

    /** Returns whether it is a rejection that hits every message of the sender. */
    static boolean isForAll(SendResult result) {
        return result instanceof SendResult.Rejected rejected
                && HITS_EVERY_MESSAGE.contains(rejected.reason().name());
    }

    /** Returns whether the connection or the rate is the problem, so that the next message would fail, too. */
    static boolean isOfTheWay(SendResult result) {
        return result instanceof SendResult.NotSent
                || result instanceof SendResult.Rejected rejected
                        && (rejected.reason() == Reason.RATE_LIMITED || rejected.reason() == Reason.UNAVAILABLE);
    }

    /** Returns the back-off after a number of attempts, which is at least the {@code Retry-After} of the server. */
    static Duration wait(SendResult result, int attempts) {
        Duration own;
        if (result instanceof SendResult.Rejected rejected && rejected.reason() == Reason.TRY_LATER) {
            // The vendor's advice for WA500: 5, 10 and 15 minutes.
            own = Duration.ofMinutes(5L * Math.min(attempts, 3));
        } else {
            own = Duration.ofSeconds(1L << Math.min(attempts - 1, 10));
        }
        Duration asked = result instanceof SendResult.Rejected rejected
                ? rejected.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
        Duration wait = own.compareTo(LONGEST) > 0 ? LONGEST : own;
        return asked.compareTo(wait) > 0 ? asked : wait;
    }
}
