// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import java.util.concurrent.CompletableFuture;

/** The target of callbacks. */
interface Target extends AutoCloseable {

    String CLOSED = "the simulator was closed";

    record Reply(int status, String body) {}

    /** Posts a body once. The future fails if there is no response, and at the latest when this is closed. */
    CompletableFuture<Reply> post(CallbackProfile profile, String body);

    @Override
    void close();
}
