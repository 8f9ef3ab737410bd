// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import dev.pictogram.PhoneNumber;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The status of each sender, for meters and health, read at most once every 5 seconds: counting a long queue takes time.
 *
 * <p>A failure is kept as long, so that each gauge of a scrape does not wait for a database that is not there.
 */
final class Statuses {

    static final Duration MAX_AGE = Duration.ofSeconds(5);

    private final List<Outbox> outboxes;
    private final LongSupplier nanoTime;
    private @Nullable Reading last; // null: not read yet; guarded by this
    private long lastEnd; // guarded by this

    Statuses(List<Outbox> outboxes, LongSupplier nanoTime) {
        this.outboxes = outboxes;
        this.nanoTime = nanoTime;
    }

    /**
     * What was read.
     *
     * @param bySender the status of each sender, none if the database failed
     * @param failure null: it did not fail
     */
    record Reading(
            Map<PhoneNumber, OutboxStatus> bySender,
            @Nullable RuntimeException failure) {}

    /** Returns the senders, whether or not the database can be reached. */
    List<PhoneNumber> senders() {
        return outboxes.stream().map(Outbox::sender).toList();
    }

    synchronized Reading read() {
        Reading reading = last;
        if (reading == null || nanoTime.getAsLong() - lastEnd > MAX_AGE.toNanos()) {
            reading = query();
            last = reading;
            lastEnd = nanoTime.getAsLong();
        }
        return reading;
    }

    private Reading query() {
        try {
            Map<PhoneNumber, OutboxStatus> statuses = new LinkedHashMap<>();
            outboxes.forEach(outbox -> statuses.put(outbox.sender(), outbox.status()));
            return new Reading(statuses, null);
        } catch (RuntimeException failure) {
            return new Reading(Map.of(), failure);
        }
    }

    /** Returns a status in words and numbers, for a person. */
    static Map<String, Object> details(OutboxStatus status) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("queued", status.queued());
        details.put("sending", status.sending());
        details.put("inDoubt", status.inDoubt());
        status.oldestDue().ifPresent(at -> details.put("oldestDue", at.toString()));
        status.pause().ifPresent(pause -> {
            Map<String, Object> paused = new LinkedHashMap<>();
            paused.put("reason", pause.reason());
            paused.put("why", pause.why());
            paused.put("since", pause.since().toString());
            pause.resumeAt().ifPresent(at -> paused.put("resumeAt", at.toString()));
            details.put("paused", paused);
        });
        return details;
    }

    /** Returns {@link #details} of each sender in a reading, by its digits. */
    static Map<String, Object> details(Reading reading) {
        Map<String, Object> details = new LinkedHashMap<>();
        reading.bySender().forEach((sender, status) -> details.put(sender.digits(), details(status)));
        return details;
    }
}
