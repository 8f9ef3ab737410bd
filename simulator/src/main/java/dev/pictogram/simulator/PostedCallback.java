// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import dev.pictogram.ImageMessage;

/** An attempt with the message that it is about, by which the API finds it. */
record PostedCallback(CallbackAttempt attempt, ImageMessage message) {

    long text() {
        return Kept.textOf(message)
                + attempt.payload().length()
                + attempt.responseBody().length()
                + attempt.problem().length();
    }
}
