// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import java.time.Instant;

/**
 * One decision about a message, a campaign or a sender. What sending itself changes is in the message's own row.
 *
 * @param at when it was taken
 * @param subject what it is about
 * @param name the message's key, the campaign's name or the sender's digits
 * @param action such as {@code SETTLE_SEND_AGAIN}
 * @param who the person or the part of the program that decided
 * @param why the reason that was given
 */
public record AuditEntry(Instant at, Subject subject, String name, String action, String who, String why) {

    /** What a decision is about. */
    public enum Subject {
        /** One message. */
        MESSAGE,
        /** A campaign. */
        CAMPAIGN,
        /** A sender. */
        SENDER
    }
}
