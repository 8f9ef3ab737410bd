// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TimerTest {

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
}
