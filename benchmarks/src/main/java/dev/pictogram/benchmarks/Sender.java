// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import java.util.concurrent.CompletableFuture;

/** Sends the sample message in its own way, as often as it is asked. */
interface Sender {

    /** Sends and waits, and returns whether the answer had a message id. */
    boolean send() throws Exception;

    /** Sends without waiting; only some can. */
    default CompletableFuture<Boolean> sendAsync() {
        throw new UnsupportedOperationException("this client has no asynchronous form here");
    }
}
