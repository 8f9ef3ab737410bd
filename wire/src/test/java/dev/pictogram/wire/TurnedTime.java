// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A time that stands still until somebody waits, and then jumps. */
class TurnedTime implements Time {

    final List<Duration> waits = new ArrayList<>();

    private Duration passed = Duration.ofDays(100); // System.nanoTime() begins anywhere

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

    @Override
    public void after(Duration wait, Runnable task) {
        waits.add(wait);
        pass(wait);
        task.run();
    }
}
