// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientExecutorTest {

    private final List<Runnable> started = new ArrayList<>();
    private final Runnable step = () -> {};
    private final ClientExecutor executor = new ClientExecutor(started::add, task -> task == step);

    @Test
    void a_task_runs_on_the_calling_thread() {
        List<Thread> ran = new ArrayList<>();

        executor.execute(() -> executor.execute(() -> ran.add(Thread.currentThread())));

        assertThat(ran).containsExactly(Thread.currentThread());
        assertThat(started).isEmpty();
    }

    @Test
    void a_step_of_a_handshake_starts_on_the_other_threads() {
        executor.execute(step);

        assertThat(started).containsExactly(step);
    }

    @Test
    void a_step_starts_only_when_the_outermost_task_has_ended() {
        List<Integer> startedDuring = new ArrayList<>();

        executor.execute(() -> {
            executor.execute(() -> executor.execute(step));
            startedDuring.add(started.size());
        });

        assertThat(startedDuring).containsExactly(0);
        assertThat(started).containsExactly(step);
    }

    @Test
    void a_step_starts_even_if_the_task_throws() {
        assertThatThrownBy(() -> executor.execute(() -> {
                    executor.execute(step);
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        executor.execute(step);

        assertThat(started).containsExactly(step, step);
    }
}
