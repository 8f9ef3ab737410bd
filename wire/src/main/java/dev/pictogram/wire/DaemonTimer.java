// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Runs short tasks later, on one thread that ends when there is nothing to wait for.
 *
 * <p>Not {@link java.util.concurrent.CompletableFuture}'s own timer: from JDK 25 on that is the common pool's, which may
 * be busy.
 */
final class DaemonTimer {

    /** One for all ports: a port that is dropped leaves no thread behind. Tasks are short, or start another thread. */
    static final ScheduledThreadPoolExecutor SHARED = named("pictogram-timer");

    private DaemonTimer() {}

    static ScheduledThreadPoolExecutor named(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(5, SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }
}
