// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import dev.pictogram.DeliveryStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The progress of a campaign at one time. Immutable.
 *
 * @param at the time
 * @param byState messages by state; every state is a key
 * @param byDelivery messages by the delivery status that describes them best; messages without a report are not counted
 * @param paused whether it is paused
 * @param cancelled whether it is cancelled
 */
public record CampaignProgress(
        Instant at,
        Map<OutboxState, Long> byState,
        Map<DeliveryStatus, Long> byDelivery,
        boolean paused,
        boolean cancelled) {

    /**
     * Copies the maps; missing states have 0 messages.
     *
     * @param at the time
     * @param byState messages by state
     * @param byDelivery messages by delivery status
     * @param paused whether it is paused
     * @param cancelled whether it is cancelled
     */
    public CampaignProgress {
        EnumMap<OutboxState, Long> all = new EnumMap<>(OutboxState.class);
        for (OutboxState state : OutboxState.values()) {
            all.put(state, byState.getOrDefault(state, 0L));
        }
        EnumMap<DeliveryStatus, Long> deliveries = new EnumMap<>(DeliveryStatus.class);
        deliveries.putAll(byDelivery);
        byState = Collections.unmodifiableMap(all);
        byDelivery = Collections.unmodifiableMap(deliveries);
    }

    /**
     * {@return the number of messages in a state}
     *
     * @param state the state
     */
    public long in(OutboxState state) {
        return byState.getOrDefault(state, 0L);
    }

    /** {@return the number of messages of the campaign} */
    public long total() {
        return byState.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@return the number of messages that are still to be sent} */
    public long left() {
        return in(OutboxState.QUEUED) + in(OutboxState.SENDING);
    }

    /**
     * {@return the rate of messages a second that left the queue since an earlier time; 0 if no time has passed}
     *
     * @param earlier the progress at that time
     */
    public double rate(CampaignProgress earlier) {
        double seconds = Duration.between(earlier.at, at).toMillis() / 1000.0;
        return seconds <= 0 ? 0 : Math.max(0, (total() - left()) - (earlier.total() - earlier.left())) / seconds;
    }

    /**
     * {@return the remaining time at the rate since an earlier time; empty if nothing was sent since}
     *
     * @param earlier the progress at that time
     */
    public Optional<Duration> timeLeft(CampaignProgress earlier) {
        double rate = rate(earlier);
        return rate == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(Math.round(left() / rate * 1000)));
    }

    /** {@return whether no message is left to be sent; messages may be in doubt} */
    public boolean isDone() {
        return left() == 0;
    }
}
