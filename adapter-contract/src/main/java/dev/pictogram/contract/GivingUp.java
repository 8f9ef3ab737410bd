// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import dev.pictogram.SendResult;
import dev.pictogram.SendResult.NotSent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The ways in which a caller gives up an asynchronous send. */
enum GivingUp {
    CANCEL {
        @Override
        void give(CompletableFuture<SendResult> future) {
            future.cancel(true);
        }
    },
    TIMEOUT {
        @Override
        void give(CompletableFuture<SendResult> future) {
            future.orTimeout(1, TimeUnit.NANOSECONDS)
                    .handle((result, thrown) -> result)
                    .join();
        }
    },
    COMPLETE {
        @Override
        void give(CompletableFuture<SendResult> future) {
            future.complete(new NotSent("given up", null));
        }
    };

    /** Gives a send up, and returns when its future is done. */
    abstract void give(CompletableFuture<SendResult> future);
}
