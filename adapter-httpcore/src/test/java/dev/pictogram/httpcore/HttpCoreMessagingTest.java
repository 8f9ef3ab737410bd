// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.Sid;
import dev.pictogram.contract.RawServer;
import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.contract.TestIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests of this adapter beyond the contract of all adapters. */
@Timeout(60)
class HttpCoreMessagingTest {

    private static final SendPolicy ONCE = SendPolicy.defaults().withAttempts(1);
    private static final ImageMessage MESSAGE = ImageMessage.to("+919800000001", Image.uploaded("1"));
    private static final Accepted FIRST = new Accepted(MessageId.of("AX1"));
    private static final byte[] ACCEPTED =
            "HTTP/1.1 202 Accepted\r\nContent-Length: 31\r\n\r\n{\"data\":{\"message_id\":\"AX1\"}}  ".getBytes(UTF_8);

    @Test
    void one_connection_serves_consecutive_sends() {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            MessagingPort port = HttpCoreMessaging.of(at(server));

            for (int i = 0; i < 50; i++) {
                assertThat(port.send(MESSAGE)).isEqualTo(FIRST);
            }

            assertThat(server.requests()).hasSize(50);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void waiting_sends_hold_no_thread() throws Exception {
        int sends = 300;
        CountDownLatch allReceived = new CountDownLatch(sends);
        CountDownLatch respondNow = new CountDownLatch(1);
        try (RawServer server = RawServer.start(connection -> {
            allReceived.countDown();
            await(respondNow);
            connection.getOutputStream().write(ACCEPTED);
        })) {
            MessagingPort port = HttpCoreMessaging.of(at(server));
            List<CompletableFuture<SendResult>> pending = new ArrayList<>();
            for (int i = 0; i < sends; i++) {
                pending.add(port.sendAsync(MESSAGE));
            }
            try {
                assertThat(allReceived.await(30, TimeUnit.SECONDS)).isTrue();
                int processors = Runtime.getRuntime().availableProcessors();
                assertThat(threads("pictogram-httpcore")).hasSizeLessThanOrEqualTo(Math.min(4, processors));
                assertThat(threads("pictogram-resolver")).hasSizeLessThanOrEqualTo(Math.max(4, processors));
                assertThat(busyThreads()).hasSizeLessThan(sends / 5);
            } finally {
                respondNow.countDown();
            }
            for (CompletableFuture<SendResult> one : pending) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo(FIRST);
            }
            assertThat(server.requests()).hasSize(sends);
        }
    }

    /** The server closes without an announcement; the next send comes when the client has seen it, or could have. */
    @Test
    void a_silent_close_after_the_response_costs_no_doubt() throws Exception {
        try (RawServer server = RawServer.start(Reaction.respondAndClose(ACCEPTED))) {
            MessagingPort port = HttpCoreMessaging.of(at(server), ONCE);
            for (int i = 0; i < 20; i++) {
                assertThat(port.send(MESSAGE)).isEqualTo(FIRST);
                server.awaitNoConnection();
            }
            assertThat(server.requests()).hasSize(20);
        }
    }

    @Test
    void a_send_that_timed_out_before_its_start_is_not_sent_later() throws Exception {
        int sends = 500;
        int notSent = 0;
        RawServer server = RawServer.start(Reaction.respond(ACCEPTED));
        try (server) {
            MessagingPort port = HttpCoreMessaging.of(at(server), ONCE.withTimeout(Duration.ofNanos(1)));
            for (int i = 0; i < sends; i++) {
                SendResult result = i % 2 == 0
                        ? port.send(MESSAGE)
                        : port.sendAsync(MESSAGE).get(20, TimeUnit.SECONDS);
                if (result instanceof NotSent) {
                    notSent++;
                } else {
                    assertThat(result).isInstanceOfAny(InDoubt.class, Accepted.class);
                }
            }
        }

        assertThat(server.requests()).as("including late requests").hasSizeLessThanOrEqualTo(sends - notSent);
    }

    @Test
    void a_server_is_trusted_if_the_applications_context_trusts_it() throws Exception {
        TestIdentity identity = TestIdentity.of("127.0.0.1");
        try (RawServer server = RawServer.startTls(identity.context(), Reaction.respond(ACCEPTED))) {
            assertThat(HttpCoreMessaging.of(at(server), ONCE, identity.context())
                            .send(MESSAGE))
                    .isEqualTo(FIRST);
        }
    }

