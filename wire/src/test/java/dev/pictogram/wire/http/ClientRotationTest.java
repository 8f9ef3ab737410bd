// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictogram.SendPolicy;
import dev.pictogram.wire.http.ClientRotation.Generation;
import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.http.HttpTransport.Result;
import dev.pictogram.wire.internal.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientRotationTest {

    private static final Duration IDLE = Duration.ofMillis(50);

    private final AtomicInteger made = new AtomicInteger();
    private final ClientRotation rotation = ClientRotation.of(this::make, IDLE, Threads.TIMER);

    private HttpClient make() {
        made.incrementAndGet();
        return HttpClient.newBuilder().executor(Runnable::run).build();
    }

    @Test
    void a_client_is_made_when_it_is_needed_and_replaced_once_a_kept_connection_may_have_been_idle_for_too_long() {
        assertThat(made).hasValue(0);
        Generation first = rotation.acquire();
        first.answered();
        first.release();

        pause(IDLE);

        Generation second = rotation.acquire();
        assertThat(second.client).isNotSameAs(first.client);
        assertThat(made).hasValue(2);
    }

    @Test
    void a_client_without_a_response_keeps_no_connection_and_is_not_replaced() {
        Generation first = rotation.acquire();
        first.release();

        pause(IDLE);

        assertThat(rotation.acquire().client).isSameAs(first.client);
    }

    @Test
    void the_client_is_replaced_in_time_where_no_thread_is_left_for_the_timer() {
        ScheduledThreadPoolExecutor full = new ScheduledThreadPoolExecutor(0, task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        ClientRotation rotation = ClientRotation.of(this::make, IDLE, full);
        Generation first = rotation.acquire();
        first.answered();
        first.release();

        pause(IDLE);

        assertThat(rotation.acquire().client).isNotSameAs(first.client);
    }

    @Test
    void a_client_that_cannot_be_made_is_made_by_the_next_request() {
        ClientRotation rotation = ClientRotation.of(
                () -> {
                    if (made.getAndIncrement() == 0) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return HttpClient.newHttpClient();
                },
                IDLE,
                Threads.TIMER);

        assertThatThrownBy(rotation::acquire).isInstanceOf(OutOfMemoryError.class);
        assertThat(rotation.acquire().client).isNotNull();
    }

    @Test
    void a_client_of_the_application_is_never_replaced() {
        HttpClient own = HttpClient.newHttpClient();
        ClientRotation never = ClientRotation.never(own);
        Generation first = never.acquire();
        first.answered();
        first.release();

        pause(IDLE);

        assertThat(never.acquire().client).isSameAs(own);
    }

    @Test
    void a_port_that_is_not_used_has_neither_connection_nor_selector_thread_without_a_collection() throws Exception {
        Set<Thread> before = selectors();
        try (Server server = new Server()) {
            JdkTransport http = JdkTransport.create(SendPolicy.defaults().withIdleTimeout(IDLE));
            for (int i = 0; i < 5; i++) {
                assertThat(http.post(server.call("now"))).isInstanceOf(Response.class);
                assertThat(http.postAsync(server.call("now")).get()).isInstanceOf(Response.class);
                pause(IDLE);
            }

            await(() -> before.containsAll(selectors()));
            await(() -> server.open.get() == 0);
        }
    }

    @Test
    void a_request_on_its_way_outlives_the_replacement_of_its_client() throws Exception {
        try (Server server = new Server()) {
            JdkTransport http = JdkTransport.create(SendPolicy.defaults().withIdleTimeout(IDLE));
            CompletableFuture<Result> slow = http.postAsync(server.call("later"));
            CompletableFuture<Result> slowToo = CompletableFuture.supplyAsync(
                    () -> http.post(server.call("later")), task -> new Thread(task).start());
            await(() -> server.waiting.get() == 2);
            http.post(server.call("now"));
            pause(IDLE);
            http.post(server.call("now"));
            assertThat(server.connections).hasValue(4);
            pause(Duration.ofSeconds(1)); // longer than a client that nobody uses lives

            server.later.countDown();

            assertThat(slow.get()).isInstanceOf(Response.class);
            assertThat(slowToo.get()).isInstanceOf(Response.class);
        }
    }

    @Test
    void ports_have_one_timer_thread_together_and_none_left_once_they_are_dropped() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (Server server = new Server()) {
            for (int i = 0; i < 300; i++) {
                JdkTransport http = JdkTransport.create(SendPolicy.defaults().withIdleTimeout(IDLE));
                http.post(server.call("now"));
            }
            await(() -> server.open.get() == 0);
        }

        await(() -> Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .noneMatch(thread -> thread.getName().endsWith("-SelectorManager")));
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("pictogram-timer"))
                .hasSizeLessThanOrEqualTo(1);
    }

    private static Set<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().endsWith("-SelectorManager"))
                .collect(toSet());
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis() + 1); // the idle time itself, which nothing signals
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            pause(Duration.ofMillis(20));
        }
    }

    /** Answers bodies of "now" at once and others later, and keeps connections. */
    private static final class Server implements AutoCloseable {

        final CountDownLatch later = new CountDownLatch(1);
        final AtomicInteger waiting = new AtomicInteger();
        final AtomicInteger connections = new AtomicInteger();
        final AtomicInteger open = new AtomicInteger();

        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        Server() throws IOException {
            run(() -> {
                while (true) {
                    Socket connection = listener.accept();
                    connections.incrementAndGet();
                    open.incrementAndGet();
                    run(() -> serve(connection));
                }
            });
        }

        Request call(String body) {
            URI uri = URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/x");
            Duration time = Duration.ofSeconds(20);
            return new Request(uri, Map.of(), body.getBytes(ISO_8859_1), time, time, 1024);
        }

        private void serve(Socket connection) throws Exception {
            try (connection) {
                InputStream in = connection.getInputStream();
                while (true) {
                    StringBuilder request = new StringBuilder();
                    while (!request.toString().matches("(?s).*\r\n\r\n(now|later)")) {
                        int next = in.read();
                        if (next < 0) {
                            return;
                        }
                        request.append((char) next);
                    }
                    if (request.toString().endsWith("later")) {
                        waiting.incrementAndGet();
                        later.await();
                    }
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 202 Accepted\r\nContent-Length: 4\r\n\r\ntook".getBytes(ISO_8859_1));
                }
            } finally {
                open.decrementAndGet();
            }
        }

        private interface Task {
            void run() throws Exception;
        }

        private static void run(Task task) {
            Thread thread = new Thread(() -> {
                try {
                    task.run();
                } catch (Exception closed) {
                    // Nothing more to serve.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
