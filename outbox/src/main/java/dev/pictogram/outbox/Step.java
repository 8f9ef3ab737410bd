// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

/** The points at which a crash has a different effect. Tests halt the process there. */
enum Step {
    BEFORE_CLAIM,
    /** The claim is written and not committed. */
    IN_CLAIM,
    /** The claim is committed, and nothing is sent. */
    AFTER_CLAIM,
    AFTER_POST,
    /** The response has arrived and is not written. */
    BEFORE_SETTLE,
    /** The outcomes are written and not committed. */
    IN_SETTLE,
    AFTER_SETTLE;

    /** Called at each step. */
    interface Watcher {
        Watcher NONE = step -> {};

        void at(Step step);
    }
}
