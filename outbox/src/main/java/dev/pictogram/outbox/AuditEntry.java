// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import java.time.Instant;

/**
 * A decision about a message, a campaign or a sender. Changes by sending are in the row of the message instead.
 *
 * @param at the time of the decision
 * @param subject the kind of subject
 * @param name the message's key, the campaign's name or the sender's digits
 * @param action such as {@code SETTLE_SEND_AGAIN}
 * @param who the person or component that decided
 * @param why the given reason
 */
public record AuditEntry(Instant at, Subject subject, String name, String action, String who, String why) {

    /** The kind of subject of a decision. */
    public enum Subject {
        /** One message. */
        MESSAGE,
        /** A campaign. */
        CAMPAIGN,
        /** A sender. */
        SENDER
    }

    /** Returns the entry of a message that a delivery report has settled. */
    static AuditEntry ofReport(Instant at, String key, String why) {
        return new AuditEntry(at, Subject.MESSAGE, key, "SETTLE_BY_REPORT", "delivery report", why);
    }
}
