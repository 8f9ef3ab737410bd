// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

/** What a person decides about a message in doubt. */
public enum Decision {
    /** Kaleyra has accepted it, as its console or the recipient says. It becomes {@link OutboxState#ACCEPTED}. */
    ACCEPTED,
    /** Kaleyra has not accepted it. It is queued again. If that is wrong, the recipient gets it twice. */
    SEND_AGAIN,
    /** It no longer matters. It becomes {@link OutboxState#CANCELLED}. */
    GIVE_UP
}
