// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictogram.contract.RawServer;
import dev.pictogram.contract.RawServer.Reaction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of the I/O threads. */
@Timeout(60)
class ReactorTest {

    private static final Consumer<ProtocolIOSession> PLAIN = session -> {};

    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Reactor reactor = new Reactor(this::thread);
    private boolean lastFails;

    private Thread thread(Runnable task) {
        boolean fails = lastFails && threads.size() == Reactor.THREADS - 1;
        Thread thread = new Thread(task, "reactor-test") {
            @Override
            public synchronized void start() {
                if (fails) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                super.start();
            }
        };
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    @Test
    void no_thread_remains_if_one_cannot_be_started() throws Exception {
        lastFails = true;
        try (RawServer server = RawServer.start(Reaction.silence())) {
            assertThatThrownBy(() -> connect(server.uri(), PLAIN)).isInstanceOf(OutOfMemoryError.class);
            awaitNoThread();

            connect(server.uri(), PLAIN).get().close(CloseMode.IMMEDIATE);
            awaitNoThread();
        }
    }

    @Test
    void the_threads_serve_the_next_address_too() throws Exception {
        try (RawServer server = RawServer.start(Reaction.silence())) {
            // Before the first connect ends, so that the second is begun inside of its callback.
            CompletableFuture<IOSession> first = new CompletableFuture<>();
            CompletableFuture<IOSession> next = first.exceptionallyCompose(refused -> connect(server.uri(), PLAIN));
            connect(unused(), PLAIN, session -> {}, first);

            next.get().close(CloseMode.IMMEDIATE);
            awaitNoThread();
            assertThat(threads).hasSize(Reactor.THREADS);
        }
    }

    @Test
    void the_threads_end_once_after_a_connection_that_was_closed_while_it_was_prepared() throws Exception {
        try (RawServer server = RawServer.start(Reaction.silence())) {
            CompletableFuture<IOSession> closed = connect(server.uri(), session -> {
                session.close(CloseMode.IMMEDIATE);
                throw new IllegalStateException("closed");
            });
            assertThatThrownBy(closed::get).isInstanceOf(ExecutionException.class);
            awaitNoThread();

            IOSession first = connect(server.uri(), PLAIN).get();
            connect(server.uri(), PLAIN).get().close(CloseMode.IMMEDIATE);
            first.close(CloseMode.IMMEDIATE);
            awaitNoThread();
            assertThat(threads).as("started twice").hasSize(2 * Reactor.THREADS);
        }
    }

    /** An Error would end an I/O thread. */
    @Test
    void an_error_in_a_callback_is_a_failed_connect() throws Exception {
        try (RawServer server = RawServer.start(Reaction.silence())) {
            CompletableFuture<IOSession> failed = new CompletableFuture<>();
            Consumer<IOSession> broken = session -> {
                throw new LinkageError("broken");
            };
            connect(server.uri(), PLAIN, broken, failed);

            assertThatThrownBy(failed::get).hasRootCauseMessage("broken");
            awaitNoThread();
        }
    }

    /** The event of an idle timeout may wait for the thread that has just taken the connection. */
    @Test
    void a_timeout_that_comes_too_late_closes_no_connection() throws Exception {
        try (RawServer server = RawServer.start(Reaction.silence())) {
            IOSession session = connect(server.uri(), PLAIN).get();
            Reactor.Handler http = Reactor.handler(session);
            await(this::areThreadsIdle);
            http.turn.lock();
            session.setSocketTimeout(org.apache.hc.core5.util.Timeout.ofMilliseconds(1));
            await(http.turn::hasQueuedThreads);
            session.setSocketTimeout(org.apache.hc.core5.util.Timeout.DISABLED); // as for a request
            http.turn.unlock();
            await(() -> !http.turn.hasQueuedThreads() && !http.turn.isLocked());

            assertThat(session.isOpen()).isTrue();
            session.close(CloseMode.IMMEDIATE);
            awaitNoThread();
        }
    }

    private boolean areThreadsIdle() {
        return threads.stream()
                .flatMap(thread -> Arrays.stream(thread.getStackTrace()))
                .noneMatch(frame -> frame.getMethodName().equals("handleIOEvent"));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private CompletableFuture<IOSession> connect(URI uri, Consumer<ProtocolIOSession> setup) {
        CompletableFuture<IOSession> connected = new CompletableFuture<>();
        connect(uri, setup, session -> {}, connected);
        return connected;
    }

    private void connect(
            URI uri,
            Consumer<ProtocolIOSession> setup,
            Consumer<IOSession> completed,
            CompletableFuture<IOSession> connected) {
        reactor.connect(
                new HttpHost(uri.getHost(), uri.getPort()),
                new InetSocketAddress(uri.getHost(), uri.getPort()),
                org.apache.hc.core5.util.Timeout.DISABLED,
                setup,
                new FutureCallback<>() {
                    @Override
                    public void completed(IOSession session) {
                        completed.accept(session);
                        connected.complete(session);
                    }

                    @Override
                    public void failed(Exception cause) {
                        connected.completeExceptionally(cause);
                    }

                    @Override
                    public void cancelled() {
                        connected.cancel(false);
                    }
                });
    }

    private static URI unused() throws IOException {
        try (ServerSocket listener = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + listener.getLocalPort());
        }
    }

    private void awaitNoThread() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(20_000);
        }
        assertThat(threads).noneMatch(Thread::isAlive);
    }
}
