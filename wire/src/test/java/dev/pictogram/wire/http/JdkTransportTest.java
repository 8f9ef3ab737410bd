// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.SendPolicy;
import dev.pictogram.wire.http.HttpTransport.NoResponse;
import dev.pictogram.wire.http.HttpTransport.NotSent;
import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.http.HttpTransport.Result;
import dev.pictogram.wire.internal.Threads;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uses a fake client, to control the order of events. The JDK adapter runs the contract against real sockets. */
@Timeout(30)
class JdkTransportTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SECOND = Duration.ofSeconds(1); // enough to start, on any machine
    private static final Duration SHORT = Duration.ofMillis(50);

    private final Client client = new Client();
    private final JdkTransport http = JdkTransport.over(client);

    @Test
    void a_body_is_taken_once() throws Exception {
        CompletableFuture<Result> result = http.postAsync(request(LONG));
        client.awaitStart();

        assertThat(client.takeBody()).isEqualTo("hello");
        assertThat(client.takeBody()).isEqualTo("refused: a request is sent once");

        client.future.completeExceptionally(new CompletionException(new IOException("refused a second body")));
        assertThat(result.get())
                .isInstanceOfSatisfying(
                        NoResponse.class,
                        noResponse -> assertThat(noResponse.cause()).hasMessage("refused a second body"));
    }

    /** As the JDK's client does after a failed TLS handshake. */
    @Test
    void a_body_that_was_subscribed_to_and_not_requested_is_not_sent() throws Exception {
        CompletableFuture<Result> result = http.postAsync(request(LONG));
        client.awaitStart();

        client.subscribeAndCancel();
        client.future.completeExceptionally(new CompletionException(new IOException("no handshake")));

        assertThat(result.get()).isInstanceOf(NotSent.class);
    }

    @Test
    void a_timeout_before_the_body_is_taken_is_not_sent_and_the_request_is_not_sent_later() throws Exception {
        CompletableFuture<Result> result = http.postAsync(request(SECOND));
        client.awaitStart();

        assertThat(result.get()).isInstanceOf(NotSent.class);
        assertThat(client.takeBody()).startsWith("refused:");
        client.awaitCancel();
    }

    @Test
    void the_connect_timeout_of_the_request_applies_to_the_applications_client() throws Exception {
        CompletableFuture<Result> result =
                http.postAsync(new Request(URI.create("http://127.0.0.1:1/x"), Map.of(), new byte[1], SECOND, LONG, 1));
        client.awaitStart();

        assertThat(result.get())
                .isInstanceOfSatisfying(
                        NotSent.class, notSent -> assertThat(notSent.cause()).hasMessage("no connection within PT1S"));
        client.awaitCancel();
    }

    @Test
    void a_body_is_refused_after_the_deadline_even_before_the_attempt_ends() throws Exception {
        client.onStart = () -> {
            long late = System.nanoTime() + 2 * SHORT.toNanos();
            while (System.nanoTime() < late) {
                Thread.onSpinWait();
            }
            assertThat(client.takeBody()).startsWith("refused:");
            client.future.completeExceptionally(new IOException("no body"));
        };

        assertThat(http.post(request(SHORT))).isInstanceOf(NotSent.class);
    }

    @Test
    void a_timeout_after_the_body_is_taken_is_no_response() throws Exception {
        CompletableFuture<Result> result = http.postAsync(request(SECOND));
        client.awaitStart();
        assertThat(client.takeBody()).isEqualTo("hello");

        assertThat(result.get()).isInstanceOf(NoResponse.class);
        client.awaitCancel();
    }

    @Test
    void a_response_after_the_deadline_changes_nothing_and_is_not_read() throws Exception {
        CompletableFuture<Result> result = http.postAsync(request(SECOND));
        client.awaitStart();
        client.takeBody();
        assertThat(result.get()).isInstanceOf(NoResponse.class);

        Incoming late = client.respond(202);
        late.subscriber.onNext(List.of(ByteBuffer.wrap("late".getBytes(UTF_8))));

        late.awaitCancel();
        assertThat(result.get()).isInstanceOf(NoResponse.class);
    }

    @Test
    void a_response_is_received_before_the_clients_future_completes_and_is_not_cancelled() throws Exception {
        CompletableFuture<Result> result = http.postAsync(request(LONG));
        client.awaitStart();
        client.takeBody();

        Incoming incoming = client.respond(202);
        incoming.subscriber.onNext(List.of(bytes("he"), bytes("l")));
        incoming.subscriber.onNext(List.of(bytes("lo")));
        incoming.subscriber.onComplete();

        assertThat(result.get()).isInstanceOfSatisfying(Response.class, response -> {
            assertThat(response.status()).isEqualTo(202);
            assertThat(response.body()).asString(UTF_8).isEqualTo("hello");
            assertThat(response.headers()).containsExactly(Map.entry("retry-after", "7"));
        });
        assertThat(client.future).isNotDone();
        assertThat(incoming.cancel).isNotDone();
    }

    @Test
    void a_response_that_is_received_before_the_client_returns_is_not_cancelled() throws Exception {
        client.onStart = () -> {
            client.takeBody();
            client.respond(202).subscriber.onComplete();
        };

        assertThat(http.postAsync(request(LONG)).get()).isInstanceOf(Response.class);

        client.future.complete(new Head(202));
        assertThat(client.future).isNotCancelled();
    }

    @Test
    void a_body_that_fails_or_stalls_is_kept_as_far_as_it_was_received() throws Exception {
        for (boolean fails : new boolean[] {true, false}) {
            Client one = new Client();
            CompletableFuture<Result> result = JdkTransport.over(one).postAsync(request(SECOND));
            one.awaitStart();
            one.takeBody();
            Incoming incoming = one.respond(401);
            incoming.subscriber.onNext(List.of(bytes("half")));
            if (fails) {
                incoming.subscriber.onError(new IOException("reset"));
            }

            assertThat(result.get()).isInstanceOfSatisfying(Response.class, response -> {
                assertThat(response.status()).isEqualTo(401);
                assertThat(response.body()).asString(UTF_8).isEqualTo("half");
            });
            incoming.awaitCancel();
        }
    }

    @Test
    void a_body_is_truncated_at_the_limit() throws Exception {
        CompletableFuture<Result> result = http.postAsync(request(LONG));
        client.awaitStart();
        client.takeBody();
        Incoming incoming = client.respond(200);

        incoming.subscriber.onNext(List.of(bytes("x".repeat(1500)), bytes("y".repeat(1500))));
        incoming.subscriber.onNext(List.of(bytes("z")));

        assertThat(result.get())
                .isInstanceOfSatisfying(
                        Response.class,
                        response -> assertThat(response.body())
                                .asString(UTF_8)
                                .isEqualTo("x".repeat(1500) + "y".repeat(548)));
        incoming.awaitCancel();
    }

    @Test
    void a_failure_without_a_cause_ends_the_attempt() throws Exception {
        client.onStart = () -> client.future.completeExceptionally(new CompletionException("no cause", null));

        assertThat(http.postAsync(request(LONG)).get()).isInstanceOf(NotSent.class);
    }

    @Test
    void a_refusal_by_a_proxy_ends_the_attempt() throws Exception {
        client.onStart = () -> client.future.complete(new Head(407));

        for (Result result : List.of(http.postAsync(request(LONG)).get(), http.post(request(LONG)))) {
            assertThat(result)
                    .isInstanceOfSatisfying(
                            NotSent.class,
                            notSent -> assertThat(notSent.cause()).hasMessage("HTTP 407 from a proxy"));
        }
    }

    @Test
    void a_client_that_throws_ends_the_attempt() throws Exception {
        for (Throwable broken : List.of(new IllegalArgumentException("no such scheme"), new StackOverflowError())) {
            client.onStart = () -> {
                throw sneaky(broken);
            };

            assertThat(http.postAsync(request(LONG)).get())
                    .isInstanceOfSatisfying(
                            NotSent.class,
                            notSent -> assertThat(notSent.cause()).isSameAs(broken));
        }
    }

    @Test
    void an_asynchronous_post_returns_while_the_client_is_blocked_at_the_start() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        CompletableFuture<Thread> starter = new CompletableFuture<>();
        client.onStart = () -> {
            starter.complete(Thread.currentThread());
            release.join(); // as resolving a host name does
        };

        CompletableFuture<Result> result = http.postAsync(request(Duration.ofSeconds(2)));

        assertThat(starter.get(20, TimeUnit.SECONDS)).satisfies(thread -> {
            assertThat(thread).isNotSameAs(Thread.currentThread());
            assertThat(thread.isDaemon()).as("keeps no JVM alive").isTrue();
        });
        assertThat(result.get()).as("in time").isInstanceOf(NotSent.class);
        release.complete(null);
        client.awaitCancel();
    }

    @Test
    void an_interrupt_ends_a_post_and_keeps_the_interrupt_flag() {
        for (boolean taken : new boolean[] {false, true}) {
            client.onStart = () -> {
                if (taken) {
                    client.takeBody();
                }
                Thread.currentThread().interrupt();
            };

            Result result = http.post(request(LONG));

            assertThat(Thread.interrupted()).as("the flag").isTrue();
            assertThat(result).isInstanceOf(taken ? NoResponse.class : NotSent.class);
        }
    }

    @Test
    void an_interrupted_thread_sends_nothing() {
        client.onStart = client::takeBody;
        Thread.currentThread().interrupt();

        Result result = http.post(request(LONG));

        assertThat(Thread.interrupted()).as("the flag").isTrue();
        assertThat(result).isInstanceOf(NotSent.class);
    }

    @Test
    void a_post_whose_response_does_not_end_returns_in_time_with_the_received_part() {
        client.onStart = () -> {
            client.takeBody();
            BodySubscriber<?> subscriber = client.respond(202).subscriber;
            subscriber.onNext(List.of(bytes("half")));
            // Clients return when the body is complete.
            subscriber.getBody().thenRun(() -> client.future.complete(new Head(202)));
        };

        assertThat(http.post(request(SECOND)))
                .isInstanceOfSatisfying(
                        Response.class,
                        response -> assertThat(response.body()).asString(UTF_8).isEqualTo("half"));
    }

    @Test
    void a_post_returns_in_time_even_if_the_client_is_blocked() {
        // Like a client without a free thread: it neither responds nor fails.
        client.onStart = client::takeBody;

        assertThat(http.post(request(Duration.ofSeconds(2)))).isInstanceOf(NoResponse.class);
    }

    @Test
    void a_timeout_needs_no_thread_except_the_timers() throws Exception {
        // A virtual thread would wait for a carrier, and those may all be busy.
        CompletableFuture<String> thread = http.postAsync(request(SECOND))
                .thenApply(late -> Thread.currentThread().getName());

        assertThat(thread.get(20, TimeUnit.SECONDS)).isEqualTo("pictogram-timer");
    }

    @Test
    void a_client_that_completes_the_body_future_does_not_end_the_attempt() {
        client.onStart = () -> {
            client.takeBody();
            Incoming incoming = client.respond(202);
            incoming.subscriber.getBody().toCompletableFuture().cancel(true);
            incoming.subscriber.onNext(List.of(bytes("whole")));
            incoming.subscriber.onComplete();
            client.future.completeExceptionally(new IOException("cancelled"));
        };

        for (Way way : Way.values()) {
            assertThat(way.taken.apply(http, request(LONG)))
                    .isInstanceOfSatisfying(
                            Response.class,
                            response ->
                                    assertThat(response.body()).asString(UTF_8).isEqualTo("whole"));
        }
    }

    @Test
    void a_complete_response_counts_even_if_the_client_fails_afterwards() {
        client.onStart = () -> {
            client.takeBody();
            Incoming incoming = client.respond(202);
            incoming.subscriber.onNext(List.of(bytes("whole")));
            incoming.subscriber.onComplete();
            client.future.completeExceptionally(new IOException("no room in the pool"));
        };

        assertThat(http.post(request(LONG)))
                .isInstanceOfSatisfying(
                        Response.class,
                        response -> assertThat(response.body()).asString(UTF_8).isEqualTo("whole"));
    }

    @Test
    void a_request_without_a_thread_is_not_sent() {
        OutOfMemoryError full = new OutOfMemoryError("unable to create native thread");
        Executor noThread = task -> {
            throw full;
        };
        ScheduledThreadPoolExecutor noTimer = new ScheduledThreadPoolExecutor(0, task -> {
            throw full;
        });
        ClientRotation noClient = ClientRotation.of(
                () -> {
                    throw full;
                },
                LONG,
                Threads.TIMER);
        ClientRotation given = ClientRotation.fixed(client);

        for (boolean needsNoThread : new boolean[] {true, false}) {
            for (JdkTransport http : List.of(
                    new JdkTransport(noClient, Runnable::run, Threads.TIMER, needsNoThread),
                    new JdkTransport(given, Runnable::run, noTimer, needsNoThread))) {
                for (Way way : Way.values()) {
                    assertThat(way.taken.apply(http, request(LONG))).isEqualTo(new NotSent(full));
                }
            }
            JdkTransport noStarter = new JdkTransport(given, noThread, Threads.TIMER, needsNoThread);
            assertThat(noStarter.postAsync(request(LONG))).isCompletedWithValue(new NotSent(full));
        }
        assertThat(client.request).isNull();
    }

    @Test
    void no_text_shows_the_api_key() throws Exception {
        Request request = new Request(
                URI.create("http://127.0.0.1:1/x"),
                Map.of("api-key", "secret"),
                bytes("hello").array(),
                LONG,
                LONG,
                1);
        client.onStart = () -> client.future.complete(new Head(407));
        http.post(request);

        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        assertShowsNoKey(http, seen);
        assertShowsNoKey(client.request, seen);
        assertThat(seen).as("the request is checked").anyMatch(Request.class::isInstance);
    }

    /** Checks an object of this library and all objects that it refers to. */
    private static void assertShowsNoKey(Object part, Set<Object> seen) throws IllegalAccessException {
        if (part == null || !part.getClass().getName().startsWith("dev.pictogram.") || !seen.add(part)) {
            return;
        }
        assertThat(part.toString()).as("%s", part.getClass()).doesNotContain("secret");
        for (Field field : part.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                assertShowsNoKey(field.get(part), seen);
            }
        }
    }

    @Test
    void the_default_client_writes_the_request_and_reads_the_response() throws Exception {
        byte[] response = "HTTP/1.1 202 Accepted\r\nContent-Length: 4\r\nRetry-After: 7\r\n\r\ntook".getBytes(UTF_8);
        for (Way way : Way.values()) {
            try (OneConnection server = new OneConnection("hello", response)) {
                Result result = way.taken.apply(
                        JdkTransport.create(SendPolicy.defaults()), request("http", server.port(), LONG));

                assertThat(server.heard())
                        .startsWith("POST /x HTTP/1.1\r\n")
                        .contains("\r\nContent-Length: 5\r\n", "\r\na: b\r\n")
                        .endsWith("\r\n\r\nhello");
                assertThat(result).isInstanceOfSatisfying(Response.class, received -> {
                    assertThat(received.status()).isEqualTo(202);
                    assertThat(received.headers()).containsExactly(Map.entry("retry-after", "7"));
                    assertThat(received.body()).asString(UTF_8).isEqualTo("took");
                });
            }
        }
    }

    @Test
    void each_request_is_sent_unchanged_whatever_the_previous_one_was() {
        client.onStart = () -> client.future.complete(new Head(407));
        Map<String, String> headers = new HashMap<>(Map.of("a", "b", "c", "d"));
        List<Consumer<Map<String, String>>> changes =
                List.of(same -> {}, same -> same.put("a", "e"), same -> same.remove("c"), same -> same.put("f", "g"));

        // The last two are equal as URIs but differ in bytes.
        for (String uri : List.of("http://127.0.0.1:1/x", "http://127.0.0.1:1/%2f", "http://127.0.0.1:1/%2F")) {
            for (Consumer<Map<String, String>> change : changes) {
                change.accept(headers);
                http.post(new Request(URI.create(uri), headers, new byte[0], LONG, SECOND, 1));

                assertThat(client.request.uri()).hasToString(uri);
                assertThat(client.request.timeout()).contains(SECOND);
                Map<String, List<String>> sent = client.request.headers().map();
                assertThat(sent.keySet()).isEqualTo(headers.keySet());
                assertThat(sent).allSatisfy((name, values) -> assertThat(values).containsExactly(headers.get(name)));
            }
        }
    }

    @Test
    void an_invalid_request_is_not_sent_and_the_cause_says_why() {
        URI web = URI.create("http://127.0.0.1:1/x");
        Map<String, String> none = Map.of();
        Map<Request, String> refused = Map.of(
                new Request(URI.create("ftp://127.0.0.1/x"), none, new byte[0], LONG, LONG, 1),
                        "invalid URI scheme ftp",
                new Request(URI.create("http:/x"), none, new byte[0], LONG, LONG, 1), "unsupported URI http:/x",
                new Request(web, Map.of("a b", "c"), new byte[0], LONG, LONG, 1), "invalid header name: \"a b\"",
                new Request(web, Map.of("Host", "c"), new byte[0], LONG, LONG, 1), "restricted header name: \"Host\"");
        for (Way way : Way.values()) {
            refused.forEach((request, why) -> assertThat(
                            way.taken.apply(JdkTransport.create(SendPolicy.defaults()), request))
                    .isInstanceOfSatisfying(
                            NotSent.class,
                            notSent -> assertThat(notSent.cause()).hasMessage(why)));
        }
    }

    @Test
    void a_slow_certificate_check_does_not_delay_other_requests() throws Exception {
        byte[] response = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8);
        SlowTrust trust = new SlowTrust();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trust}, null);
        JdkTransport http = JdkTransport.create(SendPolicy.defaults().withConnectTimeout(LONG), context);
        try (ServerSocket secure = tlsServer();
                OneConnection plain = new OneConnection("hello", response)) {
            CompletableFuture<Void> server = CompletableFuture.runAsync(() -> handshake(secure));
            CompletableFuture<Result> slow = http.postAsync(request("https", secure.getLocalPort(), LONG));
            trust.begun.await();

            assertThat(http.post(request("http", plain.port(), Duration.ofSeconds(10))))
                    .isInstanceOf(Response.class);

            trust.end.countDown();
            assertThat(slow.get()).as("the certificate is not trusted").isInstanceOf(NotSent.class);
            server.get();
        } finally {
            trust.end.countDown();
        }
    }

    @Test
    void a_timeout_during_a_slow_certificate_check_does_not_delay_other_timeouts() throws Exception {
        SlowTrust trust = new SlowTrust();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trust}, null);
        JdkTransport http = JdkTransport.create(SendPolicy.defaults().withConnectTimeout(LONG), context);
        try (ServerSocket secure = tlsServer()) {
            CompletableFuture<Void> server = CompletableFuture.runAsync(() -> handshake(secure));
            CompletableFuture<Result> slow =
                    http.postAsync(request("https", secure.getLocalPort(), Duration.ofSeconds(3)));
            trust.begun.await();

            assertThat(slow.get()).isInstanceOf(NotSent.class);
            Threads.TIMER.submit(() -> {}).get();

            trust.end.countDown();
            server.get();
        } finally {
            trust.end.countDown();
        }
    }

    private static ServerSocket tlsServer() throws Exception {
        Path directory = Files.createTempDirectory("tls"); // keytool wants a file that does not exist
        Path store = directory.resolve("keys");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String args = " -genkeypair -alias a -keyalg EC -dname CN=localhost -storepass password -keystore ";
        assertThat(new ProcessBuilder((keytool + args + store).split(" "))
                        .start()
                        .waitFor())
                .isZero();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store.toFile(), "password".toCharArray()), "password".toCharArray());
        Files.delete(store);
        Files.delete(directory);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static void handshake(ServerSocket server) {
        try (Socket client = server.accept()) {
            ((SSLSocket) client).startHandshake();
        } catch (IOException refusedByTheClient) {
            // Expected.
        }
    }

    /** Waits for a signal, and then trusts no certificate. */
    private static final class SlowTrust extends X509ExtendedTrustManager {

        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);

        private void check() throws CertificateException {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new CertificateException("not trusted");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void the_default_client_sends_nothing_to_a_server_without_tls() throws Exception {
        byte[] notTls = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8);
        for (Way way : Way.values()) {
            try (OneConnection server = new OneConnection("\026\003", notTls)) { // how a handshake begins
                Result result = way.taken.apply(
                        JdkTransport.create(SendPolicy.defaults()), request("https", server.port(), LONG));

                assertThat(server.heard()).startsWith("\026\003").doesNotContain("hello");
                // Sometimes the client takes the body before it reads the response.
                assertThat(result).isInstanceOfAny(NotSent.class, NoResponse.class);
            }
        }
    }

    /** Both ways of posting. */
    private enum Way {
        POST(JdkTransport::post),
        POST_ASYNC((http, request) -> http.postAsync(request).join());

        final BiFunction<JdkTransport, Request, Result> taken;

        Way(BiFunction<JdkTransport, Request, Result> taken) {
            this.taken = taken;
        }
    }

    private static Request request(Duration timeout) {
        return request("http", 1, timeout);
    }

    private static Request request(String scheme, int port, Duration timeout) {
        return new Request(
                URI.create(scheme + "://127.0.0.1:" + port + "/x"),
                Map.of("a", "b"),
                "hello".getBytes(UTF_8),
                LONG,
                timeout,
                2048);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable any) throws T {
        throw (T) any;
    }

    /** A server that reads one connection until a given text, and then responds. */
    private static final class OneConnection implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final CompletableFuture<String> heard = new CompletableFuture<>();
        private final CountDownLatch over = new CountDownLatch(1);

        OneConnection(String last, byte[] response) throws IOException {
            new Thread(() -> hear(last, response), "one connection").start();
        }

        private void hear(String last, byte[] response) {
            try (Socket connection = socket.accept()) {
                connection.setSoTimeout((int) LONG.toMillis());
                StringBuilder text = new StringBuilder();
                while (text.indexOf(last) < 0) {
                    int next = connection.getInputStream().read();
                    assertThat(next).as("the connection ended after: " + text).isNotNegative();
                    text.append((char) next);
                }
                connection.getOutputStream().write(response);
                heard.complete(text.toString());
                // Closing with unread bytes would reset the connection, which may overtake the response.
                over.await();
            } catch (Exception | AssertionError broken) {
                heard.completeExceptionally(broken);
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        String heard() throws Exception {
            return heard.get(20, TimeUnit.SECONDS);
        }

        @Override
        public void close() throws IOException {
            over.countDown();
            socket.close();
        }
    }

    /** A response body in flight. */
    private static final class Incoming implements Flow.Subscription {

        final CompletableFuture<Void> cancel = new CompletableFuture<>();
        BodySubscriber<?> subscriber;

        void awaitCancel() throws Exception {
            cancel.get(20, TimeUnit.SECONDS);
        }

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            cancel.complete(null);
        }
    }

    /** A client that takes the body, responds and completes when the test says so. */
    private static final class Client extends HttpClient {

        final CompletableFuture<HttpResponse<Void>> future = new CompletableFuture<>();
        private final CompletableFuture<Void> started = new CompletableFuture<>();
        volatile Runnable onStart = () -> {};
        private volatile HttpRequest request;
        private volatile BodyHandler<?> handler;

        void awaitStart() throws Exception {
            started.get(20, TimeUnit.SECONDS);
        }

        void awaitCancel() throws Exception {
            future.handle((response, failure) -> null).get(20, TimeUnit.SECONDS);
            assertThat(future).isCancelled();
        }

        String takeBody() {
            List<String> taken = new ArrayList<>();
            request.bodyPublisher().orElseThrow().subscribe(new Flow.Subscriber<>() {
                private boolean subscribed;

                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscribed = true;
                    subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(ByteBuffer part) {
                    taken.add(UTF_8.decode(part).toString());
                }

                @Override
                public void onError(Throwable refused) {
                    assertThat(subscribed)
                            .as("subscribed first, as Flow requires")
                            .isTrue();
                    taken.add("refused: " + refused.getMessage());
                }

                @Override
                public void onComplete() {}
            });
            return String.join("", taken);
        }

        void subscribeAndCancel() {
            request.bodyPublisher().orElseThrow().subscribe(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscription.cancel();
                    subscription.request(1);
                }

                @Override
                public void onNext(ByteBuffer part) {
                    throw new AssertionError("cancelled");
                }

                @Override
                public void onError(Throwable failure) {
                    throw new AssertionError("cancelled", failure);
                }

                @Override
                public void onComplete() {
                    throw new AssertionError("cancelled");
                }
            });
        }

        Incoming respond(int status) {
            Incoming incoming = new Incoming();
            incoming.subscriber = handler.apply(new Head(status));
            incoming.subscriber.onSubscribe(incoming);
            return incoming;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
            this.request = request;
            this.handler = handler;
            started.complete(null);
            onStart.run();
            return (CompletableFuture<HttpResponse<T>>) (CompletableFuture<?>) future;
        }

        @Override
        public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
                throws IOException, InterruptedException {
            try {
                return sendAsync(request, handler).get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }

        @Override
        public <T> CompletableFuture<HttpResponse<T>> sendAsync(
                HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> push) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Redirect followRedirects() {
            return Redirect.NEVER;
        }

        @Override
        public Optional<CookieHandler> cookieHandler() {
            return Optional.empty();
        }

        @Override
        public Optional<Duration> connectTimeout() {
            return Optional.empty();
        }

        @Override
        public Optional<ProxySelector> proxy() {
            return Optional.empty();
        }

        @Override
        public SSLContext sslContext() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SSLParameters sslParameters() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Authenticator> authenticator() {
            return Optional.empty();
        }

        @Override
        public Version version() {
            return Version.HTTP_1_1;
        }

        @Override
        public Optional<Executor> executor() {
            return Optional.empty();
        }
    }

    private record Head(int statusCode) implements ResponseInfo, HttpResponse<Void> {

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.of(Map.of("Retry-After", List.of("7"), "X", List.of("y")), (name, value) -> true);
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }

        @Override
        public HttpRequest request() {
            return null;
        }

        @Override
        public Optional<HttpResponse<Void>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Void body() {
            return null;
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return null;
        }
    }
}
