// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import dev.pictogram.ImageMessage;

/** An attempt and its message, for filters of the API. */
record PostedCallback(CallbackAttempt attempt, ImageMessage message) {

    long text() {
        return Kept.textOf(message)
                + attempt.payload().length()
                + attempt.responseBody().length()
                + attempt.problem().length();
    }
}
