// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.pictogram.wire.internal.Threads;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a client before a connection that it keeps can have been idle for too long.
 *
 * <p>A NAT or load balancer forgets an idle connection without a word, and a request on it times out in doubt.
 * {@code java.net.http} has no limit for one client: JDK 17 keeps connections for 20 minutes and newer ones for 30
 * seconds, unless a property of the whole JVM says otherwise. Nor is it known which connection a request gets, since the
 * pool has a queue for each address of a host name. So the client is replaced as a whole. A connection is never older
 * than its client, so none was idle for longer.
 *
 * <p>A replaced client is closed when its last request is done. A client that is not used is closed, too.
 */
final class ClientRotation {

    private static final long NEVER = Long.MAX_VALUE;

    /** After its last request the client's thread may still be busy with it. */
    private static final long UNTIL_IDLE_MILLIS = 500;

    private static final @Nullable Method SHUTDOWN = shutdownOfJdk21();

    private final Supplier<HttpClient> maker;
    private final long idleNanos;
    private final ScheduledExecutorService timer;
    private volatile @Nullable Generation current;

    private ClientRotation(Supplier<HttpClient> maker, long idleNanos, ScheduledExecutorService timer) {
        this.maker = maker;
        this.idleNanos = idleNanos;
        this.timer = timer;
    }

    /** Returns a rotation that makes its first client when it is needed. */
    static ClientRotation of(Supplier<HttpClient> maker, Duration idleTimeout, ScheduledExecutorService timer) {
        return new ClientRotation(maker, idleTimeout.toNanos(), timer);
    }

    /** Returns what always gives out the same client, and never closes it. */
    static ClientRotation never(HttpClient client) {
        return new ClientRotation(() -> client, NEVER, Threads.TIMER);
    }

    private static @Nullable Method shutdownOfJdk21() {
        try {
            return HttpClient.class.getMethod("shutdown");
        } catch (NoSuchMethodException beforeJdk21) {
            return null;
        }
    }

    /** Returns the client for one request, to be released after it. */
    Generation acquire() {
        Generation now = current;
        return now != null && now.enter() ? now : next();
    }

    private synchronized Generation next() {
        Generation last = current;
        if (last != null) {
            if (last.enter()) {
                return last;
            }
            last.retire();
        }
        Generation next = new Generation(maker.get());
        next.enter();
        current = next;
        return next;
    }

    /** One client and the number of its users. */
    final class Generation {

        final HttpClient client;

        private final AtomicInteger users = new AtomicInteger(1); // the rotation itself, until it is retired
        private final AtomicBoolean retired = new AtomicBoolean();
        private final long start = System.nanoTime();
        private final AtomicLong oldAfter = new AtomicLong(NEVER); // nanoseconds from the start

        private Generation(HttpClient client) {
            this.client = client;
        }

        private boolean enter() {
            if (System.nanoTime() - start >= oldAfter.get()) {
                return false;
            }
            for (int count = users.get(); count > 0; count = users.get()) {
                if (users.compareAndSet(count, count + 1)) {
                    return true;
                }
            }
            return false;
        }

        /** Takes note of a response, after which the client may keep the connection. */
        void answered() {
            if (idleNanos == NEVER) {
                return;
            }
            if (oldAfter.get() == NEVER && oldAfter.compareAndSet(NEVER, System.nanoTime() - start + idleNanos)) {
                retireLater();
            }
        }

        /** Ends the thread and the connections of a client that is not used any more. */
        private void retireLater() {
            WeakReference<Generation> unlessCollected = new WeakReference<>(this);
            Runnable retire = () -> {
                Generation generation = unlessCollected.get();
                if (generation != null) {
                    generation.retire();
                }
            };
            try {
                timer.schedule(retire, idleNanos, NANOSECONDS);
            } catch (RuntimeException | Error noThread) {
                // The next request retires it.
            }
        }

        private void retire() {
            if (retired.compareAndSet(false, true)) {
                release();
            }
        }

        /** Says that a request is done. */
        void release() {
            if (users.decrementAndGet() == 0) {
                close();
            }
        }

        private void close() {
            try {
                if (SHUTDOWN != null) {
                    SHUTDOWN.invoke(client);
                } else {
                    timer.schedule(() -> interruptThreadOf(client), UNTIL_IDLE_MILLIS, MILLISECONDS);
                }
            } catch (ReflectiveOperationException | RuntimeException | Error leftToTheCollector) {
                // Nobody refers to the client any more, so it ends once it is collected.
            }
        }
    }

    /**
     * Ends a client before JDK 21, where nothing else does until it is collected, perhaps hours later.
     *
     * <p>The thread {@code HttpClient-7-SelectorManager} ends when it is interrupted, and closes the client's connections.
     * The client's text ends with the same number, in parentheses.
     */
    private static void interruptThreadOf(HttpClient client) {
        String text = client.toString();
        String name = "HttpClient-" + text.substring(text.lastIndexOf('(') + 1, text.length() - 1) + "-SelectorManager";
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        Thread[] threads = new Thread[2 * all.activeCount() + 16]; // more may have started since
        int count = all.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i].getName().equals(name)) {
                threads[i].interrupt();
            }
        }
    }
}
