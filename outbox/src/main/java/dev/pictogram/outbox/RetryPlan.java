// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Reason;
import java.time.Duration;
import java.util.Set;

/** Decides what a result means for the next attempt. */
final class RetryPlan {

    // By name, so that a reason that core gains later need not exist here.
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

    /** Returns whether it is a refusal that would hit every message of the sender. */
    static boolean isForAll(SendResult result) {
        return result instanceof SendResult.Rejected rejected
                && HITS_EVERY_MESSAGE.contains(rejected.reason().name());
    }

    /** Returns whether the trouble is of the way to Kaleyra or of the rate, so that the next message would meet it, too. */
    static boolean isOfTheWay(SendResult result) {
        return result instanceof SendResult.NotSent
                || result instanceof SendResult.Rejected rejected
                        && (rejected.reason() == Reason.RATE_LIMITED || rejected.reason() == Reason.UNAVAILABLE);
    }

    /** Returns how long a message waits after so many attempts: at least as long as the server asked for. */
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
