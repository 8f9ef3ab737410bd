package dev.pictogram.wire;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
    private volatile long nextLook = NEVER;
    private Future<?> planned = CompletableFuture.completedFuture(null);

    Deadlines(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Ends an attempt when its time is over, on a thread of its own, and holds it no longer than it takes. */
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
            planned.cancel(false);
            planned = timer.schedule(this::look, due - (System.nanoTime() - start), NANOSECONDS);
            nextLook = due;
        }
    }

    private void look() {
        // First of all: whoever comes after this plans a look of its own, and whoever came before is seen in this one.
        nextLook = NEVER;
        long earliest = NEVER;
        for (Attempt attempt : running) {
            if (attempt.nanosLeft() <= 0) {
                OwnThread.run(attempt::endLate);
            } else {
                earliest = Math.min(earliest, due(attempt));
            }
        }
        lookBy(earliest);
    }
}
