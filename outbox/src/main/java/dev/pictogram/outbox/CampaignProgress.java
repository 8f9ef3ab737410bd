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
 * The numbers of a campaign's messages at one moment. Immutable.
 *
 * @param at the moment
 * @param byState messages by state; every state is a key
 * @param byDelivery messages by the delivery status that describes them best; those without a report have no part in it
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
     * Copies the maps; a state that is missing has 0 messages.
     *
     * @param at the moment
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
     * {@return how many messages are in a state}
     *
     * @param state the state
     */
    public long in(OutboxState state) {
        return byState.getOrDefault(state, 0L);
    }

    /** {@return how many messages the campaign has} */
    public long total() {
        return byState.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@return how many messages are still to be sent} */
    public long left() {
        return in(OutboxState.QUEUED) + in(OutboxState.SENDING);
    }

    /**
     * {@return how many messages a second have left the queue since an earlier moment, 0 if no time has passed}
     *
     * @param earlier the progress at that moment
     */
    public double rate(CampaignProgress earlier) {
        double seconds = Duration.between(earlier.at, at).toMillis() / 1000.0;
        return seconds <= 0 ? 0 : Math.max(0, (total() - left()) - (earlier.total() - earlier.left())) / seconds;
    }

    /**
     * {@return how long the rest takes at the rate since an earlier moment; empty if nothing was sent since}
     *
     * @param earlier the progress at that moment
     */
    public Optional<Duration> timeLeft(CampaignProgress earlier) {
        double rate = rate(earlier);
        return rate == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(Math.round(left() / rate * 1000)));
    }

    /** {@return whether nothing is left to be sent; messages may be in doubt} */
    public boolean isDone() {
        return left() == 0;
    }
}
