// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import dev.pictogram.DeliveryState;
import dev.pictogram.ImageMessage;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendResult;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A snapshot of a message in the outbox. Immutable. */
public final class OutboxEntry {

    private final long id;
    private final String key;
    private final PhoneNumber sender;
    private final String campaign;
    private final ImageMessage message;
    private final OutboxState state;
    private final int attempts;
    private final Instant notBefore;
    private final @Nullable Instant claimedAt; // null: never
    private final Outcome outcome;
    private final DeliveryState delivery;
    private final Instant createdAt;
    private final Instant updatedAt;

    OutboxEntry(
            long id,
            String key,
            PhoneNumber sender,
            String campaign,
            ImageMessage message,
            OutboxState state,
            int attempts,
            Instant notBefore,
            @Nullable Instant claimedAt,
            Outcome outcome,
            DeliveryState delivery,
            Instant createdAt,
            Instant updatedAt) {
        this.id = id;
        this.key = key;
        this.sender = sender;
        this.campaign = campaign;
        this.message = message;
        this.state = state;
        this.attempts = attempts;
        this.notBefore = notBefore;
        this.claimedAt = claimedAt;
        this.outcome = outcome;
        this.delivery = delivery;
        this.createdAt = createdAt;
        this.updatedAt = updatedAt;
    }

    long id() {
        return id;
    }

    /** {@return the unique key} */
    public String key() {
        return key;
    }

    /** {@return the sender's number} */
    public PhoneNumber sender() {
        return sender;
    }

    /** {@return the name of its campaign, if it belongs to one} */
    public Optional<String> campaign() {
        return campaign.isEmpty() ? Optional.empty() : Optional.of(campaign);
    }

    /** {@return the message to send, with the key as one of its references} */
    public ImageMessage message() {
        return message;
    }

    /** {@return its state} */
    public OutboxState state() {
        return state;
    }

    /** {@return the number of attempts: how often it was claimed for sending} */
    public int attempts() {
        return attempts;
    }

    /** {@return the earliest time of the next attempt, while it is queued} */
    public Instant notBefore() {
        return notBefore;
    }

    /** {@return the time of its last claim} */
    public Optional<Instant> claimedAt() {
        return Optional.ofNullable(claimedAt);
    }

    /**
     * {@return the result, once there is one}
     *
     * <p>Absent while the message is queued or being sent. The {@code cause} and {@code retryAfter} of the original result are not
     * stored. A cancelled message is {@link SendResult.NotSent}.
     */
    public Optional<SendResult> result() {
        return outcome.result(state);
    }

    /** {@return a text that explains its state, or why the last attempt failed if it is queued again} */
    public Optional<String> why() {
        return Optional.ofNullable(outcome.why());
    }

    /** {@return the reason of the last rejection, or {@code NOT_SENT} if the message did not leave} */
    public Optional<String> reason() {
        return Optional.ofNullable(outcome.reason());
    }

    /** {@return its delivery state so far} */
    public DeliveryState delivery() {
        return delivery;
    }

    /** {@return the time at which it was put} */
    public Instant createdAt() {
        return createdAt;
    }

    /** {@return the time of the last change of its row} */
    public Instant updatedAt() {
        return updatedAt;
    }

    /** Returns the name of the part that differs from a message with the same key, or nothing if they are equal. */
    Optional<String> difference(PhoneNumber otherSender, String otherCampaign, ImageMessage otherMessage) {
        if (!message.equals(otherMessage)) {
            return Optional.of("message");
        }
        if (!sender.equals(otherSender)) {
            return Optional.of("sender");
        }
        return Objects.equals(campaign, otherCampaign) ? Optional.empty() : Optional.of("campaign");
    }

    /** {@return key, state and attempts, without personal data} */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "OutboxEntry[key=%s, state=%s, attempts=%d]", key, state, attempts);
    }
}
