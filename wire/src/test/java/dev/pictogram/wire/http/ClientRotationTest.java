// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictogram.SendPolicy;
import dev.pictogram.wire.http.ClientRotation.SharedClient;
import dev.pictogram.wire.http.HttpTransport.NoResponse;
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
    void a_client_is_created_for_the_first_request_and_replaced_after_the_idle_timeout() {
        assertThat(made).hasValue(0);
        SharedClient first = rotation.acquire();
        first.responseReceived();
        first.release();

        pause(IDLE);

        SharedClient second = rotation.acquire();
        assertThat(second.http).isNotSameAs(first.http);
        assertThat(made).hasValue(2);
    }

    @Test
    void a_client_is_used_again_within_the_idle_timeout() {
        ClientRotation patient = ClientRotation.of(this::make, Duration.ofMinutes(1), Threads.TIMER);
        SharedClient first = patient.acquire();
        first.responseReceived();
        first.release();

        assertThat(patient.acquire().http).isSameAs(first.http);
    }

    @Test
    void a_client_without_a_response_is_not_replaced() {
        SharedClient first = rotation.acquire();
        first.release();

        pause(IDLE);

        assertThat(rotation.acquire().http).isSameAs(first.http);
    }

    @Test
    void a_client_is_replaced_in_time_even_without_a_timer_thread() {
        ScheduledThreadPoolExecutor full = new ScheduledThreadPoolExecutor(0, task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        ClientRotation rotation = ClientRotation.of(this::make, IDLE, full);
        SharedClient first = rotation.acquire();
        first.responseReceived();
        first.release();

        pause(IDLE);

        assertThat(rotation.acquire().http).isNotSameAs(first.http);
    }

    @Test
    void a_client_that_could_not_be_created_is_created_by_the_next_request() {
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
        assertThat(rotation.acquire().http).isNotNull();
    }

    @Test
    void the_applications_client_is_never_replaced() {
        HttpClient own = HttpClient.newHttpClient();
        ClientRotation never = ClientRotation.fixed(own);
        SharedClient first = never.acquire();
        first.responseReceived();
        first.release();

        pause(IDLE);

        assertThat(never.acquire().http).isSameAs(own);
    }

    @Test
    void an_unused_port_has_no_connection_and_no_selector_thread_even_without_garbage_collection() throws Exception {
        Set<Thread> before = selectors();
        try (Server server = new Server()) {
            JdkTransport http = JdkTransport.create(SendPolicy.defaults().withIdleTimeout(IDLE));
            for (int i = 0; i < 5; i++) {
                assertThat(http.post(server.request("now"))).isInstanceOf(Response.class);
                assertThat(http.postAsync(server.request("now")).get()).isInstanceOf(Response.class);
                pause(IDLE);
            }

            await(() -> before.containsAll(selectors()));
            await(() -> server.open.get() == 0);
        }
    }

    @Test
    void a_request_in_flight_survives_the_replacement_of_its_client() throws Exception {
        try (Server server = new Server()) {
            JdkTransport http = JdkTransport.create(SendPolicy.defaults().withIdleTimeout(IDLE));
            CompletableFuture<Result> slow = http.postAsync(server.request("later"));
            CompletableFuture<Result> slowToo = CompletableFuture.supplyAsync(
                    () -> http.post(server.request("later")), task -> new Thread(task).start());
            await(() -> server.waiting.get() == 2);
            http.post(server.request("now"));
            pause(IDLE);
            http.post(server.request("now"));
            assertThat(server.connections).hasValue(4);
            pause(Duration.ofSeconds(1)); // longer than an unused client stays open

            server.later.countDown();

            assertThat(slow.get()).isInstanceOf(Response.class);
            assertThat(slowToo.get()).isInstanceOf(Response.class);
        }
    }

    /** An error in that thread, or another library that interrupts all threads, ends it. */
    @Test
    void a_client_whose_selector_thread_has_ended_is_replaced_and_its_request_ends_in_time() throws Exception {
        Set<Thread> before = selectors();
        try (Server server = new Server()) {
            JdkTransport http = JdkTransport.create(SendPolicy.defaults());
            for (int i = 1; i <= 2; i++) {
                int waiting = i;
                CompletableFuture<Result> sent = CompletableFuture.supplyAsync(
                        () -> {
                            Result result = http.post(server.request("later", Duration.ofSeconds(2)));
                            assertThat(Thread.interrupted()).isFalse();
                            return result;
                        },
                        task -> new Thread(task).start());
                await(() -> server.waiting.get() == waiting);
                Set<Thread> selector = selectors();
                selector.removeAll(before);
                assertThat(selector).hasSize(1);

                selector.forEach(Thread::interrupt);

                assertThat(sent.get(20, SECONDS)).isInstanceOf(NoResponse.class);
                await(() -> selectors().stream().noneMatch(selector::contains));
            }
            assertThat(http.post(server.request("now"))).isInstanceOf(Response.class);
            assertThat(http.postAsync(server.request("now")).get()).isInstanceOf(Response.class);
        }
    }

    @Test
    void ports_share_one_timer_thread_and_leave_no_threads_behind() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (Server server = new Server()) {
            for (int i = 0; i < 300; i++) {
                JdkTransport http = JdkTransport.create(SendPolicy.defaults().withIdleTimeout(IDLE));
                http.post(server.request("now"));
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
            Thread.sleep(time.toMillis() + 1); // the idle time itself, which has no signal
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

    /** Responds to "now" immediately and to "later" on a signal; keeps connections. */
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

        Request request(String body) {
            return request(body, Duration.ofSeconds(20));
        }

        Request request(String body, Duration time) {
            URI uri = URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/x");
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
                    // The test is over.
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
