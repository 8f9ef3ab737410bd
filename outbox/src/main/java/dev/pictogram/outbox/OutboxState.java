// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

/** The state of a message in the outbox: column {@code state}. */
public enum OutboxState {
    /** Waits to be sent. It was never sent, or every attempt so far was refused. */
    QUEUED,
    /** A worker has claimed it and sends it now. */
    SENDING,
    /** Kaleyra accepted it. Final. */
    ACCEPTED,
    /** Kaleyra refused it, or it could not be sent in all attempts; nobody gets it. Final. */
    REJECTED,
    /** Nobody knows whether Kaleyra accepted it. It is never sent again unless a person says so. */
    IN_DOUBT,
    /** It was cancelled before it was sent; nobody gets it. Final. */
    CANCELLED;

    /** {@return whether the state changes no more by itself} */
    public boolean isFinal() {
        return this == ACCEPTED || this == REJECTED || this == CANCELLED;
    }
}
