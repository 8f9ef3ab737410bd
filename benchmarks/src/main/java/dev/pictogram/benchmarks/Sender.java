// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import java.util.concurrent.CompletableFuture;

/** Sends the sample message with one client. */
interface Sender {

    /** Sends, waits, and returns whether the response has a message id. */
    boolean send() throws Exception;

    /** Sends asynchronously; not every client supports it. */
    default CompletableFuture<Boolean> sendAsync() {
        throw new UnsupportedOperationException("this client has no asynchronous send");
    }
}
