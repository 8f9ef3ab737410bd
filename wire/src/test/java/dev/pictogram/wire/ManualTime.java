// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** A clock that advances only by waits and by {@link #pass}. */
class ManualTime implements Time {

    final List<Duration> waits = new ArrayList<>();
    final Map<Future<?>, Runnable> limits = new LinkedHashMap<>();

    private Duration longestLimit = Duration.ZERO;
    private Duration passed = Duration.ofDays(100); // System.nanoTime() has an arbitrary origin

    void pass(Duration time) {
        passed = passed.plus(time);
    }

    @Override
    public long nanos() {
        return passed.toNanos();
    }

    @Override
    public Instant instant() {
        return Instant.parse("2026-08-14T12:00:00Z").plus(passed);
    }

    @Override
    public void sleep(Duration wait) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        waits.add(wait);
        pass(wait);
    }

    /** A time limit that is reached only by {@link #reachLimits}. */
    @Override
    public Future<?> timeout(Duration wait, Runnable task) {
        CompletableFuture<Void> limit = new CompletableFuture<>();
        limits.put(limit, task);
        longestLimit = wait.compareTo(longestLimit) > 0 ? wait : longestLimit;
        return limit;
    }

    Duration longestLimit() {
        return longestLimit;
    }

    /** Reaches all time limits that were not cancelled. */
    void reachLimits() {
        limits.forEach((limit, task) -> {
            if (!limit.isDone()) {
                task.run();
            }
        });
    }

    @Override
    public void after(Duration wait, Runnable task) {
        waits.add(wait);
        pass(wait);
        task.run();
    }
}
