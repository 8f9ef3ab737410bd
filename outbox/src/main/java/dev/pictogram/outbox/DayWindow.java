// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hours of each day in which a campaign may send.
 *
 * @param from the start, inclusive
 * @param to the end, exclusive; if it is before {@code from}, the window spans midnight
 * @param zone the time zone of both
 */
public record DayWindow(LocalTime from, LocalTime to, ZoneId zone) {

    /**
     * Creates a window.
     *
     * @param from the start, inclusive
     * @param to the end, exclusive
     * @param zone the time zone of both
     * @throws IllegalArgumentException if {@code from} and {@code to} are equal
     */
    public DayWindow {
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        requireNonNull(zone, "zone");
        if (from.equals(to)) {
            throw new IllegalArgumentException("window: from and to must differ, but both are " + from);
        }
    }

    /**
     * {@return whether a time is in the window}
     *
     * @param moment the time
     */
    public boolean contains(Instant moment) {
        LocalTime time = moment.atZone(zone).toLocalTime();
        boolean afterFrom = !time.isBefore(from);
        boolean beforeTo = time.isBefore(to);
        return from.isBefore(to) ? afterFrom && beforeTo : afterFrom || beforeTo;
    }

    static Optional<DayWindow> read(@Nullable String from, @Nullable String to, @Nullable String zone) {
        return from == null || to == null || zone == null
                ? Optional.empty()
                : Optional.of(new DayWindow(LocalTime.parse(from), LocalTime.parse(to), ZoneId.of(zone)));
    }
}