    @Test
    void a_trusted_certificate_for_another_host_name_is_refused() throws Exception {
        TestIdentity another = TestIdentity.of("127.0.0.2");
        try (RawServer server = RawServer.startTls(another.context(), Reaction.respond(ACCEPTED))) {
            SendResult result =
                    HttpCoreMessaging.of(at(server), ONCE, another.context()).send(MESSAGE);

            assertThat(result).isInstanceOf(NotSent.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void a_handshake_that_cannot_begin_says_why() throws Exception {
        SSLContext disabled = SSLContext.getInstance("TLSv1");
        disabled.init(null, null, null);
        try (RawServer server =
                RawServer.startTls(TestIdentity.of("127.0.0.1").context(), Reaction.respond(ACCEPTED))) {
            SendResult result = HttpCoreMessaging.of(at(server), ONCE, disabled).send(MESSAGE);

            assertThat(result)
                    .isInstanceOfSatisfying(
                            NotSent.class,
                            notSent -> assertThat(notSent.cause())
                                    .isInstanceOf(SSLException.class)
                                    .hasMessageContaining("protocol"));
        }
    }

    @Test
    void a_tunnel_through_the_proxy_leads_to_the_server() throws Exception {
        TestIdentity identity = TestIdentity.of("127.0.0.1");
        try (RawServer plain = RawServer.start(Reaction.respond(ACCEPTED));
                RawServer secure = RawServer.startTls(identity.context(), Reaction.respond(ACCEPTED));
                ConnectProxy proxy = new ConnectProxy("HTTP/1.1 200 Connection established\r\n\r\n")) {
            for (RawServer server : List.of(plain, secure)) {
                MessagingPort port = HttpCoreMessaging.of(at(server), ONCE, identity.context(), proxy.address());

                assertThat(port.send(MESSAGE)).isEqualTo(FIRST);
                assertThat(port.send(MESSAGE)).isEqualTo(FIRST);

                assertThat(server.requests()).hasSize(2);
                assertThat(server.connections()).isEqualTo(1);
            }
            assertThat(proxy.heads())
                    .extracting(head -> head.substring(0, head.indexOf('\r')))
                    .containsExactly(
                            "CONNECT 127.0.0.1:" + plain.uri().getPort() + " HTTP/1.1",
                            "CONNECT 127.0.0.1:" + secure.uri().getPort() + " HTTP/1.1");
            assertThat(proxy.heads()).noneMatch(head -> head.contains("api-key"));
        }
    }

    @Test
    void a_proxy_that_refuses_the_tunnel_gets_no_message() throws Exception {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED));
                ConnectProxy proxy = new ConnectProxy(
                        "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 4\r\n\r\nwhat")) {
            MessagingPort port = HttpCoreMessaging.of(at(server), ONCE, SSLContext.getDefault(), proxy.address());

            assertThat(port.send(MESSAGE))
                    .isInstanceOfSatisfying(
                            NotSent.class, result -> assertThat(result.why()).contains("407"));
            assertThat(server.requests()).isEmpty();
            assertThat(proxy.heads()).hasSize(1);
        }
    }

    @Test
    void null_is_rejected() throws Exception {
        SSLContext tls = SSLContext.getDefault();
        Account account = account(Pod.IN);
        assertThatNullPointerException().isThrownBy(() -> HttpCoreMessaging.of(null));
        assertThatNullPointerException()
                .isThrownBy(() -> HttpCoreMessaging.of(account, null))
                .withMessage("policy");
        assertThatNullPointerException()
                .isThrownBy(() -> HttpCoreMessaging.of(account, ONCE, null))
                .withMessage("tls");
        assertThatNullPointerException()
                .isThrownBy(() -> HttpCoreMessaging.of(account, ONCE, tls, null))
                .withMessage("proxy");
    }

    /** {@return where the threads of this project are, without those of earlier tests that are idle} */
    private static List<StackTraceElement[]> busyThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("pictogram"))
                .map(Map.Entry::getValue)
                .filter(stack -> Arrays.stream(stack)
                        .noneMatch(frame -> frame.getMethodName().equals("getTask")))
                .toList();
    }

    /** {@return the names of the live threads with this prefix} */
    static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toList());
    }

    static Account at(RawServer server) {
        return account(Pod.at(server.uri()));
    }

    static Account account(Pod pod) {
        return new Account(pod, Sid.of("HXAP16XXXXXX97IN"), ApiKey.of("Axxxxxxx3"), PhoneNumber.of("+919800000000"));
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A proxy that responds to each CONNECT request, and connects if the response is a 200. */
    private static final class ConnectProxy implements AutoCloseable {

        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<String> heads = new CopyOnWriteArrayList<>();
        private final List<Socket> open = new CopyOnWriteArrayList<>();
        private final String response;

        ConnectProxy(String response) throws IOException {
            this.response = response;
            start(this::accept);
        }

        InetSocketAddress address() {
            return InetSocketAddress.createUnresolved("localhost", listener.getLocalPort());
        }

        List<String> heads() {
            return heads;
        }

        private void accept() throws IOException {
            while (true) {
                Socket client = listener.accept();
                open.add(client);
                start(() -> serve(client));
            }
        }

        private void serve(Socket client) throws IOException {
            StringBuilder head = new StringBuilder();
            InputStream in = client.getInputStream();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            heads.add(head.toString());
            client.getOutputStream().write(response.getBytes(ISO_8859_1));
            if (response.contains(" 200 ")) {
                URI server = URI.create("http://" + head.toString().split(" ")[1]);
                Socket upstream = new Socket(server.getHost(), server.getPort());
                open.add(upstream);
                start(() -> upstream.getInputStream().transferTo(client.getOutputStream()));
                in.transferTo(upstream.getOutputStream());
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        }

        @FunctionalInterface
        private interface Io {
            void run() throws IOException;
        }

        private static void start(Io task) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            task.run();
                        } catch (IOException closed) {
                            // The test is over, or one side has closed the connection.
                        }
                    },
                    "proxy");
            thread.setDaemon(true);
            thread.start();
        }
    }
}
