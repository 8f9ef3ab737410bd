package dev.pictogram.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.Sid;
import dev.pictogram.WaSource;
import dev.pictogram.testkit.contract.RawServer.Reaction;
import dev.pictogram.testkit.contract.RawServer.Request;
import dev.pictogram.wire.SendPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every HTTP adapter promises: the bytes that it writes, and the verdict on each answer and each fault.
 *
 * <p>Extend it in your tests and supply {@link #port}. Every clause runs against a server of bare sockets on the
 * loopback, through {@code send} and through {@code sendAsync} unless it is about one of them.
 */
@Timeout(60)
public abstract class HttpAdapterContract {

    private static final String KEY = "Axxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx3";
    private static final ImageMessage MESSAGE =
            ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png"));
    private static final byte[] ACCEPTED = VerdictRow.http(202, "{\"data\":{\"message_id\":\"AX1\"}}");
    private static final SendPolicy POLICY = SendPolicy.defaults().withAttempts(1);
    private static final SendPolicy SHORT = POLICY.withTimeout(Duration.ofMillis(400));

    /** For its subclasses. */
    protected HttpAdapterContract() {}

    /**
     * Returns a port of the adapter under test, as the adapter's own factory makes it.
     *
     * @param account who sends, from where
     * @param policy how patient a send is
     */
    protected abstract MessagingPort port(Account account, SendPolicy policy);

    /** Returns how the adapter's client differs, which is not at all unless its author says so. */
    protected Set<Difference> differences() {
        return Set.of();
    }

    // The bytes

    @ParameterizedTest
    @EnumSource
    public final void the_pages_sample_is_written_byte_for_byte(Way way) throws Exception {
        ImageMessage sample = ImageMessage.to(
                        "+919800000001",
                        Image.link(
                                "https://d1imv9qltd8ha.cloudfront.net/docs/68d8921ec40e4bbb8f84bb1ed59c733f_IMG_2105.png"))
                .withCaption("We don’t just meet expectations; we exceed them!")
                .withExtraInfo(ExtraInfo.ref("customer1")
                        .withRef1("marketing")
                        .withRef2("dictionary")
                        .withSource(WaSource.API));
        try (RawServer server = RawServer.start(Reaction.answer(ACCEPTED))) {
            way.take(port(at(server), POLICY), sample);

            assertEquals(1, server.requests().size());
            Request request = server.requests().get(0);
            String body = "{\"messaging_object\":{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\","
                    + "\"to\":\"919800000001\",\"type\":\"image\",\"image\":{\"link\":\"https://d1imv9qltd8ha.cloudfront"
                    + ".net/docs/68d8921ec40e4bbb8f84bb1ed59c733f_IMG_2105.png\",\"caption\":\"We don’t just meet"
                    + " expectations; we exceed them!\"}},\"extra_info\":{\"ref\":\"customer1\",\"ref1\":\"marketing\","
                    + "\"ref2\":\"dictionary\",\"wa_source\":\"api\"}}";
            assertEquals(body, new String(request.body(), UTF_8));
            assertHead(request, server.uri());
        }
    }

    private static void assertHead(Request request, URI server) {
        List<String> lines = Arrays.asList(request.head().strip().split("\r\n"));
        assertEquals("POST /v2/HXAP16XXXXXX97IN/whatsapp/+919800000000/messages HTTP/1.1", lines.get(0));

        TreeMap<String, String> headers = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] header = line.split(": ", 2);
            String before = headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
            assertEquals(null, before, "each header once: " + header[0]);
        }
        String userAgent = headers.remove("user-agent");
        assertTrue(userAgent.matches("pictogram/\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), userAgent);
        TreeMap<String, String> expected = new TreeMap<>();
        expected.put("accept", "application/json");
        expected.put("accept-encoding", "identity");
        expected.put("api-key", KEY);
        expected.put("cache-control", "no-cache");
        expected.put("content-length", String.valueOf(request.body().length));
        expected.put("content-type", "application/json");
        expected.put("host", server.getAuthority());
        assertEquals(expected, headers);
    }

    @Test
    public final void the_path_of_a_pod_is_a_prefix() {
        try (RawServer server = RawServer.start(Reaction.answer(ACCEPTED))) {
            Account gateway = account(Pod.at(server.uri().resolve("/a%20gateway/kaleyra/")));

            port(gateway, POLICY).send(MESSAGE);

            String head = server.requests().get(0).head();
            assertTrue(
                    head.startsWith(
                            "POST /a%20gateway/kaleyra/v2/HXAP16XXXXXX97IN/whatsapp/+919800000000/messages HTTP/1.1\r\n"),
                    head);
        }
    }

    // The verdict on every answer

    static Stream<Arguments> rows() {
        return VerdictRow.all().flatMap(row -> Stream.of(Way.values()).map(way -> Arguments.of(row, way)));
    }

    @ParameterizedTest(name = "{0} ({1})")
    @MethodSource("rows")
    public final void every_row_of_the_verdict_table_holds(VerdictRow row, Way way) throws Exception {
        try (RawServer server = RawServer.start(Reaction.answerAndClose(row.answer()))) {
            SendResult result = way.take(port(at(server), POLICY), MESSAGE);

            assertTrue(row.holds().test(result), () -> "expected " + row.expected() + " but was " + result);
            assertEquals(1, server.requests().size(), "one whole request for one send");
            assertShowsNoKey(result);
        }
    }

    @ParameterizedTest
    @EnumSource
    public final void a_deep_or_large_answer_does_no_harm_where_the_limit_lets_it_in(Way way) throws Exception {
        SendPolicy generous = POLICY.withAnswerLimit(4 << 20);
        String deep = "[".repeat(1 << 20);
        String closed = "[".repeat(100_000) + "]".repeat(100_000);
        for (String body : List.of(
                deep,
                closed,
                "{\"data\":" + deep,
                "{\"data\":" + closed + "}",
                "{\"error\":{\"a\":" + closed + "}}",
                "{\"code\":".repeat(100_000),
                "\"" + "x".repeat(1 << 20),
                "{\"x\":\"" + "x".repeat(3 << 20) + "\"}")) {
            for (int status : new int[] {202, 400}) {
                try (RawServer server = RawServer.start(Reaction.answerAndClose(VerdictRow.http(status, body)))) {
                    SendResult result = way.take(port(at(server), generous), MESSAGE);

                    Class<? extends SendResult> expected = status == 202 ? InDoubt.class : Rejected.class;
                    assertInstanceOf(expected, result);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    public final void a_redirect_is_a_refusal_and_is_not_followed(Way way) throws Exception {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            try (RawServer elsewhere = RawServer.start(Reaction.answer(ACCEPTED));
                    RawServer server = RawServer.start(Reaction.answerAndClose(("HTTP/1.1 " + status
                                    + " Elsewhere\r\nLocation: " + elsewhere.uri() + "/\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(UTF_8)))) {
                SendResult result = way.take(port(at(server), POLICY), MESSAGE);

                Rejected rejected = assertInstanceOf(Rejected.class, result);
                assertEquals(Reason.UNRECOGNIZED, rejected.reason());
                assertEquals(status, rejected.status());
                assertEquals(0, elsewhere.connections(), "nothing goes elsewhere");
            }
        }
    }

    // Nothing left: not sent

    @ParameterizedTest
    @EnumSource
    public final void a_refused_connection_is_not_sent(Way way) throws Exception {
        URI closed;
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = URI.create("http://127.0.0.1:" + port.getLocalPort());
        }
        assertNotSent(way.take(port(account(Pod.at(closed)), POLICY), MESSAGE));
    }

    @ParameterizedTest
    @EnumSource
    public final void an_unknown_host_is_not_sent(Way way) throws Exception {
        // RFC 6761 keeps .invalid from ever being a name.
        Account nowhere = account(Pod.at(URI.create("https://pictogram.invalid")));
        assertNotSent(way.take(port(nowhere, POLICY), MESSAGE));
    }

    @ParameterizedTest
    @EnumSource
    public final void a_connection_that_does_not_come_about_in_time_is_not_sent(Way way) throws Exception {
        SendPolicy impatient = POLICY.withConnectTimeout(Duration.ofMillis(300));
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // The handshake of TLS, which is part of the connection, is never answered.
            Account account = account(Pod.at(URI.create("https://127.0.0.1:" + silent.getLocalPort())));

            long start = System.nanoTime();
            assertNotSent(way.take(port(account, impatient), MESSAGE));
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(15), "bounded by the connect timeout");
        }
    }

    @ParameterizedTest
    @EnumSource
    public final void a_server_that_does_not_speak_tls_is_not_sent_to_or_in_doubt(Way way) throws Exception {
        Thread server;
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server = new Thread(() -> answerInPlainText(plain));
            server.start();
            Account account = account(Pod.at(URI.create("https://127.0.0.1:" + plain.getLocalPort())));

            SendResult result = way.take(port(account, POLICY), MESSAGE);

            // In doubt is the safe side: java.net.http now and then takes the body before it looks at what came back.
            assertTrue(result instanceof NotSent || result instanceof InDoubt, result::toString);
            assertShowsNoKey(result);
        }
        server.join();
    }

    private static void answerInPlainText(ServerSocket listener) {
        while (!listener.isClosed()) {
            try (Socket connection = listener.accept()) {
                connection.getOutputStream().write(ACCEPTED);
                // Hung up by the client: a server that hangs up first is a fault of its own.
                connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException closed) {
                // the loop ends with the listener
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    public final void a_certificate_that_nobody_vouches_for_is_not_sent_to(Way way) throws Exception {
        try (RawServer server = RawServer.startTls(TestIdentity.of("127.0.0.1").context(), Reaction.answer(ACCEPTED))) {
            assertNotSent(way.take(port(at(server), POLICY), MESSAGE));
            assertEquals(0, server.requests().size());
        }
    }

    @Test
    public final void an_ssl_context_that_trusts_everything_is_not_asked() throws Exception {
        assumeFalse(differences().contains(Difference.OBEYS_THE_JVMS_SETTINGS), "the client obeys the JVM's settings");
        TestIdentity identity = TestIdentity.of("127.0.0.1");
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(identity.context());
        try (RawServer server = RawServer.startTls(identity.context(), Reaction.answer(ACCEPTED))) {
            assertNotSent(port(at(server), POLICY).send(MESSAGE));
            assertEquals(0, server.requests().size());
        } finally {
            SSLContext.setDefault(before);
        }
    }

    @Test
    public final void a_proxy_of_the_jvms_settings_never_gets_the_key() {
        assumeFalse(differences().contains(Difference.OBEYS_THE_JVMS_SETTINGS), "the client obeys the JVM's settings");
        ProxySelector before = ProxySelector.getDefault();
        try (RawServer proxy = RawServer.start(Reaction.answer(ACCEPTED));
                RawServer server = RawServer.start(Reaction.answer(ACCEPTED))) {
            ProxySelector.setDefault(ProxySelector.of(
                    new InetSocketAddress("127.0.0.1", proxy.uri().getPort())));

            SendResult result = port(at(server), POLICY).send(MESSAGE);

            assertEquals(new Accepted(MessageId.of("AX1")), result);
            assertEquals(0, proxy.connections());
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    public final void a_thread_that_was_interrupted_before_sends_nothing() {
        try (RawServer server = RawServer.start(Reaction.answer(ACCEPTED))) {
            MessagingPort port = port(at(server), POLICY);

            Thread.currentThread().interrupt();
            SendResult result = port.send(MESSAGE);

            assertTrue(Thread.interrupted(), "the flag is kept");
            assertNotSent(result);
            assertEquals(0, server.requests().size());
        }
    }

    // A byte may have left: in doubt

    @ParameterizedTest
    @EnumSource
    public final void a_connection_closed_after_the_request_is_in_doubt(Way way) throws Exception {
        assertInDoubt(way, Reaction.answerAndClose(new byte[0]), POLICY);
    }

    @ParameterizedTest
    @EnumSource
    public final void a_connection_reset_after_the_request_is_in_doubt(Way way) throws Exception {
        assertInDoubt(way, Reaction.reset(), POLICY);
    }

    @ParameterizedTest
    @EnumSource
    public final void a_kept_connection_that_ends_under_the_next_request_is_in_doubt(Way way) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        RawServer server = RawServer.start(connection -> {
            if (asked.incrementAndGet() == 1) {
                connection.getOutputStream().write(ACCEPTED);
            } else {
                connection.close();
            }
        });
        try (server) {
            MessagingPort port = port(at(server), POLICY);

            assertEquals(new Accepted(MessageId.of("AX1")), way.take(port, MESSAGE));
            assertInstanceOf(InDoubt.class, way.take(port, MESSAGE));
        }
        assertEquals(2, server.requests().size(), "two whole requests for two sends");
    }

    @ParameterizedTest
    @EnumSource
    public final void a_connection_is_closed_when_its_time_is_over(Way way) throws Exception {
        byte[] half = "HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{\"data\":".getBytes(UTF_8);
        for (Reaction reaction : List.of(Reaction.silence(), Reaction.answer(half))) {
            try (RawServer server = RawServer.start(reaction)) {
                assertInstanceOf(InDoubt.class, way.take(port(at(server), SHORT), MESSAGE));

                server.awaitNoConnection();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    public final void a_connection_is_closed_when_its_answer_is_too_large(Way way) throws Exception {
        byte[] large = VerdictRow.http(202, " ".repeat(1 << 20));
        try (RawServer server = RawServer.start(Reaction.answer(large))) {
            assertInstanceOf(InDoubt.class, way.take(port(at(server), POLICY), MESSAGE));

            server.awaitNoConnection();
        }
    }

    @ParameterizedTest
    @EnumSource
    public final void garbage_is_in_doubt(Way way) throws Exception {
        assertInDoubt(way, Reaction.answerAndClose("\u0000 what is this?\r\n\r\n".getBytes(UTF_8)), POLICY);
    }

    @ParameterizedTest
    @EnumSource
    public final void an_end_inside_the_status_line_is_in_doubt(Way way) throws Exception {
        assertInDoubt(way, Reaction.answerAndClose("HTTP/1.1 2".getBytes(UTF_8)), POLICY);
    }

    @ParameterizedTest
    @EnumSource
    public final void an_end_inside_the_headers_is_in_doubt(Way way) throws Exception {
        byte[] head = "HTTP/1.1 202 Accepted\r\nContent-Type: applic".getBytes(UTF_8);
        assertInDoubt(way, Reaction.answerAndClose(head), POLICY);
    }

    @ParameterizedTest
    @EnumSource
    public final void no_answer_in_time_is_in_doubt(Way way) throws Exception {
        assertInDoubt(way, Reaction.silence(), SHORT);
    }

    @ParameterizedTest
    @EnumSource
    public final void a_body_that_stops_halfway_is_in_doubt_in_time(Way way) throws Exception {
        byte[] half = "HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{\"data\":".getBytes(UTF_8);
        assertInDoubt(way, Reaction.answer(half), SHORT);
    }

    @ParameterizedTest
    @EnumSource
    public final void a_body_that_trickles_without_end_is_in_doubt_in_time(Way way) throws Exception {
        byte[] head = "HTTP/1.1 202 Accepted\r\nContent-Length: 1000000\r\n\r\n".getBytes(UTF_8);
        assertInDoubt(way, trickle(head), SHORT);
    }

    @ParameterizedTest
    @EnumSource
    public final void headers_that_trickle_without_end_are_in_doubt_in_time(Way way) throws Exception {
        assertInDoubt(way, trickle("HTTP/1.1 202 Accepted\r\nX: ".getBytes(UTF_8)), SHORT);
    }

    private static Reaction trickle(byte[] first) {
        return connection -> {
            connection.getOutputStream().write(first);
            connection.setSoTimeout(50);
            while (true) {
                connection.getOutputStream().write(' ');
                try {
                    if (connection.getInputStream().read() < 0) {
                        throw new IOException("the client is gone");
                    }
                } catch (SocketTimeoutException next) {
                    // the time between two bytes
                }
            }
        };
    }

    @Test
    public final void an_interrupt_while_waiting_is_in_doubt_at_once_and_keeps_the_flag() throws Exception {
        try (RawServer server = RawServer.start(Reaction.silence())) {
            MessagingPort port = port(at(server), POLICY);
            CompletableFuture<SendResult> result = new CompletableFuture<>();
            AtomicBoolean flag = new AtomicBoolean();
            Thread sender = new Thread(() -> {
                SendResult sent = port.send(MESSAGE);
                flag.set(Thread.currentThread().isInterrupted());
                result.complete(sent);
            });
            sender.start();
            server.awaitRequest();

            sender.interrupt();

            assertInstanceOf(InDoubt.class, result.get(15, TimeUnit.SECONDS));
            assertTrue(flag.get(), "the flag is kept");
            assertEquals(1, server.requests().size());
            sender.join();
        }
    }

    // sendAsync

    @Test
    public final void send_async_does_not_wait_for_the_answer() throws Exception {
        CountDownLatch answerNow = new CountDownLatch(1);
        try (RawServer server = RawServer.start(connection -> {
            await(answerNow);
            connection.getOutputStream().write(ACCEPTED);
        })) {
            MessagingPort port = port(at(server), POLICY);
            CompletableFuture<CompletableFuture<SendResult>> returned = new CompletableFuture<>();
            new Thread(() -> returned.complete(port.sendAsync(MESSAGE))).start();

            server.awaitRequest();
            CompletableFuture<SendResult> pending = returned.get(5, TimeUnit.SECONDS);
            assertFalse(pending.isDone());
            answerNow.countDown();
            assertEquals(new Accepted(MessageId.of("AX1")), pending.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    public final void a_function_chained_to_a_send_may_block_without_holding_up_others() throws Exception {
        CountDownLatch chainedUp = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        try (RawServer server = RawServer.start(connection -> {
            await(chainedUp);
            connection.getOutputStream().write(ACCEPTED);
        })) {
            MessagingPort port = port(at(server), POLICY);
            CompletableFuture<Thread> blocked = new CompletableFuture<>();
            CompletableFuture<Void> chained = port.sendAsync(MESSAGE).thenAccept(result -> {
                blocked.complete(Thread.currentThread());
                await(slow);
            });
            chainedUp.countDown();

            assertNotSame(Thread.currentThread(), blocked.get(20, TimeUnit.SECONDS));
            for (int i = 0; i < 20; i++) {
                port.sendAsync(MESSAGE).get(5, TimeUnit.SECONDS);
            }
            assertFalse(chained.isDone());
            slow.countDown();
            chained.get(20, TimeUnit.SECONDS);
        }
    }

    // Misuse

    @Test
    public final void null_is_refused_at_once() {
        MessagingPort port = port(account(Pod.IN), POLICY);

        assertAll(
                () -> assertThrows(NullPointerException.class, () -> port.send(null)),
                () -> assertThrows(NullPointerException.class, () -> port.sendAsync(null)));
    }

    private void assertInDoubt(Way way, Reaction reaction, SendPolicy policy) throws Exception {
        RawServer server = RawServer.start(reaction);
        try (server) {
            long start = System.nanoTime();
            SendResult result = way.take(port(at(server), policy), MESSAGE);

            assertInstanceOf(InDoubt.class, result);
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(15), "bounded by the timeout");
            assertShowsNoKey(result);
        }
        assertEquals(1, server.requests().size(), "one whole request for one send");
    }

    private static void assertNotSent(SendResult result) {
        assertInstanceOf(NotSent.class, result);
        assertShowsNoKey(result);
    }

    private static void assertShowsNoKey(SendResult result) {
        assertFalse(result.toString().contains(KEY), "the key is in no text");
        Throwable cause = result.fold(accepted -> null, rejected -> null, NotSent::cause, InDoubt::cause);
        for (Throwable t = cause; t != null; t = t.getCause()) {
            assertFalse(t.toString().contains(KEY), "the key is in no cause");
        }
    }

    private static Account at(RawServer server) {
        return account(Pod.at(server.uri()));
    }

    private static Account account(Pod pod) {
        return new Account(pod, Sid.of("HXAP16XXXXXX97IN"), ApiKey.of(KEY), PhoneNumber.of("+919800000000"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
