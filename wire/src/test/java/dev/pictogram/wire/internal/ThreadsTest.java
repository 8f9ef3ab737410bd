// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadsTest {

    @Test
    void a_task_runs_on_a_thread_of_its_own_that_keeps_no_jvm_alive() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();

        Threads.run(() -> ran.complete(Thread.currentThread()));

        Thread thread = ran.get(20, TimeUnit.SECONDS);
        assertThat(thread).isNotSameAs(Thread.currentThread());
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void a_task_runs_here_when_no_thread_is_left() {
        CompletableFuture<Thread> ran = new CompletableFuture<>();

        Threads.run(() -> ran.complete(Thread.currentThread()), task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });

        assertThat(ran).isCompletedWithValue(Thread.currentThread());
    }
}
