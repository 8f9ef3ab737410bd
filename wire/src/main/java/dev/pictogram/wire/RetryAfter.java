// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Reads how long a server asks to wait: seconds, or a date (RFC 9110, section 10.2.3). What it cannot read is no wish.
 */
final class RetryAfter {

    /** What RFC 9111, section 1.2.2, makes of a number of seconds that is too large to hold. */
    private static final Duration LONGEST = Duration.ofSeconds(1L << 31);

    private RetryAfter() {}

    static Optional<Duration> of(Map<String, String> headers, InstantSource clock) {
        String value = headers.getOrDefault("retry-after", "").strip();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            // Ten digits hold the longest and fit a long, however many came.
            boolean tooLarge = value.replaceFirst("^0+", "").length() > 10;
            return Optional.of(tooLarge ? LONGEST : atMost(Duration.ofSeconds(Long.parseLong(value))));
        }
        return instant(value).map(until -> {
            // Against the server's own clock where it tells, so that a wrong one on either side does not count.
            Instant now = instant(headers.getOrDefault("date", "")).orElseGet(clock::instant);
            return until.isBefore(now) ? Duration.ZERO : atMost(Duration.between(now, until));
        });
    }

    private static Duration atMost(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Optional<Instant> instant(String date) {
        try {
            return Optional.of(RFC_1123_DATE_TIME.parse(date.strip(), Instant::from));
        } catch (DateTimeException notThisForm) {
            return Optional.empty();
        }
    }
}
