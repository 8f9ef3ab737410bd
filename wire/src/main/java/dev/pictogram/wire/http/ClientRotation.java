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
 * Replaces a client before one of its connections can have been idle for longer than the idle timeout, and when its selector
 * thread has ended: such a client sends nothing, and before JDK 21 its requests never end.
 *
 * <p>A NAT or load balancer drops an idle connection silently, and a request on it times out in doubt. {@code java.net.http} has
 * no idle timeout per client: JDK 17 keeps connections for 20 minutes and newer ones for 30 seconds, unless a system property
 * sets another time for the whole JVM. It also does not show which connection a request will get, because its pool has a queue for
 * each address of a host name. So the whole client is replaced: a connection is never older than its client.
 *
 * <p>A replaced client is closed after its last request, and an unused client after the idle timeout.
 */
final class ClientRotation {

    private static final long NEVER = Long.MAX_VALUE;

    /** After a client's last request, its thread may still be busy with it for a moment. */
    private static final long UNTIL_IDLE_MILLIS = 500;

    private static final @Nullable Method SHUTDOWN = shutdownOfJdk21();

    private final Supplier<HttpClient> maker;
    private final long idleNanos;
    private final ScheduledExecutorService timer;
    private volatile @Nullable SharedClient current;

    private ClientRotation(Supplier<HttpClient> maker, long idleNanos, ScheduledExecutorService timer) {
        this.maker = maker;
        this.idleNanos = idleNanos;
        this.timer = timer;
    }

    /** {@return a rotation that creates its first client for the first request} */
    static ClientRotation of(Supplier<HttpClient> maker, Duration idleTimeout, ScheduledExecutorService timer) {
        return new ClientRotation(maker, idleTimeout.toNanos(), timer);
    }

    /** {@return a rotation that always uses the same client and never closes it} */
    static ClientRotation fixed(HttpClient client) {
        return new ClientRotation(() -> client, NEVER, Threads.TIMER);
    }

    private static @Nullable Method shutdownOfJdk21() {
        try {
            return HttpClient.class.getMethod("shutdown");
        } catch (NoSuchMethodException beforeJdk21) {
            return null;
        }
    }

    /** Returns the client for one request. Release it after the request. */
    SharedClient acquire() {
        SharedClient client = current;
        return client != null && client.tryAcquire() ? client : next();
    }

    private synchronized SharedClient next() {
        SharedClient last = current;
        if (last != null) {
            if (last.tryAcquire()) {
                return last;
            }
            last.retire();
        }
        HttpClient client = maker.get();
        SharedClient next = new SharedClient(client, idleNanos == NEVER ? null : selectorOf(client));
        next.tryAcquire();
        current = next;
        return next;
    }

    /** A client with a count of its users. */
    final class SharedClient {

        final HttpClient http;

        private final @Nullable Thread selector; // null: unknown
        private final AtomicInteger users = new AtomicInteger(1); // the rotation itself, until it retires this client
        private final AtomicBoolean retired = new AtomicBoolean();
        private final long start = System.nanoTime();
        private final AtomicLong expiresAfter = new AtomicLong(NEVER); // nanoseconds from the start

        private SharedClient(HttpClient http, @Nullable Thread selector) {
            this.http = http;
            this.selector = selector;
        }

        private boolean tryAcquire() {
            if (System.nanoTime() - start >= expiresAfter.get() || selector != null && !selector.isAlive()) {
                return false;
            }
            for (int count = users.get(); count > 0; count = users.get()) {
                if (users.compareAndSet(count, count + 1)) {
                    return true;
                }
            }
            return false;
        }

        /** Starts the idle timeout: after a response the client may keep the connection. */
        void responseReceived() {
            if (idleNanos == NEVER) {
                return;
            }
            if (expiresAfter.get() == NEVER
                    && expiresAfter.compareAndSet(NEVER, System.nanoTime() - start + idleNanos)) {
                retireLater();
            }
        }

        /** Closes the client even if there is no further request. */
        private void retireLater() {
            WeakReference<SharedClient> unlessCollected = new WeakReference<>(this);
            Runnable retire = () -> {
                SharedClient client = unlessCollected.get();
                if (client != null) {
                    client.retire();
                }
            };
            try {
                timer.schedule(retire, idleNanos, NANOSECONDS);
            } catch (RuntimeException | Error noThread) {
                // The next request retires the client.
            }
        }

        private void retire() {
            if (retired.compareAndSet(false, true)) {
                release();
            }
        }

        /** Ends one use. The last one closes a retired client. */
        void release() {
            if (users.decrementAndGet() == 0) {
                close();
            }
        }

        private void close() {
            try {
                if (SHUTDOWN != null) {
                    SHUTDOWN.invoke(http);
                } else if (selector != null) {
                    // Before JDK 21, a client otherwise stays open until it is garbage collected, perhaps hours later.
                    // An interrupt ends its selector thread, which closes its connections.
                    timer.schedule(selector::interrupt, UNTIL_IDLE_MILLIS, MILLISECONDS);
                }
            } catch (ReflectiveOperationException | RuntimeException | Error leftToTheCollector) {
                // The client ends when it is garbage collected.
            }
        }
    }

    /**
     * {@return the thread {@code HttpClient-7-SelectorManager} of a client, or null if there is none with that name}
     *
     * <p>The client's {@code toString} ends with the same number in parentheses.
     */
    private static @Nullable Thread selectorOf(HttpClient client) {
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
                return threads[i];
            }
        }
        return null;
    }
}
