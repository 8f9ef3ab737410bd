// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

/** A person's decision about a message in doubt. */
public enum Decision {
    /** Kaleyra accepted the message, according to its console or the recipient. It becomes {@link OutboxState#ACCEPTED}. */
    ACCEPTED,
    /** Kaleyra did not accept the message, which is queued again. If that is wrong, the recipient gets it twice. */
    SEND_AGAIN,
    /** The message no longer matters. It becomes {@link OutboxState#CANCELLED}. */
    GIVE_UP
}
