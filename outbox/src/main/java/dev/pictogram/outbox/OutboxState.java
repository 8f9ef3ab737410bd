// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

/** The state of a message in the outbox: column {@code state}. */
public enum OutboxState {
    /** Waits to be sent: it was not attempted, or every attempt was rejected or did not leave. */
    QUEUED,
    /** Claimed and being sent. */
    SENDING,
    /** Kaleyra accepted it. Final. */
    ACCEPTED,
    /** Kaleyra rejected it, or every attempt failed to leave; the recipient does not get it. Final. */
    REJECTED,
    /** It is unknown whether Kaleyra accepted it. It is never sent again unless a person decides so. */
    IN_DOUBT,
    /** Cancelled before it was sent, or given up by a person while in doubt. Final. */
    CANCELLED;

    /** {@return whether the state is final} */
    public boolean isFinal() {
        return this == ACCEPTED || this == REJECTED || this == CANCELLED;
    }
}
