// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * A thread for each task: virtual where the JVM has them, else a daemon that is used again when it is free.
 *
 * <p>It runs what may block: a client that knows no other way, and what users chain to a future. The core has the same for
 * a port that is a lambda; to share it would be to publish it.
 */
final class OwnThread {

    static final Executor EACH = virtualIfPossible();

    private OwnThread() {}

    /** Runs a task on a thread of its own, or here if there is none left: late for others is better than never. */
    static void run(Runnable task) {
        run(task, EACH);
    }

    static void run(Runnable task, Executor threads) {
        try {
            threads.execute(task);
        } catch (Throwable noThreadLeft) {
            task.run();
        }
    }

    private static Executor virtualIfPossible() {
        try {
            return (Executor)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException beforeJdk21) {
            return Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "pictogram");
                thread.setDaemon(true);
                return thread;
            });
        }
    }
}
