// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** A thread for each task: virtual where the JVM has them, else a daemon that is used again when it is free. */
final class OwnThread {

    static final Executor EACH = virtualIfPossible();

    private OwnThread() {}

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
