// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.internal;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Creates all threads of the library. They are daemons, and idle ones end after a few seconds. */
public final class Threads {

    /**
     * Runs each task on a separate thread: a virtual one on JDK 21 and newer, else one from a cached pool. For tasks that
     * may block.
     */
    public static final Executor PER_TASK = virtualIfPossible();

    /**
     * Runs short tasks after a delay. All ports share it, so an unused port leaves no thread behind. A task that may block must use
     * {@link #run}.
     *
     * <p>Not the timer of {@link java.util.concurrent.CompletableFuture}: since JDK 25 it is the common pool, which may be busy.
     */
    public static final ScheduledExecutorService TIMER = timer("pictogram-timer");

    private Threads() {}

    /** Runs a task on a separate thread, or on the calling thread if none can be started. */
    public static void run(Runnable task) {
        run(task, PER_TASK);
    }

    static void run(Runnable task, Executor threads) {
        try {
            requireStack();
            threads.execute(task);
        } catch (Throwable noThreadLeft) {
            task.run();
        }
    }

    /** {@return a pool with as many threads as there are processors} */
    public static Executor pool(String name) {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 5, SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** {@return a timer with one thread} */
    public static ScheduledThreadPoolExecutor timer(String name) {
        ScheduledThreadPoolExecutor timer = new Timer(name);
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(5, SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    /**
     * Throws a {@link StackOverflowError} if the stack of the calling thread is nearly full.
     *
     * <p>Call this before an operation that uses a lock of the JDK. A stack overflow inside the operation could leave the lock
     * locked, and all threads that need it later would block for ever.
     */
    public static void requireStack() {
        descend(100);
    }

    private static int descend(int frames) {
        return frames == 0 ? 0 : 1 + descend(frames - 1);
    }

    private static Executor virtualIfPossible() {
        try {
            return (Executor)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException beforeJdk21) {
            return Executors.newCachedThreadPool(daemons("pictogram"));
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The applications' threads use its lock when they send and when they cancel. */
    private static final class Timer extends ScheduledThreadPoolExecutor {

        Timer(String name) {
            super(1, daemons(name));
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            requireStack();
            return super.schedule(task, delay, unit);
        }

        @Override
        public boolean remove(Runnable cancelled) {
            requireStack();
            return super.remove(cancelled);
        }
    }
}
