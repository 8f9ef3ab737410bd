// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.util.Objects.requireNonNull;

import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import java.time.Instant;

/**
 * A message that a {@link KaleyraSimulator} accepted.
 *
 * @param id the message id of the response
 * @param sid the account that is charged
 * @param sender the business number in the request's path
 * @param message the message as a report would contain it: with cut references, and {@code API} for an unknown source
 * @param at when it was accepted
 */
public record AcceptedMessage(MessageId id, Sid sid, PhoneNumber sender, ImageMessage message, Instant at) {

    /**
     * Creates a record of five non-null components.
     *
     * @param id the {@code message_id} of the response
     * @param sid the account that is charged
     * @param sender a sender of the account
     * @param message the message, with cut references
     * @param at the time of the acceptance
     */
    public AcceptedMessage {
        requireNonNull(id, "id");
        requireNonNull(sid, "sid");
        requireNonNull(sender, "sender");
        requireNonNull(message, "message");
        requireNonNull(at, "at");
    }
}
