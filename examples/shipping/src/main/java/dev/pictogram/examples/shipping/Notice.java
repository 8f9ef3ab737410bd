// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.shipping;

import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryState;

/**
 * The state of the photo for an order.
 *
 * @param state the next step
 * @param detail the message id if the message is accepted, otherwise the reason why not
 * @param delivery the state reported by callbacks
 */
record Notice(State state, String detail, DeliveryState delivery) {

    enum State {
        /** The send is in progress. */
        SENDING,
        /** Kaleyra accepted the message. Nothing is left to do. */
        ACCEPTED,
        /** The message was not accepted, and a retry may succeed. */
        LATER,
        /** The message was rejected, and a retry fails until somebody fixes the cause. */
        REFUSED,
        /** The message may have been accepted. A callback settles it, or a person checks before it is sent again. */
        LOOK_FIRST
    }

    Notice(State state, String detail) {
        this(state, detail, DeliveryState.none());
    }

    /** {@return the notice after a report; a report with any status proves that Kaleyra accepted the message} */
    Notice with(DeliveryReport report) {
        String id = report.ids().stream().map(Object::toString).findFirst().orElse("");
        return new Notice(State.ACCEPTED, state == State.ACCEPTED ? detail : id, delivery.with(report));
    }

    /** {@return the notice after the result of the send; a report may have arrived before the result} */
    Notice with(Notice result) {
        if (state != State.ACCEPTED) {
            return result;
        }
        return result.state == State.ACCEPTED ? new Notice(result.state, result.detail, delivery) : this;
    }
}
