// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks.prototypes;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Closes the connections whose time is over.
 *
 * <p>There is one look at all of them when the first of their times is over, and not a task for each call: nearly every
 * call ends long before, and pays for no more than a comparison.
 */
final class Deadlines {

    private static final long ORIGIN = System.nanoTime();
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Map<Connection, Runnable> watched = new ConcurrentHashMap<>();
    private volatile long planned = Long.MAX_VALUE;
    private Future<?> look = CompletableFuture.completedFuture(null);

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "prototype-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(5, SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    /** Returns nanoseconds that can be compared: from a beginning of our own. */
    static long now() {
        return System.nanoTime() - ORIGIN;
    }

    /** Watches a connection from now on. */
    void watch(Connection connection, long end, Runnable whenClosed) {
        watched.put(connection, whenClosed);
        lookAt(end);
    }

    /** Sees to it that there is a look at this time or before; to be told of each time that a connection is given. */
    void lookAt(long time) {
        if (time < planned) {
            plan(time);
        }
    }

    private synchronized void plan(long time) {
        if (time < planned) {
            look.cancel(false);
            planned = time;
            look = TIMER.schedule(this::look, time - now(), NANOSECONDS);
        }
    }

    private void look() {
        synchronized (this) {
            planned = Long.MAX_VALUE;
        }
        long now = now();
        long next = Long.MAX_VALUE;
        for (Connection connection : watched.keySet()) {
            long end = connection.closeIfLate(now);
            next = Math.min(next, end);
            if (connection.isLate()) {
                close(connection);
            }
        }
        lookAt(next);
    }

    /** Closes a connection for good. */
    void close(Connection connection) {
        connection.close();
        Runnable whenClosed = watched.remove(connection);
        if (whenClosed != null) {
            whenClosed.run();
        }
    }
}
