// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

/** The places where a crash means something different. Tests halt the process there. */
enum Step {
    BEFORE_CLAIM,
    /** The claim is written and not committed. */
    IN_CLAIM,
    /** The claim is committed and nothing is sent. */
    AFTER_CLAIM,
    AFTER_POST,
    /** The response is there and not written. */
    BEFORE_SETTLE,
    /** The outcomes are written and not committed. */
    IN_SETTLE,
    AFTER_SETTLE;

    /** What is told of each step. */
    interface Watcher {
        Watcher NONE = step -> {};

        void at(Step step);
    }
}
