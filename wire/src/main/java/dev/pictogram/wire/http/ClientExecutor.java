// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import dev.pictogram.wire.internal.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Runs the tasks of an {@link java.net.http.HttpClient} on the calling thread, except for the steps of TLS handshakes.
 *
 * <p>On the calling thread, a send over TLS takes three quarters of the processor time that it takes on the default pool. With
 * several threads the client sometimes sends a request on a connection that it has just closed. But the calling thread is the
 * client's only selector thread. A handshake there would delay all other requests: by milliseconds of computing, or by a
 * revocation check that waits for its server.
 *
 * <p>A step holds the lock of its TLS engine, and the task that asks for a step takes the lock once more before it ends. So a
 * step starts when that task has ended, or the selector thread could wait for the step after all.
 */
final class ClientExecutor implements Executor {

    /** Starts the steps that the running task has asked for; absent if no task is running on this thread. */
    private static final ThreadLocal<List<Runnable>> STARTS = new ThreadLocal<>();

    private final Executor handshakes;
    private final Predicate<Runnable> isStep;

    ClientExecutor(Executor handshakes, Predicate<Runnable> isStep) {
        this.handshakes = handshakes;
        this.isStep = isStep;
    }

    static ClientExecutor create() {
        // Recognized by class name only. If a JDK renames the class, handshakes run on the calling thread.
        return new ClientExecutor(
                Threads.pool("pictogram-handshake"),
                task -> task.getClass().getName().startsWith("jdk.internal.net.http.common.SSLFlowDelegate"));
    }

    @Override
    public void execute(Runnable task) {
        List<Runnable> starts = STARTS.get();
        if (isStep.test(task)) {
            if (starts == null) {
                handshakes.execute(task);
            } else {
                starts.add(() -> handshakes.execute(task));
            }
        } else if (starts == null) {
            runAndStartSteps(task);
        } else {
            task.run();
        }
    }

    private static void runAndStartSteps(Runnable task) {
        List<Runnable> starts = new ArrayList<>(1);
        STARTS.set(starts);
        try {
            task.run();
        } finally {
            STARTS.remove();
            starts.forEach(Runnable::run);
        }
    }
}
