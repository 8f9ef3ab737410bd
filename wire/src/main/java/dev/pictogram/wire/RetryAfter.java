// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.time.ZoneOffset.UTC;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.ResolverStyle;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code Retry-After}: seconds, or a date (RFC 9110, section 10.2.3) in one of HTTP's three formats (section 5.6.7). An
 * unreadable value is ignored.
 */
final class RetryAfter {

    /** The value for larger numbers of seconds, as in RFC 9111, section 1.2.2. */
    private static final Duration LONGEST = Duration.ofSeconds(1L << 31);

    private static final Pattern RFC_850 = Pattern.compile(
            "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, ([0-9]{2})-([A-Z][a-z]{2})-([0-9]{2}) ([0-9:]{8}) GMT");
    private static final Pattern ASCTIME =
            Pattern.compile("(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) [ ]?([0-9]{1,2}) ([0-9:]{8}) ([0-9]{4})");

    private RetryAfter() {}

    static Optional<Duration> of(Map<String, String> headers, InstantSource clock) {
        String value = headers.getOrDefault("retry-after", "").strip();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            // Ten digits are enough for the longest wait, and fit a long.
            boolean tooLarge = value.replaceFirst("^0+", "").length() > 10;
            return Optional.of(tooLarge ? LONGEST : atMost(Duration.ofSeconds(Long.parseLong(value))));
        }
        return instant(value, clock).map(until -> {
            // Relative to the server's clock if it sent a Date, so that a wrong clock on either side does not matter.
            Instant now = instant(headers.getOrDefault("date", ""), clock).orElseGet(clock::instant);
            return until.isBefore(now) ? Duration.ZERO : atMost(Duration.between(now, until));
        });
    }

    private static Duration atMost(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Optional<Instant> instant(String text, InstantSource clock) {
        try {
            String date = text.strip();
            Matcher rfc850 = RFC_850.matcher(date);
            if (rfc850.matches()) {
                return Optional.of(
                        ofTwoDigitYear(rfc850, clock.instant().atZone(UTC).plusYears(50)));
            }
            Matcher asctime = ASCTIME.matcher(date);
            return Optional.of(asctime.matches() ? parse(asctime.replaceFirst("$2 $1 $4 $3 GMT")) : parse(date));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    /** {@return the latest date with this two-digit year that is not after the given limit} */
    private static Instant ofTwoDigitYear(Matcher date, ZonedDateTime latest) {
        int year = latest.getYear() - Math.floorMod(latest.getYear() - Integer.parseInt(date.group(3)), 100);
        Instant instant = parse(date.replaceFirst("$1 $2 " + year + " $4 GMT"));
        return instant.isAfter(latest.toInstant())
                ? parse(date.replaceFirst("$1 $2 " + (year - 100) + " $4 GMT"))
                : instant;
    }

    /** Parses a date, with or without the day of the week. */
    private static Instant parse(String date) {
        return RFC_1123_DATE_TIME.withResolverStyle(ResolverStyle.STRICT).parse(date, Instant::from);
    }
}
