// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import dev.pictogram.SendResult;
import dev.pictogram.SendResult.NotSent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The ways in which a caller cancels an asynchronous send. */
enum Cancel {
    CANCEL {
        @Override
        void cancel(CompletableFuture<SendResult> future) {
            future.cancel(true);
        }
    },
    TIMEOUT {
        @Override
        void cancel(CompletableFuture<SendResult> future) {
            future.orTimeout(1, TimeUnit.NANOSECONDS)
                    .handle((result, thrown) -> result)
                    .join();
        }
    },
    COMPLETE {
        @Override
        void cancel(CompletableFuture<SendResult> future) {
            future.complete(new NotSent("no longer wanted", null));
        }
    };

    /** Returns when the future is done. */
    abstract void cancel(CompletableFuture<SendResult> future);
}
