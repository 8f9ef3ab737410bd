// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadsTest {

    @Test
    void a_task_runs_on_a_separate_daemon_thread() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();

        Threads.run(() -> ran.complete(Thread.currentThread()));

        Thread thread = ran.get(20, TimeUnit.SECONDS);
        assertThat(thread).isNotSameAs(Thread.currentThread());
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void a_task_runs_on_the_calling_thread_if_no_thread_can_be_started() {
        CompletableFuture<Thread> ran = new CompletableFuture<>();

        Threads.run(() -> ran.complete(Thread.currentThread()), task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });

        assertThat(ran).isCompletedWithValue(Thread.currentThread());
    }
}
