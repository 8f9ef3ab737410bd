// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.shipping;

/**
 * What is known about the photo for an order.
 *
 * @param state what to do next
 * @param detail the message's id once it is accepted, before that why it is not
 */
record Notice(State state, String detail) {

    enum State {
        /** On its way to Kaleyra. */
        SENDING,
        /** Kaleyra took it: nothing more to do. */
        ACCEPTED,
        /** It was not taken, and another try may be lucky. */
        LATER,
        /** It will not be taken before somebody mends something. */
        REFUSED,
        /** It may have been taken: somebody looks before it is sent again. */
        LOOK_FIRST
    }
}
