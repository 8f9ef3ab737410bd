// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import dev.pictogram.SendResult.NotSent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A send on another thread, for ports that only have {@link MessagingPort#send}. */
final class AsyncSend {

    private AsyncSend() {}

    static CompletableFuture<SendResult> start(Supplier<SendResult> send) {
        return start(send, task -> {
            Thread thread = new Thread(task, "pictogram-send");
            thread.setDaemon(true);
            thread.start();
        });
    }

    /**
     * Sends on a thread of the executor. If none can be started, the message is not sent, not even later; nor is it sent if
     * the future is cancelled before.
     */
    static CompletableFuture<SendResult> start(Supplier<SendResult> send, Executor threads) {
        CompletableFuture<SendResult> result = new CompletableFuture<>();
        AtomicBoolean begun = new AtomicBoolean();
        try {
            threads.execute(() -> {
                if (!result.isDone() && begun.compareAndSet(false, true)) {
                    try {
                        result.complete(send.get());
                    } catch (Throwable thrown) {
                        result.completeExceptionally(thrown);
                    }
                }
            });
        } catch (RuntimeException | Error noThreadLeft) {
            // An executor may throw although it has queued the task.
            if (begun.compareAndSet(false, true)) {
                result.complete(new NotSent("nothing was sent: no thread could be started", noThreadLeft));
            }
        }
        return result;
    }
}
