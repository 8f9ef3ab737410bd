// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import java.util.concurrent.CompletableFuture;

/** Where callbacks are posted to. */
interface Target extends AutoCloseable {

    String CLOSED = "the simulator was closed";

    record Reply(int status, String body) {}

    /** Posts a body once; the future fails where no response came. It is done at the latest when this is closed. */
    CompletableFuture<Reply> post(CallbackProfile profile, String body);

    @Override
    void close();
}
