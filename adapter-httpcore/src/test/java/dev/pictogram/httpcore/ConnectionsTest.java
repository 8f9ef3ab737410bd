// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pictogram.SendPolicy;
import dev.pictogram.contract.RawServer;
import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.contract.TestIdentity;
import dev.pictogram.httpcore.Connections.Limits;
import dev.pictogram.httpcore.HttpCoreTransport.Target;
import dev.pictogram.wire.http.Attempt;
import dev.pictogram.wire.http.HttpTransport;
import dev.pictogram.wire.http.HttpTransport.NotSent;
import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.http.HttpTransport.Result;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limits and the life of connections. */
@Timeout(60)
class ConnectionsTest {

    private static final byte[] ACCEPTED = "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}".getBytes(UTF_8);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Supplier<SSLContext> NO_TLS = () -> {
        throw new AssertionError("no TLS");
    };
    private static final Limits DEFAULT = new Limits(LONG, LONG, 8);

    @Test
    void requests_wait_for_a_connection_in_the_order_of_their_arrival() throws Exception {
        LinkedBlockingQueue<CountDownLatch> received = new LinkedBlockingQueue<>();
        try (RawServer server = RawServer.start(connection -> {
            CountDownLatch respond = new CountDownLatch(1);
            received.add(respond);
            HttpCoreMessagingTest.await(respond);
            connection.getOutputStream().write(ACCEPTED);
        })) {
            HttpTransport transport = transport(new Limits(LONG, LONG, 1));
            List<CompletableFuture<Result>> sends = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                sends.add(transport.postAsync(request(server.uri(), "request " + i, LONG)));
            }
            for (int i = 0; i < 6; i++) {
                received.take().countDown();
            }

            for (CompletableFuture<Result> sent : sends) {
                assertThat(sent.get()).isInstanceOf(Response.class);
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests())
                    .extracting(request -> new String(request.body(), UTF_8))
                    .containsExactly("request 0", "request 1", "request 2", "request 3", "request 4", "request 5");
        }
    }

    @Test
    void a_request_that_waits_longer_than_its_connect_timeout_is_not_sent() throws Exception {
        try (RawServer server = RawServer.start(Reaction.silence())) {
            HttpTransport transport = transport(new Limits(LONG, LONG, 1));
            CompletableFuture<Result> first = transport.postAsync(request(server.uri(), "first", LONG));
            server.awaitRequest();

            Result second = transport.post(request(server.uri(), "second", Duration.ofMillis(200)));

            assertThat(second).isInstanceOf(NotSent.class);
            assertThat(first).isNotDone();
            assertThat(server.requests()).hasSize(1);
        }
    }

    /** A request that gave up its wait leaves its place to the next one. */
    @Test
    void a_cancelled_wait_takes_no_connection() throws Exception {
        CountDownLatch respond = new CountDownLatch(1);
        try (RawServer server = RawServer.start(respondAfter(respond))) {
            HttpTransport transport = transport(new Limits(LONG, LONG, 1));
            CompletableFuture<Result> first = transport.postAsync(request(server.uri(), "first", LONG));
            server.awaitRequest();
            CompletableFuture<Result> cancelled = transport.postAsync(request(server.uri(), "cancelled", LONG));
            CompletableFuture<Result> third = transport.postAsync(request(server.uri(), "third", LONG));

            cancelled.cancel(true);
            respond.countDown();

            assertThat(first.get()).isInstanceOf(Response.class);
            assertThat(cancelled.get()).isInstanceOf(NotSent.class);
            assertThat(third.get()).isInstanceOf(Response.class);
            assertThat(server.requests()).hasSize(2);
        }
    }

    /** The pool calls the next waiting request while the one before returns the connection. */
    @Test
    void many_waiting_requests_that_have_ended_do_not_overflow_the_stack() throws Exception {
        CountDownLatch respond = new CountDownLatch(1);
        try (RawServer server = RawServer.start(respondAfter(respond))) {
            HttpTransport transport = transport(new Limits(LONG, LONG, 1));
            CompletableFuture<Result> first = transport.postAsync(request(server.uri(), "first", LONG));
            server.awaitRequest();
            List<CompletableFuture<Result>> ended = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                ended.add(transport.postAsync(request(server.uri(), "ended", LONG)));
            }
            CompletableFuture<Result> last = transport.postAsync(request(server.uri(), "last", LONG));
            for (CompletableFuture<Result> one : ended) {
                // As if its cancellation still waited for a thread.
                one.complete(new NotSent(new IOException("ended")));
            }
            respond.countDown();

            assertThat(first.get()).isInstanceOf(Response.class);
            assertThat(last.get()).isInstanceOf(Response.class);
            assertThat(server.requests()).hasSize(2);
        }
    }

    /** The rest of the request would have to be sent first. */
    @Test
    void a_connection_is_not_reused_if_the_response_came_before_the_request_was_written() throws Exception {
        try (EarlyServer server = new EarlyServer()) {
            HttpTransport transport = transport(DEFAULT);
            Duration timeout = Duration.ofSeconds(5);

            assertThat(transport.post(request(server.uri(), "x".repeat(32 << 20), timeout)))
                    .isInstanceOf(Response.class);
            assertThat(transport.post(request(server.uri(), "x", timeout))).isInstanceOf(Response.class);
        }
    }

    /** The threads serve all ports. */
    @Test
    void an_error_while_a_request_is_written_ends_no_other_message() throws Exception {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            Map<String, String> broken = new AbstractMap<>() {
                @Override
                public Set<Entry<String, String>> entrySet() {
                    throw new LinkageError("broken");
                }
            };
            assertEndsNoOtherMessage(
                    transport(DEFAULT), new Request(server.uri(), broken, new byte[1], LONG, LONG, 1000));
        }
    }

    @Test
    void an_error_in_a_trust_manager_ends_no_other_message() throws Exception {
        SSLContext broken = SSLContext.getInstance("TLS");
        broken.init(null, new TrustManager[] {new BrokenTrust()}, null);
        try (RawServer server =
                RawServer.startTls(TestIdentity.of("127.0.0.1").context(), Reaction.respond(ACCEPTED))) {
            assertEndsNoOtherMessage(transport(DEFAULT, broken), request(server.uri(), "x", LONG));
        }
    }

    @Test
    @Timeout(20)
    void an_error_while_a_connection_is_returned_does_not_delay_the_response() {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            HttpTransport transport =
                    new HttpCoreTransport(new Connections(DEFAULT, NO_TLS, InetAddress::getAllByName, null, () -> {
                        throw new LinkageError("broken");
                    }));

            assertThat(transport.post(request(server.uri(), "x", LONG))).isInstanceOf(Response.class);
        }
    }

    private static Reaction respondAfter(CountDownLatch signal) {
        return connection -> {
            HttpCoreMessagingTest.await(signal);
            connection.getOutputStream().write(ACCEPTED);
        };
    }

    private static void assertEndsNoOtherMessage(HttpTransport transport, Request broken) throws Exception {
        int others = 4 * Reactor.THREADS; // some on each thread
        CountDownLatch received = new CountDownLatch(others);
        CountDownLatch respond = new CountDownLatch(1);
        try (RawServer server = RawServer.start(connection -> {
            received.countDown();
            HttpCoreMessagingTest.await(respond);
            connection.getOutputStream().write(ACCEPTED);
        })) {
            HttpTransport another = transport(new Limits(LONG, LONG, others));
            List<CompletableFuture<Result>> sends = new ArrayList<>();
            for (int i = 0; i < others; i++) {
                sends.add(another.postAsync(request(server.uri(), "x", LONG)));
            }
            received.await();

            Result result = transport.post(broken);
            respond.countDown();

            for (CompletableFuture<Result> sent : sends) {
                assertThat(sent.get()).isInstanceOf(Response.class);
            }
            assertThat(result)
                    .isInstanceOfSatisfying(
                            NotSent.class,
                            notSent -> assertThat(notSent.cause()).hasRootCauseMessage("broken"));
        }
    }

    /** It reads a file, which takes a while; an I/O thread would serve no other message meanwhile. */
    @Test
    void the_trust_store_is_not_loaded_on_an_io_thread() throws Exception {
        CompletableFuture<String> loadedOn = new CompletableFuture<>();
        SSLContext tls = TestIdentity.of("127.0.0.1").context();
        try (RawServer server = RawServer.startTls(tls, Reaction.respond(ACCEPTED))) {
            HttpTransport transport = new HttpCoreTransport(new Connections(
                    DEFAULT,
                    () -> {
                        loadedOn.complete(Thread.currentThread().getName());
                        return tls;
                    },
                    InetAddress::getAllByName,
                    null));

            assertThat(transport.post(request(server.uri(), "x", LONG))).isInstanceOf(Response.class);
            assertThat(loadedOn.get()).startsWith("pictogram-resolver");
        }
    }

    @Test
    void the_trust_store_is_loaded_before_the_first_message_if_the_server_needs_it() throws Exception {
        BlockingQueue<String> loaded = new LinkedBlockingQueue<>();
        for (String server : List.of("http://127.0.0.1:1", "https://127.0.0.1:1")) {
            HttpCoreTransport.create(
                    URI.create(server),
                    SendPolicy.defaults(),
                    () -> {
                        loaded.add(server);
                        return NO_TLS.get();
                    },
                    null);
        }

        assertThat(loaded.take()).as("loaded in turn").startsWith("https:");
    }

    @Test
    void a_trust_store_that_could_not_be_loaded_is_loaded_with_the_first_message() throws Exception {
        SSLContext tls = TestIdentity.of("127.0.0.1").context();
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch failed = new CountDownLatch(1);
        try (RawServer server = RawServer.startTls(tls, Reaction.respond(ACCEPTED))) {
            HttpTransport transport = HttpCoreTransport.create(
                    server.uri(),
                    SendPolicy.defaults(),
                    () -> {
                        if (loads.incrementAndGet() == 1) {
                            failed.countDown();
                            throw new IllegalStateException("the file is being written");
                        }
                        return tls;
                    },
                    null);
            failed.await();

            assertThat(transport.post(request(server.uri(), "x", LONG))).isInstanceOf(Response.class);
            assertThat(loads).hasValue(2);
        }
    }

    /** The thread that waits for a connection may be overtaken by the one that gets it. */
    @Test
    void an_abort_cancels_the_latest_wait() {
        Request request = request(URI.create("http://127.0.0.1:1/"), "x", LONG);
        Connections connections = new Connections(DEFAULT, NO_TLS, InetAddress::getAllByName, null);
        Exchange exchange = new Exchange(Attempt.start(request), new Target(request.uri()), connections, 0, null);
        CompletableFuture<?> lease = CompletableFuture.completedFuture(null);
        CompletableFuture<?> connect = new CompletableFuture<>();

        exchange.waitFor(connect);
        exchange.waitFor(lease);
        exchange.abort();

        assertThat(connect).isCancelled();
    }

    @Test
    void the_next_address_is_tried_if_one_refuses() throws Exception {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            HttpTransport transport = transport(DEFAULT, host -> addresses("127.0.0.2", "127.0.0.3", "127.0.0.1"));

            assertThat(transport.post(request(named(server), "x", LONG))).isInstanceOf(Response.class);
        }
    }

    @Test
    void the_next_address_is_tried_within_the_connect_timeout_if_one_does_not_respond() throws Exception {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED));
                FullListener silent = new FullListener("127.0.0.2", server.uri().getPort())) {
            HttpTransport transport = transport(DEFAULT, host -> addresses("127.0.0.2", "127.0.0.1"));

            assertThat(transport.post(request(named(server), "x", Duration.ofSeconds(3))))
                    .isInstanceOf(Response.class);
            assertThat(silent.isFull()).isTrue();
        }
    }

    @Test
    void a_new_connection_resolves_the_name_again() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            HttpTransport transport = transport(new Limits(LONG, Duration.ofMillis(50), 8), host -> {
                lookups.incrementAndGet();
                return addresses("127.0.0.1");
            });
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (lookups.get() < 3 && System.nanoTime() < end) {
                assertThat(transport.post(request(named(server), "x", LONG))).isInstanceOf(Response.class);
            }
            assertThat(lookups).as("a connection is used for 50 ms").hasValueGreaterThanOrEqualTo(3);
            assertThat(server.connections()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void an_idle_connection_is_closed_with_close_notify_without_a_further_request() throws Exception {
        TestIdentity identity = TestIdentity.of("127.0.0.1");
        try (TlsServer server = new TlsServer(identity.context())) {
            HttpTransport transport = transport(new Limits(Duration.ofMillis(200), LONG, 8), identity.context());

            assertThat(transport.post(request(server.uri(), "x", LONG))).isInstanceOf(Response.class);

            assertThat(server.end.get(20, TimeUnit.SECONDS)).isEqualTo("close_notify");
        }
    }

    /** The pool measures by the wall clock, which an administrator may set back. */
    @Test
    void an_idle_connection_is_not_reused_whatever_the_wall_clock_says() {
        AtomicLong nanos = new AtomicLong();
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            HttpTransport transport = new HttpCoreTransport(
                    new Connections(DEFAULT, NO_TLS, InetAddress::getAllByName, null, nanos::get));
            assertThat(transport.post(request(server.uri(), "x", LONG))).isInstanceOf(Response.class);
            nanos.addAndGet(LONG.toNanos() - 1);
            assertThat(transport.post(request(server.uri(), "x", LONG))).isInstanceOf(Response.class);
            assertThat(server.connections()).isEqualTo(1);

            nanos.addAndGet(LONG.toNanos());
            assertThat(transport.post(request(server.uri(), "x", LONG))).isInstanceOf(Response.class);

            assertThat(server.connections()).isEqualTo(2);
        }
    }

    /** Not even the transport is needed for that, so a port that is garbage leaves nothing behind. */
    @Test
    void the_threads_end_with_the_last_connection() throws Exception {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            HttpTransport transport = transport(new Limits(Duration.ofMillis(200), LONG, 8));
            assertThat(transport.post(request(server.uri(), "x", LONG))).isInstanceOf(Response.class);

            server.awaitNoConnection();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().startsWith("pictogram-httpcore")) {
                    thread.join(20_000);
                }
            }
            assertThat(HttpCoreMessagingTest.threads("pictogram-httpcore")).isEmpty();

            assertThat(transport.post(request(server.uri(), "x", LONG))).isInstanceOf(Response.class);
        }
    }

    /** The connect timeouts hit each step of connecting. A request that is connected before gets no response, for a second. */
    @Test
    void a_timeout_while_connecting_leaves_no_connection() throws Exception {
        Random moments = new Random(1);
        SSLContext tls = TestIdentity.of("127.0.0.1").context();
        try (RawServer server = RawServer.startTls(tls, Reaction.silence())) {
            for (int round = 0; round < 10; round++) {
                HttpTransport transport = transport(new Limits(LONG, LONG, 300), tls);
                Duration timeout = Duration.ofMillis(1 + moments.nextInt(300));
                Request request =
                        new Request(server.uri(), Map.of(), new byte[1], timeout, Duration.ofSeconds(1), 1000);
                List<CompletableFuture<Result>> sends = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    sends.add(transport.postAsync(request));
                }
                for (CompletableFuture<Result> sent : sends) {
                    assertThat(sent.get()).isNotInstanceOf(Response.class);
                }
                server.awaitNoConnection();
            }
        }
    }

    @Test
    void all_threads_are_daemons() {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            assertThat(transport(DEFAULT).post(request(server.uri(), "x", LONG)))
                    .isInstanceOf(Response.class);

            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("pictogram"))
                    .isNotEmpty()
                    .allMatch(Thread::isDaemon);
        }
    }

    private static HttpTransport transport(Limits limits) {
        return transport(limits, InetAddress::getAllByName);
    }

    private static HttpTransport transport(Limits limits, Resolver resolver) {
        return new HttpCoreTransport(new Connections(limits, NO_TLS, resolver, null));
    }

    private static HttpTransport transport(Limits limits, SSLContext tls) {
        return new HttpCoreTransport(new Connections(limits, () -> tls, InetAddress::getAllByName, null));
    }

    private static Request request(URI uri, String body, Duration connectTimeout) {
        return new Request(uri, Map.of(), body.getBytes(UTF_8), connectTimeout, LONG, 1000);
    }

    private static URI named(RawServer server) {
        return URI.create("http://several.example:" + server.uri().getPort() + "/");
    }

    private static InetAddress[] addresses(String... literals) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[literals.length];
        for (int i = 0; i < literals.length; i++) {
            addresses[i] = InetAddress.getByName(literals[i]);
        }
        return addresses;
    }

    /** A listener whose queue is full, so that a connect to it stays pending. */
    private static final class FullListener implements AutoCloseable {

        private final ServerSocket listener;
        private final List<Socket> queue = new ArrayList<>();
        private boolean full;

        FullListener(String address, int port) throws IOException {
            listener = new ServerSocket(port, 1, InetAddress.getByName(address));
            while (!full && queue.size() < 16) {
                Socket next = new Socket();
                queue.add(next);
                try {
                    next.connect(new InetSocketAddress(address, port), 300);
                } catch (SocketTimeoutException yes) {
                    full = true;
                }
            }
            assumeThat(full)
                    .as("this operating system leaves a connect pending")
                    .isTrue();
        }

        boolean isFull() {
            return full;
        }

        @Override
        public void close() throws IOException {
            for (Socket waiting : queue) {
                waiting.close();
            }
            listener.close();
        }
    }

    private static final class BrokenTrust implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new LinkageError("broken");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new LinkageError("broken");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Responds to the head of a request and does not read the body. */
    private static final class EarlyServer implements AutoCloseable {

        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> open = new CopyOnWriteArrayList<>();

        EarlyServer() throws IOException {
            Thread thread = new Thread(this::accept, "early-server");
            thread.setDaemon(true);
            thread.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = listener.accept();
                    open.add(client);
                    StringBuilder head = new StringBuilder();
                    while (head.indexOf("\r\n\r\n") < 0) {
                        head.append((char) client.getInputStream().read());
                    }
                    client.getOutputStream().write(ACCEPTED);
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket client : open) {
                client.close();
            }
        }
    }

    /** Responds to one request and reads on until the end. */
    private static final class TlsServer implements AutoCloseable {

        final CompletableFuture<String> end = new CompletableFuture<>();
        private final ServerSocket listener;

        TlsServer(SSLContext context) throws IOException {
            listener = context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(this::serve, "tls-server");
            thread.setDaemon(true);
            thread.start();
        }

        URI uri() {
            return URI.create("https://127.0.0.1:" + listener.getLocalPort() + "/");
        }

        private void serve() {
            try (Socket client = listener.accept()) {
                InputStream in = client.getInputStream();
                in.read(new byte[8192]);
                client.getOutputStream().write(ACCEPTED);
                while (in.read() >= 0) {
                    // the rest of the request
                }
                end.complete("close_notify"); // Without it, read throws.
            } catch (IOException cut) {
                end.complete(cut.toString());
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
