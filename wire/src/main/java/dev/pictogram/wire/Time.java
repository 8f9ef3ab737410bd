// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.pictogram.wire.internal.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;

/** The clock and the waits of sends. Tests replace it. */
interface Time extends InstantSource {

    /** {@return the time in nanoseconds, comparable only with values of the same source} */
    long nanos();

    /** Blocks the calling thread. */
    void sleep(Duration wait) throws InterruptedException;

    /** Runs a task on another thread after the wait. Holds no thread until then. */
    default void after(Duration wait, Runnable task) {
        timeout(wait, task);
    }

    /** Runs a task on another thread after the wait, unless the future is cancelled first. */
    Future<?> timeout(Duration wait, Runnable task);

    /** {@return the system's clock} */
    static Time system() {
        return SystemTime.INSTANCE;
    }

    /** The system's clock. */
    enum SystemTime implements Time {
        INSTANCE;

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
