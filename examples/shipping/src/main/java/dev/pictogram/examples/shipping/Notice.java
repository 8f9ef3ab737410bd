// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.shipping;

import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryState;

/**
 * What is known about the photo for an order.
 *
 * @param state what to do next
 * @param detail the message's id once it is accepted, before that why it is not
 * @param delivery what callbacks have reported
 */
record Notice(State state, String detail, DeliveryState delivery) {

    enum State {
        /** On its way to Kaleyra. */
        SENDING,
        /** Kaleyra took it: nothing more to do. */
        ACCEPTED,
        /** It was not taken, and another try may be lucky. */
        LATER,
        /** It will not be taken before somebody mends something. */
        REFUSED,
        /** It may have been taken: somebody looks before it is sent again, unless a callback settles it. */
        LOOK_FIRST
    }

    Notice(State state, String detail) {
        this(state, detail, DeliveryState.none());
    }

    /** {@return the notice after a report, which shows that Kaleyra has accepted the message, whatever its status} */
    Notice with(DeliveryReport report) {
        String id = report.ids().stream().map(Object::toString).findFirst().orElse("");
        return new Notice(State.ACCEPTED, state == State.ACCEPTED ? detail : id, delivery.with(report));
    }

    /** {@return the notice after the result of the send, which a report may have overtaken} */
    Notice with(Notice result) {
        if (state != State.ACCEPTED) {
            return result;
        }
        return result.state == State.ACCEPTED ? new Notice(result.state, result.detail, delivery) : this;
    }
}
