// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import dev.pictogram.SendResult.NotSent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Runs {@link MessagingPort#send} on another thread. */
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
     * Calls {@code send} on a thread of the executor. Does not call it if the future is done by then, or if the executor throws
     * before the task has started.
     */
    static CompletableFuture<SendResult> start(Supplier<SendResult> send, Executor executor) {
        CompletableFuture<SendResult> result = new CompletableFuture<>();
        AtomicBoolean started = new AtomicBoolean();
        try {
            executor.execute(() -> {
                if (!result.isDone() && started.compareAndSet(false, true)) {
                    try {
                        result.complete(send.get());
                    } catch (Throwable thrown) {
                        result.completeExceptionally(thrown);
                    }
                }
            });
        } catch (RuntimeException | Error noThread) {
            // An executor may throw although it has queued the task, which must not send later.
            if (started.compareAndSet(false, true)) {
                result.complete(new NotSent("not sent: no thread could be started", noThread));
            }
        }
        return result;
    }
}
