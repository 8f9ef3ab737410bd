// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pictogram.contract.RawServer;
import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.contract.TestIdentity;
import dev.pictogram.httpcore.Connections.Limits;
import dev.pictogram.httpcore.HttpCoreTransport.Target;
import dev.pictogram.wire.http.Attempt;
import dev.pictogram.wire.http.HttpTransport;
import dev.pictogram.wire.http.HttpTransport.NoResponse;
import dev.pictogram.wire.http.HttpTransport.NotSent;
import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.http.HttpTransport.Result;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.nio.command.ShutdownCommand;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The thread that sends serves a kept connection itself: from the second message on. */
@Timeout(60)
class SendingThreadTest {

    private static final byte[] ACCEPTED = "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}".getBytes(UTF_8);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Limits DEFAULT = new Limits(LONG, LONG, 1024);

    private final SSLContext tls;
    private final HttpTransport transport;

    SendingThreadTest() throws Exception {
        tls = TestIdentity.of("127.0.0.1").context();
        transport = transport(DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_message_on_a_kept_connection_needs_no_io_thread(boolean secure) throws Exception {
        try (RawServer server = start(secure, Reaction.respond(ACCEPTED));
                BusyThreads busy = new BusyThreads()) {
            useTwice(server);
            busy.start();

            for (int i = 0; i < 10; i++) {
                assertAccepted(transport.post(request(server.uri(), "x")));
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /** Not even an interrupt is lost: it ends the wait. */
    @Test
    void an_interrupt_ends_the_wait_without_an_io_thread() throws Exception {
        CountDownLatch received = new CountDownLatch(3);
        try (RawServer server = RawServer.start(connection -> {
                    received.countDown();
                    if (received.getCount() > 0) {
                        connection.getOutputStream().write(ACCEPTED);
                    }
                });
                BusyThreads busy = new BusyThreads()) {
            useTwice(server);
            busy.start();
            FutureTask<Boolean> sender = new FutureTask<>(() -> {
                assertThat(transport.post(request(server.uri(), "x"))).isInstanceOf(NoResponse.class);
                return Thread.interrupted();
            });
            Thread thread = new Thread(sender, "sender");
            thread.start();
            received.await();

            thread.interrupt();

            assertThat(sender.get()).as("interrupted").isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_time_limit_ends_the_wait_without_an_io_thread(boolean secure) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawServer server = start(secure, connection -> {
                    if (requests.incrementAndGet() < 3) {
                        connection.getOutputStream().write(ACCEPTED);
                    }
                });
                BusyThreads busy = new BusyThreads()) {
            useTwice(server);
            busy.start();
            Request silent = new Request(server.uri(), Map.of(), new byte[1], LONG, Duration.ofMillis(300), 1000);

            assertThat(transport.post(silent)).isInstanceOf(NoResponse.class);
        }
    }

    @Test
    void the_wait_ends_at_the_deadline_even_if_the_timer_is_late() throws Exception {
        CountDownLatch respond = new CountDownLatch(1);
        AtomicInteger requests = new AtomicInteger();
        try (RawServer server = RawServer.start(connection -> {
            if (requests.incrementAndGet() == 3) {
                HttpCoreMessagingTest.await(respond);
            }
            connection.getOutputStream().write(ACCEPTED);
        })) {
            Connections connections = connections(DEFAULT);
            HttpTransport transport = new HttpCoreTransport(connections);
            assertAccepted(transport.post(request(server.uri(), "first")));
            assertAccepted(transport.post(request(server.uri(), "second")));
            Attempt attempt = Attempt.start(request(server.uri(), "third"));
            long now = System.nanoTime();
            Exchange exchange = new Exchange(
                    attempt, new Target(server.uri()), connections, now + LONG.toNanos(), Thread.currentThread());
            exchange.start();

            exchange.receive(now + Duration.ofMillis(200).toNanos());

            assertThat(attempt.result()).isNotDone();
            respond.countDown();
            exchange.receive(now + LONG.toNanos());
            assertAccepted(attempt.result().join());
        }
    }

    /** An I/O thread must be called for the responses again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void post_and_postAsync_share_a_connection(boolean secure) throws Exception {
        try (RawServer server = start(secure, Reaction.respond(ACCEPTED))) {
            useTwice(server);
            for (int i = 0; i < 100; i++) {
                assertAccepted(transport.postAsync(request(server.uri(), "x")).get());
                assertAccepted(transport.post(request(server.uri(), "x")));
                assertAccepted(transport.post(request(server.uri(), "x")));
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /** The request does not fit into the buffers of the socket, and an I/O thread writes the rest. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_large_message_is_completed(boolean secure) throws Exception {
        try (RawServer server = start(secure, Reaction.respond(ACCEPTED))) {
            useTwice(server);
            String large = "x".repeat(16 << 20);

            assertAccepted(transport.post(request(server.uri(), large)));
            assertAccepted(transport.post(request(server.uri(), "x")));

            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests().get(2).body()).hasSize(large.length());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_response_in_many_parts_is_received(boolean secure) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawServer server = start(secure, connection -> {
            boolean inParts = requests.incrementAndGet() > 2;
            for (byte one : ACCEPTED) {
                connection.getOutputStream().write(one);
                if (inParts) {
                    Thread.yield();
                }
            }
        })) {
            useTwice(server);

            assertThat(transport.post(request(server.uri(), "x")))
                    .isInstanceOfSatisfying(
                            Response.class,
                            response -> assertThat(response.body()).hasSize(2));
        }
    }

    /** A thread that tried one itself inside of the call for the one before would overflow its stack. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void many_connections_that_were_closed_meanwhile_cause_no_doubt(boolean secure) throws Exception {
        int connections = 300;
        Queue<Socket> open = new ConcurrentLinkedQueue<>();
        AtomicInteger deepest = new AtomicInteger();
        LongSupplier clock = () -> {
            deepest.accumulateAndGet(Thread.currentThread().getStackTrace().length, Math::max);
            return System.nanoTime();
        };
        HttpTransport transport =
                new HttpCoreTransport(new Connections(DEFAULT, () -> tls, InetAddress::getAllByName, null, clock));
        try (RawServer server = startTogether(secure, connections, open)) {
            sendTogether(transport, server, connections);
            sendTogether(transport, server, connections);
            for (Socket connection : open) {
                connection.close();
            }
            server.awaitNoConnection();

            assertAccepted(transport.post(request(server.uri(), "x")));

            int here = Thread.currentThread().getStackTrace().length;
            assertThat(deepest.get()).isBetween(here, here + 100);
        }
    }

    /** A socket stays open as long as a selector has it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_idle_connection_is_closed_with_its_descriptors(boolean secure) throws Exception {
        int connections = 3 * Reactor.THREADS;
        HttpTransport brief = transport(new Limits(Duration.ofMillis(500), LONG, connections));
        try (RawServer server = startTogether(secure, connections, new ConcurrentLinkedQueue<>())) {
            long before = selectors();
            sendTogether(brief, server, connections);
            sendTogether(brief, server, connections);
            assertThat(selectors()).isGreaterThan(before + 2 * Reactor.THREADS);

            server.awaitNoConnection();
            await(() -> selectors() <= before + Reactor.THREADS);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_connection_that_the_server_closes_while_it_is_idle_is_closed_long_before_the_timeout(boolean secure)
            throws Exception {
        int connections = 3 * Reactor.THREADS;
        Duration idle = Duration.ofMinutes(10);
        HttpTransport patient = transport(new Limits(idle, idle, connections));
        Queue<Socket> open = new ConcurrentLinkedQueue<>();
        try (RawServer server = startTogether(secure, connections, open)) {
            long before = selectors();
            sendTogether(patient, server, connections);
            sendTogether(patient, server, connections);
            assertThat(selectors()).isGreaterThan(before + 2 * Reactor.THREADS);

            for (Socket connection : open) {
                connection.close();
            }

            await(() -> selectors() <= before + Reactor.THREADS);
        }
    }

    /** Responds to that many messages when it has all of them, so that each has its own connection. */
    private RawServer startTogether(boolean secure, int messages, Queue<Socket> connections) {
        CyclicBarrier together = new CyclicBarrier(messages);
        AtomicInteger requests = new AtomicInteger();
        return start(secure, connection -> {
            if (requests.incrementAndGet() <= 2 * messages) {
                connections.add(connection);
                passTogether(together);
            }
            connection.getOutputStream().write(ACCEPTED);
        });
    }

    private static void sendTogether(HttpTransport transport, RawServer server, int messages) throws Exception {
        List<FutureTask<Result>> sends = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            FutureTask<Result> sent = new FutureTask<>(() -> transport.post(request(server.uri(), "x")));
            new Thread(sent, "sender").start();
            sends.add(sent);
        }
        for (FutureTask<Result> sent : sends) {
            assertAccepted(sent.get());
        }
        assertThat(server.connections()).isEqualTo(messages);
    }

    /** Otherwise one could take the wake-up of the other from the selector. */
    @Test
    void a_thread_leaves_its_message_to_an_io_thread_while_another_still_receives() throws Exception {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED));
                BusyThreads busy = new BusyThreads()) {
            Connections connections = connections(DEFAULT);
            HttpTransport transport = new HttpCoreTransport(connections);
            assertAccepted(transport.post(request(server.uri(), "first")));
            long end = System.nanoTime() + LONG.toNanos();
            Exchange exchange;
            do { // The I/O thread may still have its turn after the message before.
                Attempt attempt = Attempt.start(request(server.uri(), "next"));
                exchange = new Exchange(attempt, new Target(server.uri()), connections, end, Thread.currentThread());
                exchange.start();
                if (exchange.executed != null) {
                    // As if an I/O thread had been called before the request was written.
                    exchange.executed.setEvent(SelectionKey.OP_READ);
                }
                assertAccepted(attempt.result().get());
            } while (exchange.executed == null);
            busy.start();

            Duration brief = Duration.ofMillis(300);
            FutureTask<Result> another = new FutureTask<>(
                    () -> transport.post(new Request(server.uri(), Map.of(), new byte[1], brief, LONG, 1000)));
            new Thread(another, "sender").start();

            assertThat(another.get()).isInstanceOf(NotSent.class);
            exchange.receive(end);
        }
    }

    /** A second exchange would take the body, and the first would find it taken. */
    @Test
    void a_connection_that_is_lost_twice_is_replaced_once() throws Exception {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            Connections connections = connections(DEFAULT);
            assertAccepted(new HttpCoreTransport(connections).post(request(server.uri(), "first")));
            Attempt attempt = Attempt.start(request(server.uri(), "second"));
            long end = System.nanoTime() + LONG.toNanos();
            Exchange exchange = new Exchange(attempt, new Target(server.uri()), connections, end, null);
            try (BusyThreads busy = new BusyThreads()) {
                busy.start();
                exchange.start();
                exchange.cancel();
                exchange.failed(new IOException("again"));
            }

            assertAccepted(attempt.result().get());
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_message_for_a_connection_that_was_closed_meanwhile_is_not_queued() {
        List<String> calls = new ArrayList<>();
        IOSession closed = (IOSession) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {IOSession.class}, (proxy, method, args) -> {
                    calls.add(method.getName());
                    throw new CancelledKeyException();
                });

        assertThatThrownBy(() -> new GuardedSession(closed).enqueue(ShutdownCommand.GRACEFUL, Command.Priority.NORMAL))
                .isInstanceOf(CancelledKeyException.class);

        assertThat(calls).doesNotContain("enqueue");
    }

    /** Each call of a deep recursion sends when it has no stack left for a deeper one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_full_stack_harms_no_other_message(boolean secure) throws Exception {
        try (RawServer server = start(secure, Reaction.respond(ACCEPTED))) {
            for (int i = 0; i < 5; i++) {
                useTwice(server);
                AtomicInteger sends = new AtomicInteger();
                Thread deep = new Thread(null, () -> sendWithoutStack(server.uri(), sends), "deep", 256 * 1024);
                deep.start();
                deep.join();
                assertThat(sends.get()).isGreaterThan(300);

                assertAccepted(transport.postAsync(request(server.uri(), "x")).get());
            }
        }
    }

    private void sendWithoutStack(URI uri, AtomicInteger sends) {
        try {
            sendWithoutStack(uri, sends);
        } catch (StackOverflowError full) {
            // This call has a little more than that one.
        }
        if (sends.get() <= 300) {
            try {
                transport.post(request(uri, "x"));
                sends.incrementAndGet();
            } catch (StackOverflowError full) {
                sends.incrementAndGet();
            }
        }
    }

    /** Before JDK 24, a virtual thread that waits with a selector holds its carrier. */
    @Test
    void a_virtual_thread_leaves_its_messages_to_the_io_threads() throws Exception {
        assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(21);
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED));
                BusyThreads busy = new BusyThreads()) {
            useTwice(server);
            busy.start();
            Duration brief = Duration.ofMillis(300);
            FutureTask<Result> sent = new FutureTask<>(
                    () -> transport.post(new Request(server.uri(), Map.of(), new byte[1], brief, LONG, 1000)));
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, sent);

            assertThat(sent.get()).isInstanceOf(NotSent.class);
        }
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void passTogether(CyclicBarrier barrier) throws IOException {
        try {
            barrier.await();
        } catch (Exception over) {
            throw new IOException(over);
        }
    }

    private void useTwice(RawServer server) {
        assertAccepted(transport.post(request(server.uri(), "first")));
        assertAccepted(transport.post(request(server.uri(), "second")));
    }

    private static void assertAccepted(Result result) {
        assertThat(result).isInstanceOf(Response.class);
    }

    private RawServer start(boolean secure, Reaction reaction) {
        return secure ? RawServer.startTls(tls, reaction) : RawServer.start(reaction);
    }

    private HttpTransport transport(Limits limits) {
        return new HttpCoreTransport(connections(limits));
    }

    private Connections connections(Limits limits) {
        return new Connections(limits, () -> tls, InetAddress::getAllByName, null);
    }

    private static Request request(URI uri, String body) {
        return new Request(uri, Map.of(), body.getBytes(UTF_8), LONG, LONG, 1000);
    }

    /** {@return the number of selectors of this process, each of which has an epoll descriptor} */
    private static long selectors() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeThat(descriptors).exists();
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.filter(SendingThreadTest::isSelector).count();
        }
    }

    private static boolean isSelector(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("eventpoll");
        } catch (IOException closed) {
            return false;
        }
    }

    /** Holds all I/O threads of the adapter, from start to close. */
    private final class BusyThreads implements AutoCloseable {

        private final CountDownLatch end = new CountDownLatch(1);
        private final CountDownLatch held = new CountDownLatch(Reactor.THREADS);
        private final Set<Thread> holding = ConcurrentHashMap.newKeySet();
        private final RawServer server = RawServer.start(Reaction.respond(ACCEPTED));
        private final List<CompletableFuture<Result>> sends = new ArrayList<>();

        /** An I/O thread reads the headers of a message on a new connection. New connections go to the threads in turn. */
        void start() throws InterruptedException {
            Map<String, String> headers = new AbstractMap<>() {
                @Override
                public Set<Entry<String, String>> entrySet() {
                    if (holding.add(Thread.currentThread())) {
                        held.countDown();
                    }
                    HttpCoreMessagingTest.await(end);
                    return Set.of();
                }
            };
            HttpTransport other = transport(DEFAULT);
            for (int i = 0; i < Reactor.THREADS; i++) {
                sends.add(other.postAsync(new Request(server.uri(), headers, new byte[1], LONG, LONG, 1000)));
            }
            held.await();
        }

        @Override
        public void close() {
            end.countDown();
            for (CompletableFuture<Result> sent : sends) {
                assertAccepted(sent.join());
            }
            server.close();
        }
    }
}
