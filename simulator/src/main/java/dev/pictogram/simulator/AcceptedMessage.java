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
 * @param id what the answer said
 * @param sid the account that pays
 * @param sender the business number in the request's path
 * @param message what the payload said, as a report would show it: references cut, an unknown source made {@code API}
 * @param at when it was accepted
 */
public record AcceptedMessage(MessageId id, Sid sid, PhoneNumber sender, ImageMessage message, Instant at) {

    /**
     * Accepts the five parts of the record, none of them null.
     *
     * @param id the {@code message_id} of the answer
     * @param sid the account's
     * @param sender one of the account's
     * @param message with its references cut
     * @param at by the simulator's clock
     */
    public AcceptedMessage {
        requireNonNull(id, "id");
        requireNonNull(sid, "sid");
        requireNonNull(sender, "sender");
        requireNonNull(message, "message");
        requireNonNull(at, "at");
    }
}
