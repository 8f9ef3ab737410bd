// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import dev.pictogram.SendResult.NotSent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A thread for each task: virtual where the JVM has them, else a daemon that is used again when it is free. */
final class OwnThread {

    static final Executor EACH = virtualIfPossible();

    private OwnThread() {}

    /**
     * Sends on a thread. Where none can be started the message is not sent, not even later; nor is it if the future was
     * cancelled before.
     */
    static CompletableFuture<SendResult> send(Supplier<SendResult> task, Executor threads) {
        CompletableFuture<SendResult> result = new CompletableFuture<>();
        AtomicBoolean begun = new AtomicBoolean();
        try {
            threads.execute(() -> {
                if (!result.isDone() && begun.compareAndSet(false, true)) {
                    try {
                        result.complete(task.get());
                    } catch (Throwable thrown) {
                        result.completeExceptionally(thrown);
                    }
                }
            });
        } catch (RuntimeException | Error noThreadLeft) {
            // A pool may throw although it has queued the task.
            if (begun.compareAndSet(false, true)) {
                result.complete(new NotSent("nothing was sent: no thread could be started", noThreadLeft));
            }
        }
        return result;
    }

    private static Executor virtualIfPossible() {
        try {
            return (Executor)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException beforeJdk21) {
            return Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "pictogram-send");
                thread.setDaemon(true);
                return thread;
            });
        }
    }
}
