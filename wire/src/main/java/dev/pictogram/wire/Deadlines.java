// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Ends attempts when their time is over.
 *
 * <p>Hardly any ever is, so that what counts is what an attempt costs that ends before: here it is put into a set and
 * taken out again, and the timer is for all of them. A task of its own for each would wake the timer's thread with
 * nearly every send.
 */
final class Deadlines {

    private static final long NEVER = Long.MAX_VALUE;

    private final long start = System.nanoTime();
    private final Set<Attempt> running = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer;
    private final Executor ends;
    private volatile long nextLook = NEVER;
    private Future<?> planned = CompletableFuture.completedFuture(null);

    /**
     * Makes deadlines that are looked at by a timer.
     *
     * @param ends runs what ends an attempt, and with it what is chained to its outcome
     */
    Deadlines(ScheduledExecutorService timer, Executor ends) {
        this.timer = timer;
        this.ends = ends;
    }

    /** Ends an attempt when its time is over, and holds it no longer than it takes. */
    void watch(Attempt attempt) {
        running.add(attempt);
        attempt.outcome().whenComplete((outcome, none) -> running.remove(attempt));
        lookBy(due(attempt));
    }

    private long due(Attempt attempt) {
        return attempt.deadline() - start;
    }

    private void lookBy(long due) {
        if (due < nextLook) {
            plan(due);
        }
    }

    private synchronized void plan(long due) {
        if (due < nextLook) {
            // First the new one: if there is no memory for it, the old one stays, and nextLook tells the truth.
            Future<?> sooner = timer.schedule(this::look, due - (System.nanoTime() - start), NANOSECONDS);
            planned.cancel(false);
            planned = sooner;
            nextLook = due;
        }
    }

    private void look() {
        // First of all: whoever comes after this plans a look of its own, and whoever came before is seen in this one.
        // Not while a look is planned, which may be this one: its time would stand for ever, and nobody would look
        // again.
        synchronized (this) {
            nextLook = NEVER;
        }
        long earliest = NEVER;
        for (Attempt attempt : running) {
            if (attempt.nanosLeft() <= 0) {
                ends.execute(attempt::endLate);
            } else {
                earliest = Math.min(earliest, due(attempt));
            }
        }
        lookBy(earliest);
    }
}
