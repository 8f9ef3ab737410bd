// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TimerTest {

    private static final Runnable NOTHING = () -> {};

    private final ScheduledThreadPoolExecutor timer = Threads.timer("a timer");

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void the_timer_has_one_daemon_thread_that_ends_when_idle() throws Exception {
        Thread thread = timer.submit(Thread::currentThread).get();

        assertThat(thread.getName()).isEqualTo("a timer");
        assertThat(thread.isDaemon()).isTrue();
        assertThat(timer.getCorePoolSize()).isEqualTo(1);
        assertThat(timer.allowsCoreThreadTimeOut()).isTrue();
    }

    @Test
    void a_cancelled_task_is_removed() {
        Future<?> deadline = timer.schedule(() -> {}, 1, TimeUnit.DAYS);
        assertThat(timer.getQueue()).hasSize(1);

        deadline.cancel(false);

        assertThat(timer.getQueue()).isEmpty();
    }

    /** A stack overflow inside a lock of the JDK can leave it locked. All later sends of the JVM would then block. */
    @Test
    void a_stack_overflow_in_the_caller_leaves_the_timer_usable() throws Exception {
        ScheduledThreadPoolExecutor timer = Threads.timer("deep"); // A locked one could not be stopped.
        timer.schedule(NOTHING, 1, TimeUnit.DAYS).cancel(false); // loads the classes
        for (int round = 0; round < 60; round++) {
            int above = round;
            Thread caller = new Thread(null, () -> useAtTheEndOfTheStack(timer, above), "deep", 256 * 1024);
            caller.setDaemon(true);
            caller.start();
            caller.join(5_000);
            assertThat(caller.isAlive())
                    .as("the caller waits for a lock, round " + round)
                    .isFalse();

            Thread next = new Thread(() -> timer.schedule(NOTHING, 1, TimeUnit.DAYS));
            next.setDaemon(true);
            next.start();
            next.join(5_000);
            assertThat(next.isAlive()).as("the timer is locked, round " + round).isFalse();
        }
        timer.shutdownNow();
    }

    private static void useAtTheEndOfTheStack(ScheduledThreadPoolExecutor timer, int above) {
        try {
            if (above > 0) {
                useAtTheEndOfTheStack(timer, above - 1);
            } else {
                overflow(timer, new AtomicInteger(300));
            }
        } catch (StackOverflowError expected) {
            // The test looks at the timer.
        }
    }

    /** Uses the timer with the least stack with which that is possible, after many tries with less. */
    private static void overflow(ScheduledThreadPoolExecutor timer, AtomicInteger tries) {
        try {
            overflow(timer, tries);
        } catch (StackOverflowError full) {
            if (tries.getAndDecrement() > 0) {
                timer.schedule(NOTHING, 1, TimeUnit.DAYS).cancel(false);
                tries.set(0);
            }
        }
    }
}
