// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.pictogram.wire.internal.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;

/** The time that sends wait in: the system's, or one that a test turns. */
interface Time extends InstantSource {

    /** {@return a point in time in nanoseconds, to be compared with others of the same source} */
    long nanos();

    /** Holds the calling thread. */
    void sleep(Duration wait) throws InterruptedException;

    /** Runs a task on another thread once the wait is over, and holds none until then. */
    default void after(Duration wait, Runnable task) {
        timeout(wait, task);
    }

    /** Runs a task on another thread once the wait is over, unless the future is cancelled before. */
    Future<?> timeout(Duration wait, Runnable task);

    /** {@return the time of this JVM} */
    static Time system() {
        return OfThisJvm.TIME;
    }

    /** The time of this JVM. */
    enum OfThisJvm implements Time {
        TIME;

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration wait) throws InterruptedException {
            NANOSECONDS.sleep(wait.toNanos());
        }

        @Override
        public Future<?> timeout(Duration wait, Runnable task) {
            return Threads.TIMER.schedule(() -> Threads.run(task), wait.toNanos(), NANOSECONDS);
        }

        @Override
        public Instant instant() {
            return Instant.now();
        }
    }
}
