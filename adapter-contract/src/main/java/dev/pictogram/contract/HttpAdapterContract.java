// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.lang.System.Logger.Level.INFO;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.ExtraInfo;
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
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.Sid;
import dev.pictogram.WaSource;
import dev.pictogram.contract.Fault.Nature;
import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.contract.RawServer.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every HTTP adapter promises besides what every port does: the bytes that it writes, the verdict on each answer,
 * and a truthful result in time for each {@link Fault}.
 *
 * <p>Extend it in your tests and supply {@link #port(Account, SendPolicy)}. Every clause runs against servers of bare
 * sockets on the loopback, through {@code send} and through {@code sendAsync} unless it is about one of them.
 *
 * <p>Some clauses change settings of the whole JVM for a moment and put them back: run nothing beside them in the same
 * JVM. What a JVM reads once, the tests have to be started with, and clauses that need it are skipped without:
 * {@code -Djava.util.concurrent.ForkJoinPool.common.parallelism=4}, and what {@link #HOSTILE_JVM} names.
 */
public abstract class HttpAdapterContract extends MessagingPortContract {

    private static final System.Logger LOG = System.getLogger(HttpAdapterContract.class.getName());

    /** For whatever should not need its time. */
    private static final SendPolicy POLICY = SendPolicy.defaults().withAttempts(1);

    /** For whatever has to be ended by the clock: the one deadline there is, much shorter than an adapter's default. */
    private static final SendPolicy SHORT =
            POLICY.withTimeout(Duration.ofMillis(400)).withTotalTimeout(Duration.ofMillis(400));

    /** For connections that do not come about. */
    private static final SendPolicy SHORT_CONNECT = POLICY.withConnectTimeout(Duration.ofMillis(300));

    /**
     * The tag of what is to be run in a JVM that was started with a small heap, {@code -Xmx64m}, and with what some clients
     * read once, {@code -Djdk.httpclient.enableAllMethodRetry=true} and
     * {@code -Djdk.internal.httpclient.disableHostnameVerification=true}.
     */
    public static final String HOSTILE_JVM = "hostile-jvm";

    private static final String KEY = "Axxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx3";
    private static final byte[] ACCEPTED = FaultyScripts.accepted(1).getBytes(ISO_8859_1);
    private static final Accepted FIRST = new Accepted(MessageId.of("AX1"));
    private static final Accepted SECOND = new Accepted(MessageId.of("AX2"));

    /** As many kept connections as there are threads that send, and some more. */
    private static final int IN_A_POOL = 32;

    /** What may be on its way in the buffers of two sockets and of a client, and no more. */
    private static final long POURED_AT_MOST = 32L << 20;

    private final Queue<RawServer> servers = new ConcurrentLinkedQueue<>();

    /** For its subclasses. */
    protected HttpAdapterContract() {}

    /**
     * {@return a port of the adapter under test, as the adapter's own factory makes it}
     *
     * @param account who sends, from where
     * @param policy how patient a send is
     */
    protected abstract MessagingPort port(Account account, SendPolicy policy);

    /** {@return how the adapter's client differs, which is not at all unless its author says so} */
    protected Set<Difference> differences() {
        return Set.of();
    }

    /** {@return a port of the adapter under test to a server that accepts each message when this time has passed} */
    @Override
    protected final MessagingPort port(Duration delay) {
        AtomicInteger ids = new AtomicInteger();
        RawServer server = RawServer.start((self, connection, request) -> {
            self.pause(delay);
            connection
                    .getOutputStream()
                    .write(FaultyScripts.accepted(ids.incrementAndGet()).getBytes(ISO_8859_1));
        });
        servers.add(server);
        return port(at(server), POLICY);
    }

    /** Closes the servers of {@link #port(Duration)}. */
    @AfterEach
    public final void closeServers() {
        servers.forEach(RawServer::close);
    }

    // The bytes

    /**
     * Compares the body with the sample of Kaleyra's page, and the headers with all that there may be, each of them
     * once.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
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
        String userAgent = String.valueOf(headers.remove("user-agent"));
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

    /** Sends through a gateway whose path has an escaped space in it. */
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

    /**
     * Sends a message for each kind of answer, and expects one request whatever the answer.
     *
     * @param row an answer, and what is true of it
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest(name = "{0} ({1})")
    @MethodSource("rows")
    public final void every_row_of_the_verdict_table_holds(VerdictRow row, Way way) throws Exception {
        try (RawServer server = RawServer.start(Reaction.answerAndClose(row.answer()))) {
            SendResult result = way.take(port(at(server), POLICY), MESSAGE);

            assertTrue(row.holds().test(result), () -> "expected " + row.expected() + " but was " + result);
            assertEquals(1, server.requests().size(), "one whole request for one send");
            assertSound(result);
        }
    }

    /**
     * Answers with JSON of up to a million levels or 3 MiB, under a limit of 4 MiB: {@link InDoubt} if the status is
     * 202, {@link Rejected} if it is 400.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void a_deep_or_large_answer_does_no_harm_where_the_limit_lets_it_in(Way way) throws Exception {
        SendPolicy generous = POLICY.withResponseLimit(4 << 20);
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

    /**
     * Answers with 301, 302, 303, 307 and 308.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
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

    // Faults

    static Stream<Arguments> faults() {
        return faults(Nature.UNREAD, Nature.AT_ONCE, Nature.NO_END_OF_THE_HEAD, Nature.IN_TIME, Nature.READABLE);
    }

    static Stream<Arguments> staleConnections() {
        return faults(Nature.STALE);
    }

    static Stream<Arguments> leftOvers() {
        return faults(Nature.LEFT_OVER);
    }

    private static Stream<Arguments> faults(Nature... natures) {
        return Stream.of(Fault.values())
                .filter(fault -> Set.of(natures).contains(fault.nature()))
                .flatMap(fault -> Stream.of(Way.values()).map(way -> Arguments.of(fault, way)));
    }

    /**
     * Expects one of {@link Fault#truthful()}, no more than 32 MiB of the answer to be let in, and, unless its head has
     * no end, no connection to be left open.
     *
     * @param fault what goes wrong
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest(name = "{0} ({1})")
    @MethodSource("faults")
    @Tag(HOSTILE_JVM)
    public final void a_fault_has_a_truthful_result_in_time_and_one_request_at_most(Fault fault, Way way)
            throws Exception {
        RawServer server = RawServer.start(fault);
        try (server) {
            SendPolicy policy = fault.nature() == Nature.IN_TIME ? SHORT : POLICY;
            long start = System.nanoTime();
            SendResult result = way.take(port(at(server), policy), MESSAGE);

            assertSoon(start);
            assertTruthful(fault, result);
            if (fault.nature() == Nature.NO_END_OF_THE_HEAD) {
                server.closedWithin(Duration.ofMillis(500), 0); // time to read on, for a client that does
            } else {
                server.awaitNoConnection();
            }
            assertTrue(server.poured() <= POURED_AT_MOST, () -> server.poured() + " bytes were let in");
        }
        // Only now, so that a late one counts too.
        assertEquals(fault.nature() == Nature.UNREAD ? 0 : 1, server.requests().size(), "whole requests");
    }

    /**
     * Sends twice, on a connection that the server keeps and then ends when it has read the second request.
     *
     * @param fault what goes wrong
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest(name = "{0} ({1})")
    @MethodSource("staleConnections")
    @Tag(HOSTILE_JVM)
    public final void a_connection_that_ends_under_the_next_request_is_not_a_reason_to_repeat_it(Fault fault, Way way)
            throws Exception {
        RawServer server = RawServer.start(fault);
        try (server) {
            MessagingPort port = port(at(server), POLICY);
            assertEquals(FIRST, way.take(port, MESSAGE));

            long start = System.nanoTime();
            SendResult result = way.take(port, MESSAGE);

            assertSoon(start);
            assertTruthful(fault, result);
            server.awaitNoConnection();
        }
        assertEquals(2, server.requests().size(), "whole requests for two sends");
    }

    /**
     * Sends twice, with bytes behind the first answer that look like another one.
     *
     * @param fault what goes wrong
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest(name = "{0} ({1})")
    @MethodSource("leftOvers")
    public final void what_is_left_of_an_answer_is_not_the_answer_to_the_next_send(Fault fault, Way way)
            throws Exception {
        RawServer server = RawServer.start(fault);
        try (server) {
            MessagingPort port = port(at(server), POLICY);
            assertTruthful(fault, way.take(port, MESSAGE));
            // A send that follows at once may be written before the client has seen what is left over: nobody can tell.
            server.closedWithin(Duration.ofSeconds(1), 0);

            assertEquals(SECOND, way.take(port, MESSAGE));
        }
        assertEquals(2, server.requests().size(), "whole requests for two sends");
    }

    /**
     * Ends the connection without an answer. Skipped in a JVM that was told no such thing: see {@link #HOSTILE_JVM}.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    @Tag(HOSTILE_JVM)
    public final void a_jvm_that_was_told_to_repeat_posts_does_not_repeat_this_one(Way way) throws Exception {
        assumeStartedWith("jdk.httpclient.enableAllMethodRetry");
        for (Fault fault : List.of(Fault.CLOSED_AFTER_READING, Fault.RESET_AFTER_READING)) {
            RawServer server = RawServer.start(fault);
            try (server) {
                assertTruthful(fault, way.take(port(at(server), POLICY), MESSAGE));
            }
            assertEquals(1, server.requests().size(), "one whole request for one send");
        }
    }

    // No connection: not sent

    /**
     * Sends to a port of the loopback on which nobody listens.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void a_refused_connection_is_not_sent(Way way) throws Exception {
        assertNotSent(way.take(port(account(closedPort()), POLICY), MESSAGE));
    }

    /**
     * Sends to a name below {@code .invalid}, which RFC 6761 keeps from being one.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void an_unknown_host_is_not_sent(Way way) throws Exception {
        // RFC 6761 keeps .invalid from ever being a name.
        Account nowhere = account(Pod.at(URI.create("https://pictogram.invalid")));
        assertNotSent(way.take(port(nowhere, POLICY), MESSAGE));
    }

    /**
     * Gives 300 ms to a connection that a full queue keeps waiting. Skipped on a system that lets none wait.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void a_connection_that_does_not_come_about_in_time_is_not_sent(Way way) throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> queue = new ArrayList<>();
            try {
                assumeTrue(fill(full, queue), "this system lets no connection hang");
                Account account = account(Pod.at(URI.create("http://127.0.0.1:" + full.getLocalPort())));

                long start = System.nanoTime();
                assertNotSent(way.take(port(account, SHORT_CONNECT), MESSAGE));
                assertSoon(start);
            } finally {
                for (Socket waiting : queue) {
                    waiting.close();
                }
            }
        }
    }

    /** Connects until the queue of connections that nobody accepts is full, as Linux then answers none any more. */
    private static boolean fill(ServerSocket listener, List<Socket> queue) throws IOException {
        while (queue.size() < 16) {
            Socket next = new Socket();
            queue.add(next);
            try {
                next.connect(listener.getLocalSocketAddress(), 300);
            } catch (SocketTimeoutException full) {
                return true;
            }
        }
        return false;
    }

    /**
     * Gives 300 ms to a TLS handshake with a server that says nothing.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void a_handshake_that_does_not_come_about_in_time_is_not_sent(Way way) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            assertNotSent(way.take(port(silentTls(silent), SHORT_CONNECT), MESSAGE));
            assertSoon(start);
        }
    }

    /**
     * Answers in plain text where TLS is due, and expects that no key came in clear.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void a_server_that_does_not_speak_tls_is_not_sent_to_or_in_doubt(Way way) throws Exception {
        Thread server;
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server = new Thread(() -> answerInPlainText(plain, heard));
            server.start();
            Account account = account(Pod.at(URI.create("https://127.0.0.1:" + plain.getLocalPort())));

            SendResult result = way.take(port(account, POLICY), MESSAGE);

            // In doubt is the safe side: java.net.http now and then takes the body before it looks at what came back.
            assertTrue(result instanceof NotSent || result instanceof InDoubt, result::toString);
            assertSound(result);
        }
        server.join();
        assertFalse(heard.toString(ISO_8859_1).contains(KEY), "no key in clear");
    }

    private static void answerInPlainText(ServerSocket listener, OutputStream heard) {
        while (!listener.isClosed()) {
            try (Socket connection = listener.accept()) {
                connection.getOutputStream().write(ACCEPTED);
                // Hung up by the client: a server that hangs up first is a fault of its own.
                connection.getInputStream().transferTo(heard);
            } catch (IOException closed) {
                // the loop ends with the listener
            }
        }
    }

    /**
     * Shows a certificate for the right address that is in no trust store.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void a_certificate_that_nobody_vouches_for_is_not_sent_to(Way way) throws Exception {
        try (RawServer server = RawServer.startTls(Identities.RIGHT.context(), Reaction.answer(ACCEPTED))) {
            assertNotSent(way.take(port(at(server), POLICY), MESSAGE));
            assertEquals(0, server.requests().size());
        }
    }

    /**
     * Shows a certificate for 127.0.0.2 at 127.0.0.1, after the JVM was told to trust it.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void a_certificate_for_another_name_is_not_sent_to(Way way) throws Exception {
        assertNamesCount(way);
    }

    /**
     * Shows a trusted certificate for another address. Skipped in a JVM that was told no such thing, see {@link
     * #HOSTILE_JVM}, and for {@link Difference#OBEYS_THE_JVMS_SETTINGS}.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    @Tag(HOSTILE_JVM)
    public final void a_jvm_that_was_told_to_look_at_no_name_looks_all_the_same(Way way) throws Exception {
        assumeNotTheJvms();
        assumeStartedWith("jdk.internal.httpclient.disableHostnameVerification");
        assertNamesCount(way);
    }

    private void assertNamesCount(Way way) throws Exception {
        SSLContext.getDefault(); // Made once, and not to be made of what this clause sets for a moment.
        Path trust = Files.createTempFile("pictogram-trust", ".p12");
        try (RawServer right = RawServer.startTls(Identities.RIGHT.context(), Reaction.answer(ACCEPTED));
                RawServer wrong = RawServer.startTls(Identities.WRONG.context(), Reaction.answer(ACCEPTED))) {
            TestIdentity.writeTrust(trust, Identities.RIGHT, Identities.WRONG);
            withProperties(
                    Map.of(
                            "javax.net.ssl.trustStore", trust.toString(),
                            "javax.net.ssl.trustStorePassword", TestIdentity.trustPassword(),
                            "javax.net.ssl.trustStoreType", "PKCS12"),
                    () -> {
                        // For a client that asks for the JVM's default, which has read the settings long ago.
                        SSLContext fresh = SSLContext.getInstance("TLS");
                        fresh.init(null, null, null);
                        withTls(fresh, () -> {
                            assertEquals(FIRST, way.take(port(at(right), POLICY), MESSAGE), "both are trusted");
                            assertNotSent(way.take(port(at(wrong), POLICY), MESSAGE));
                            assertEquals(0, wrong.requests().size());
                        });
                    });
        } finally {
            Files.delete(trust);
        }
    }

    /** Made when they are needed, and once: the JDK's keytool takes its time. */
    private static final class Identities {

        static final TestIdentity RIGHT = identity("127.0.0.1");
        static final TestIdentity WRONG = identity("127.0.0.2");

        private static TestIdentity identity(String ip) {
            try {
                return TestIdentity.of(ip);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    // Interrupts

    /** Expects {@link NotSent} of {@code send}, and the flag to be still set. */
    @Test
    public final void a_thread_that_was_interrupted_before_does_not_even_connect() {
        try (RawServer server = RawServer.start(Reaction.answer(ACCEPTED))) {
            MessagingPort port = port(at(server), POLICY);

            Thread.currentThread().interrupt();
            SendResult result = port.send(MESSAGE);

            assertTrue(Thread.interrupted(), "the flag is kept");
            assertNotSent(result);
            assertEquals(0, server.connections());
        }
    }

    /**
     * Interrupts {@code send} in a TLS handshake with a server that says nothing, and expects the flag to be still set.
     *
     * @throws Exception if it comes to no result
     */
    @Test
    public final void an_interrupt_while_connecting_is_not_sent() throws Exception {
        List<Socket> accepted = new CopyOnWriteArrayList<>(); // A socket that nobody holds is closed by the collector.
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Longer than a test waits, so that it is the interrupt that ends it.
            MessagingPort port = port(silentTls(silent), POLICY.withConnectTimeout(Duration.ofSeconds(30)));

            Interrupted interrupted = Interrupted.whileSending(port, () -> accepted.add(silent.accept()));

            assertNotSent(interrupted.result());
            assertTrue(interrupted.flag(), "the flag is kept");
        } finally {
            for (Socket connection : accepted) {
                connection.close();
            }
        }
    }

    /**
     * Interrupts {@code send} when the request has arrived, and expects the flag to be still set and the connection to
     * be closed.
     *
     * @throws Exception if it comes to no result
     */
    @Test
    public final void an_interrupt_while_waiting_is_in_doubt() throws Exception {
        assertInterruptIsInDoubt(Fault.NEVER_ANSWERS);
    }

    /**
     * Interrupts {@code send} when half of the answer has come, and expects the flag to be still set and the connection
     * to be closed.
     *
     * @throws Exception if it comes to no result
     */
    @Test
    public final void an_interrupt_while_reading_is_in_doubt() throws Exception {
        assertInterruptIsInDoubt(Fault.STALLS_IN_THE_BODY);
    }

    private void assertInterruptIsInDoubt(Fault fault) throws Exception {
        try (RawServer server = RawServer.start(fault)) {
            Interrupted interrupted = Interrupted.whileSending(port(at(server), POLICY), server::awaitRequest);

            assertInstanceOf(InDoubt.class, interrupted.result());
            assertTrue(interrupted.flag(), "the flag is kept");
            assertSound(interrupted.result());
            server.awaitNoConnection();
            assertEquals(1, server.requests().size());
        }
    }

    // The JVM around it

    /**
     * Makes such a context the JVM's default. Skipped for {@link Difference#OBEYS_THE_JVMS_SETTINGS}.
     *
     * @throws Exception if it comes to no result
     */
    @Test
    public final void an_ssl_context_that_trusts_everything_is_not_asked() throws Exception {
        assumeNotTheJvms();
        try (RawServer server = RawServer.startTls(Identities.RIGHT.context(), Reaction.answer(ACCEPTED))) {
            withTls(Identities.RIGHT.context(), () -> {
                assertNotSent(port(at(server), POLICY).send(MESSAGE));
                assertEquals(0, server.requests().size());
            });
        }
    }

    /** Makes a selector the JVM's default. Skipped for {@link Difference#OBEYS_THE_JVMS_SETTINGS}. */
    @Test
    public final void a_proxy_selector_of_the_jvms_never_gets_the_key() {
        assumeNotTheJvms();
        ProxySelector before = ProxySelector.getDefault();
        try (RawServer proxy = RawServer.start(Reaction.answer(ACCEPTED));
                RawServer server = RawServer.start(Reaction.answer(ACCEPTED))) {
            ProxySelector.setDefault(ProxySelector.of(
                    new InetSocketAddress("127.0.0.1", proxy.uri().getPort())));

            SendResult result = port(at(server), POLICY).send(MESSAGE);

            assertEquals(FIRST, result);
            assertEquals(0, proxy.connections());
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    /**
     * Sets a proxy for http, one for https and one for all sockets, in turn. Skipped where {@link
     * Difference#OBEYS_THE_JVMS_SETTINGS}.
     *
     * @throws Exception if it comes to no result
     */
    @Test
    public final void a_proxy_of_the_system_properties_never_gets_the_key() throws Exception {
        assumeNotTheJvms();
        for (String kind : List.of("http.proxy", "https.proxy", "socksProxy")) {
            try (RawServer proxy = RawServer.start(Reaction.answer(ACCEPTED));
                    RawServer plain = RawServer.start(Reaction.answer(ACCEPTED));
                    RawServer tls = RawServer.startTls(Identities.RIGHT.context(), Reaction.answer(ACCEPTED))) {
                Map<String, String> properties = Map.of(
                        kind + "Host",
                        "127.0.0.1",
                        kind + "Port",
                        String.valueOf(proxy.uri().getPort()),
                        // Which exclude the loopback unless they are told.
                        "http.nonProxyHosts",
                        "",
                        "socksNonProxyHosts",
                        "");
                withProperties(properties, () -> {
                    assertEquals(FIRST, port(at(plain), POLICY).send(MESSAGE), kind);
                    assertNotSent(port(at(tls), POLICY).send(MESSAGE));
                });
                assertEquals(0, proxy.connections(), kind);
            }
        }
    }

    /**
     * Answers with 401 and a challenge that the JVM's {@link Authenticator} could meet, and expects one request.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void credentials_of_the_jvms_are_not_asked_for(Way way) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Authenticator before = Authenticator.getDefault();
        byte[] whoAreYou = ("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
                        + "Content-Length: 0\r\n\r\n")
                .getBytes(UTF_8);
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                asked.incrementAndGet();
                return new PasswordAuthentication("somebody", "something".toCharArray());
            }
        });
        RawServer server = RawServer.start(Reaction.answer(whoAreYou));
        try (server) {
            SendResult result = way.take(port(at(server), POLICY), MESSAGE);

            assertInstanceOf(Rejected.class, result);
            assertEquals(0, asked.get(), "credentials asked for");
        } finally {
            Authenticator.setDefault(before);
        }
        assertEquals(1, server.requests().size(), "one whole request for one send");
    }

    /**
     * Sends twice, with a cookie in the answers and a {@link CookieHandler} of the JVM's that takes all.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void cookies_of_the_jvms_are_neither_kept_nor_sent(Way way) throws Exception {
        CookieHandler before = CookieHandler.getDefault();
        CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
        CookieHandler.setDefault(cookies);
        byte[] answer = new String(ACCEPTED, ISO_8859_1)
                .replaceFirst("\r\n", "\r\nSet-Cookie: session=1; Path=/\r\n")
                .getBytes(ISO_8859_1);
        try (RawServer server = RawServer.start(Reaction.answer(answer))) {
            MessagingPort port = port(at(server), POLICY);

            way.take(port, MESSAGE);
            way.take(port, MESSAGE);

            String head = server.requests().get(1).head();
            assertFalse(head.toLowerCase(Locale.ROOT).contains("\r\ncookie"), head);
            assertEquals(List.of(), cookies.getCookieStore().getCookies());
        } finally {
            CookieHandler.setDefault(before);
        }
    }

    /**
     * Blocks all threads of the common pool. Skipped where there are fewer than three.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void an_answer_is_seen_however_busy_the_common_pool_is(Way way) throws Exception {
        int threads = ForkJoinPool.commonPool().getParallelism();
        assumeTrue(
                threads >= 3,
                "below that CompletableFuture does not use the pool, which the JVM sizes once: start the tests with"
                        + " -Djava.util.concurrent.ForkJoinPool.common.parallelism=4");
        CountDownLatch busy = new CountDownLatch(threads);
        CountDownLatch release = new CountDownLatch(1);
        try (RawServer server = RawServer.start(Reaction.answer(ACCEPTED))) {
            for (int i = 0; i < threads; i++) {
                ForkJoinPool.commonPool().execute(() -> {
                    busy.countDown();
                    await(release);
                });
            }
            assertTrue(busy.await(20, TimeUnit.SECONDS), "the pool is free for the test");
            MessagingPort port = port(at(server), POLICY);

            assertEquals(FIRST, soon(() -> way.take(port, MESSAGE)));
        } finally {
            release.countDown();
        }
    }

    // Idle connections

    private static final SendPolicy IDLE =
            POLICY.withTimeout(Duration.ofSeconds(4)).withIdleTimeout(Duration.ofMillis(200));

    /** Five times the idle timeout, since the server's clock starts before the client's. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(1);

    /** More than the messages in between, which a pool may give a different connection each. */
    private static final int BURST = 12;

    /**
     * Sends 12 messages at once, waits, and sends 12 more, through a network that forgets connections which were idle for
     * five times {@link SendPolicy#idleTimeout()}: a request on one of them has no response. Expects all to be accepted.
     * Skipped for {@link Difference#KEEPS_IDLE_CONNECTIONS}.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void a_connection_is_not_reused_after_the_idle_timeout(Way way) throws Exception {
        betweenBursts(way, (server, port) -> server.pause(FORGOTTEN_AFTER));
    }

    /**
     * As {@link #a_connection_is_not_reused_after_the_idle_timeout}, with messages one after the other in between: the
     * port is in use all the time, but not each of its connections.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void an_idle_connection_is_not_reused_after_others_were(Way way) throws Exception {
        betweenBursts(way, (server, port) -> {
            for (long end = System.nanoTime() + FORGOTTEN_AFTER.toNanos(); System.nanoTime() < end; ) {
                assertInstanceOf(Accepted.class, way.take(port, MESSAGE));
                server.pause(Duration.ofMillis(100));
            }
        });
    }

    @FunctionalInterface
    private interface Between {
        void bursts(RawServer server, MessagingPort port) throws Exception;
    }

    private void betweenBursts(Way way, Between between) throws Exception {
        assumeFalse(
                differences().contains(Difference.KEEPS_IDLE_CONNECTIONS), Difference.KEEPS_IDLE_CONNECTIONS::toString);
        Map<Socket, Long> lastUse = new ConcurrentHashMap<>();
        AtomicInteger unanswered = new AtomicInteger();
        try (RawServer server = RawServer.start((self, connection, request) -> {
            Long last = lastUse.get(connection);
            if (last != null && System.nanoTime() - last >= FORGOTTEN_AFTER.toNanos()) {
                unanswered.incrementAndGet();
            } else {
                self.pause(Duration.ofMillis(50)); // so that each message of a burst takes a connection
                connection.getOutputStream().write(ACCEPTED);
                lastUse.put(connection, System.nanoTime());
            }
        })) {
            MessagingPort port = port(at(server), IDLE);
            burst(way, port);
            between.bursts(server, port);
            burst(way, port);
            assertEquals(0, unanswered.get(), "requests on forgotten connections");
        }
    }

    private static void burst(Way way, MessagingPort port) throws Exception {
        List<Future<SendResult>> burst = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
            burst.add(inThread(() -> way.take(port, MESSAGE)));
        }
        for (Future<SendResult> sent : burst) {
            assertEquals(FIRST, sent.get(SOON.toSeconds(), TimeUnit.SECONDS));
        }
    }

    // Many at once

    /**
     * Sends 400 messages on 16 threads; the id in each answer is the reference in its request.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    public final void many_threads_at_once_each_get_the_answer_to_their_own_message(Way way) throws Exception {
        try (RawServer server = RawServer.start((self, connection, request) -> {
            connection.getOutputStream().write(Chance.accepted(Chance.refOf(request)));
        })) {
            MessagingPort port = port(at(server), POLICY);

            inManyThreads(MANY, i -> {
                String ref = "ref-" + i;
                SendResult result = way.take(port, MESSAGE.withExtraInfo(ExtraInfo.ref(ref)));
                assertEquals(new Accepted(MessageId.of(ref)), result);
                return ref;
            });

            assertEquals(MANY, server.requests().size());
        }
    }

    // Giving up

    /**
     * Gives a send up after its first request, and then sends another message whose three retries take longer than the retry
     * of the first would have taken.
     *
     * @param givingUp how
     * @throws Exception if there is no result in time
     */
    @ParameterizedTest
    @EnumSource
    public final void no_retry_follows_when_a_send_is_given_up(GivingUp givingUp) throws Exception {
        Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
        CountDownLatch first = new CountDownLatch(1);
        RawServer server = RawServer.start((self, connection, request) -> {
            String ref = Chance.refOf(request);
            int count =
                    requests.computeIfAbsent(ref, none -> new AtomicInteger()).incrementAndGet();
            connection.getOutputStream().write(count < 4 ? VerdictRow.http(429, "") : Chance.accepted(ref));
            first.countDown();
        });
        try (server) {
            SendPolicy policy =
                    SendPolicy.defaults().withAttempts(4).withBackoff(Duration.ofMillis(300), Duration.ofMillis(300));
            MessagingPort port = port(at(server), policy);
            CompletableFuture<SendResult> future = port.sendAsync(MESSAGE.withExtraInfo(ExtraInfo.ref("given-up")));
            assertTrue(first.await(SOON.toSeconds(), TimeUnit.SECONDS));

            givingUp.give(future);

            SendResult next = Way.SEND_ASYNC.take(port, MESSAGE.withExtraInfo(ExtraInfo.ref("waited-for")));
            assertEquals(new Accepted(MessageId.of("waited-for")), next);
            int count = requests.getOrDefault("given-up", new AtomicInteger()).get();
            assertEquals(1, count, "requests of the message that was given up");
        }
    }

    /**
     * Cancels a send while its connection waits in a full queue, then accepts connections for 4 seconds, and expects no body
     * of a request. Skipped on a system that lets no connection wait.
     *
     * @throws Exception if the server fails
     */
    @Test
    public final void a_send_that_is_given_up_while_it_connects_writes_no_body() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> queue = new ArrayList<>();
            try {
                assumeTrue(fill(full, queue), "this system lets no connection hang");
                Account account = account(Pod.at(URI.create("http://127.0.0.1:" + full.getLocalPort())));
                CompletableFuture<SendResult> future = port(account, POLICY).sendAsync(MESSAGE);
                never.await(500, TimeUnit.MILLISECONDS); // It may connect, and should by now.

                future.cancel(true);
            } finally {
                for (Socket waiting : queue) {
                    waiting.close();
                }
            }
            // Not waited for: a client that writes and has no timeout holds its connection.
            inThread(() -> {
                answerInPlainText(full, heard);
                return heard;
            });
            // A connection that waits is tried again after 1 and after 3 seconds.
            for (int i = 0; i < 40 && !heard.toString(ISO_8859_1).contains("messaging_object"); i++) {
                never.await(100, TimeUnit.MILLISECONDS);
            }
        }
        String request = heard.toString(ISO_8859_1);
        assertFalse(request.contains("messaging_object"), request);
    }

    // Chance

    /** How many sends chance plays with: more than by default for whoever has the time. */
    private static final int BY_CHANCE = Integer.getInteger("pictogram.contract.sends", 400);

    private static final long SEED = Long.getLong("pictogram.contract.seed", 20_261_122);

    /**
     * Sends 400 messages, each tried up to three times, to a server that fails by chance. The system properties {@code
     * pictogram.contract.sends} and {@code pictogram.contract.seed} set another number and another chance.
     *
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if it comes to no result
     */
    @ParameterizedTest
    @EnumSource
    @Timeout(600)
    public final void whatever_goes_wrong_the_result_agrees_with_what_the_server_saw(Way way) throws Exception {
        SendPolicy policy = SendPolicy.defaults()
                .withTimeout(SHORT.timeout())
                .withBackoff(Duration.ofMillis(1), Duration.ofMillis(4));
        Chance chance = new Chance(SEED);
        Map<String, SendResult> results = new ConcurrentHashMap<>();
        MessagingPort refused = port(account(closedPort()), policy);
        RawServer server = RawServer.start(chance);
        try (server) {
            MessagingPort port = port(at(server), policy);
            inManyThreads(BY_CHANCE, i -> {
                String ref = "by-chance-" + i;
                boolean isRefused = i % 20 == 0;
                SendResult result = way.take(isRefused ? refused : port, MESSAGE.withExtraInfo(ExtraInfo.ref(ref)));
                if (isRefused) {
                    assertNotSent(result);
                }
                return results.put(ref, result);
            });
        }
        assertEquals(BY_CHANCE, results.size());
        List<String> wrong = results.entrySet().stream()
                .flatMap(result -> chance.wrong(result.getKey(), result.getValue()).stream())
                .toList();
        assertEquals(List.of(), wrong, "seed " + SEED);
        // More than half of what was answered as it should is known: a doubt about all of it would be true and of no
        // use.
        long answered = results.keySet().stream().filter(chance::wasAnswered).count();
        long known = results.entrySet().stream()
                .filter(result -> chance.wasAnswered(result.getKey()) && !(result.getValue() instanceof InDoubt))
                .count();
        assertTrue(answered > BY_CHANCE / 5, () -> answered + " of " + BY_CHANCE + " messages came to be answered");
        assertTrue(known > answered / 2, () -> known + " of " + answered + " answers are known of");
        report(way + " by chance", chance.requests(), results);
    }

    /** How long after its cancellation a request may still arrive: it had been started, and the machine was busy. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /**
     * Sends as many messages as above to the same server, and cancels a third of them within 10 ms: no request arrives more
     * than a second after its cancellation, and retries would take 1.5 seconds at least.
     *
     * @throws Exception if there is no result in time
     */
    @Test
    @Timeout(600)
    public final void a_send_that_is_cancelled_at_any_moment_writes_no_request_afterwards() throws Exception {
        SendPolicy policy = SendPolicy.defaults()
                .withTimeout(SHORT.timeout())
                .withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(2));
        Random moments = new Random(SEED);
        Chance chance = new Chance(SEED);
        Map<String, SendResult> results = new ConcurrentHashMap<>();
        Map<String, Long> cancelled = new ConcurrentHashMap<>();
        ScheduledExecutorService canceller = Executors.newScheduledThreadPool(1);
        RawServer server = RawServer.start(chance);
        try (server) {
            MessagingPort port = port(at(server), policy);
            Semaphore inFlight = new Semaphore(64);
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < BY_CHANCE; i++) {
                String ref = "cancelled-by-chance-" + i;
                inFlight.acquire();
                CompletableFuture<SendResult> future = port.sendAsync(MESSAGE.withExtraInfo(ExtraInfo.ref(ref)));
                if (i % 3 == 0) {
                    canceller.schedule(
                            () -> {
                                if (future.cancel(true)) {
                                    cancelled.put(ref, System.nanoTime());
                                }
                            },
                            moments.nextInt(10_000_000),
                            TimeUnit.NANOSECONDS);
                }
                all.add(future.handle((result, thrown) -> {
                    inFlight.release();
                    return thrown == null ? results.put(ref, result) : null;
                }));
            }
            for (CompletableFuture<?> each : all) {
                each.get();
            }
        } finally {
            canceller.shutdown();
            assertTrue(canceller.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS));
        }
        assertEquals(BY_CHANCE, results.size() + cancelled.size());
        assertTrue(cancelled.size() > BY_CHANCE / 10, () -> cancelled.size() + " were cancelled in time");
        List<String> wrong = Stream.concat(
                        results.entrySet().stream()
                                .flatMap(result -> chance.wrong(result.getKey(), result.getValue()).stream()),
                        cancelled.entrySet().stream()
                                .flatMap(each -> chance.later(each.getKey(), each.getValue() + GRACE.toNanos())))
                .toList();
        assertEquals(List.of(), wrong, "seed " + SEED);
        report(cancelled.size() + " cancelled by chance", chance.requests(), results);
    }

    /**
     * Interrupts as many sends as are left to chance above, each in its first 10 ms, and expects that then at most 32
     * connections are open and at most 32 more threads are busy than before.
     *
     * @throws Exception if it comes to no result
     */
    @Test
    @Timeout(600)
    public final void an_interrupt_at_any_moment_leaves_the_flag_and_a_true_result() throws Exception {
        Random moments = new Random(SEED);
        Map<String, SendResult> results = new ConcurrentHashMap<>();
        Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
        ScheduledExecutorService interrupter = Executors.newScheduledThreadPool(2);
        long threads = busyThreads();
        RawServer server = RawServer.start((self, connection, request) -> {
            String ref = Chance.refOf(request);
            seen.computeIfAbsent(ref, none -> new AtomicInteger()).incrementAndGet();
            self.pause(Duration.ofNanos(moments.nextInt(2_000_000)));
            connection.getOutputStream().write(Chance.accepted(ref));
        });
        try (server) {
            MessagingPort port = port(at(server), POLICY);
            // Uninterrupted it works; and its classes are loaded, which can take longer than any of the moments below.
            for (int i = 0; i < 20; i++) {
                assertInstanceOf(Accepted.class, port.send(MESSAGE.withExtraInfo(ExtraInfo.ref("before"))));
            }
            inManyThreads(BY_CHANCE, i -> {
                String ref = "interrupted-" + i;
                Future<?> interrupt = interrupter.schedule(
                        Thread.currentThread()::interrupt, moments.nextInt(10_000_000), TimeUnit.NANOSECONDS);
                SendResult result = port.send(MESSAGE.withExtraInfo(ExtraInfo.ref(ref)));
                assertTrue(flagAfter(interrupt), "the flag is kept");
                return results.put(ref, result);
            });
            server.awaitAtMost(IN_A_POOL);
        } finally {
            interrupter.shutdownNow();
        }
        awaitAtMost(threads + IN_A_POOL);
        assertEquals(BY_CHANCE, results.size());
        results.forEach((ref, result) -> {
            int requests = seen.getOrDefault(ref, new AtomicInteger()).get();
            boolean agrees = result.fold(
                    accepted -> requests == 1, rejected -> false, notSent -> requests == 0, inDoubt -> requests <= 1);
            assertTrue(agrees, () -> requests + " whole requests for " + result);
        });
        report("interrupted", seen.size(), results);
    }

    /** Waits until what was interrupted has come to its end, on all threads but for some that are always there. */
    private static void awaitAtMost(long threads) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 100 && busyThreads() > threads; i++) {
            never.await(100, TimeUnit.MILLISECONDS);
        }
        assertTrue(busyThreads() <= threads, () -> busyThreads() + " threads are still at it, not " + threads);
    }

    /** Counts the threads, but for those that wait in a pool for something to do. Virtual ones do not count. */
    private static long busyThreads() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Stream.of(stack)
                        .noneMatch(frame -> frame.getClassName().equals(ThreadPoolExecutor.class.getName())
                                && frame.getMethodName().equals("getTask")))
                .count();
    }

    /** Waits for the interrupt to come and tells whether the flag was set then, which it takes away. */
    private static boolean flagAfter(Future<?> interrupt) throws Exception {
        boolean flag = Thread.interrupted();
        try {
            interrupt.get();
        } catch (InterruptedException now) {
            flag = true;
        }
        boolean late = Thread.interrupted();
        return flag || late;
    }

    private void report(String what, int requests, Map<String, SendResult> results) {
        Map<String, Long> counts = results.values().stream()
                .collect(Collectors.groupingBy(
                        result -> result.getClass().getSimpleName(), TreeMap::new, Collectors.counting()));
        LOG.log(
                INFO,
                getClass().getSimpleName() + ", " + what + ", seed " + SEED + ": " + counts + "; whole requests: "
                        + requests);
    }

    // What clauses are made of

    private static void assumeStartedWith(String property) {
        assumeTrue(
                Boolean.getBoolean(property),
                () -> "the JVM reads it once: start the tests with -D" + property + "=true");
    }

    private void assumeNotTheJvms() {
        assumeFalse(
                differences().contains(Difference.OBEYS_THE_JVMS_SETTINGS),
                Difference.OBEYS_THE_JVMS_SETTINGS::toString);
    }

    @FunctionalInterface
    private interface Step {
        void take() throws Exception;
    }

    private static void withProperties(Map<String, String> properties, Step step) throws Exception {
        Map<String, String> before = new HashMap<>();
        properties.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
        try {
            step.take();
        } finally {
            before.forEach((name, value) -> {
                if (value == null) {
                    System.clearProperty(name);
                } else {
                    System.setProperty(name, value);
                }
            });
        }
    }

    private static Pod closedPort() throws IOException {
        return Pod.at(URI.create("http://127.0.0.1:" + ClosedPorts.keep(0)));
    }

    /** Takes a step while the whole JVM trusts as this does, where HttpsURLConnection keeps what it once asked for. */
    private static void withTls(SSLContext context, Step step) throws Exception {
        SSLContext before = SSLContext.getDefault();
        SSLSocketFactory factoryBefore = HttpsURLConnection.getDefaultSSLSocketFactory();
        SSLContext.setDefault(context);
        HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
        try {
            step.take();
        } finally {
            SSLContext.setDefault(before);
            HttpsURLConnection.setDefaultSSLSocketFactory(factoryBefore);
        }
    }

    private static Account silentTls(ServerSocket silent) {
        return account(Pod.at(URI.create("https://127.0.0.1:" + silent.getLocalPort())));
    }

    private static void assertSoon(long start) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis < SOON.toMillis(), () -> "it took " + millis + " ms");
    }

    private static void assertTruthful(Fault fault, SendResult result) {
        assertTrue(
                fault.truthful().stream().anyMatch(type -> type.isInstance(result)),
                () -> "expected one of " + fault.truthful() + " but was " + result);
        assertSound(result);
    }

    private static void assertNotSent(SendResult result) {
        assertInstanceOf(NotSent.class, result);
        assertSound(result);
    }

    private static void assertSound(SendResult result) {
        assertFalse(result.toString().contains(KEY), "the key is in no text");
        for (Throwable t = cause(result); t != null; t = t.getCause()) {
            assertFalse(t.toString().contains(KEY), "the key is in no cause");
            assertFalse(t instanceof VirtualMachineError, "the memory is enough: " + t);
        }
    }

    private static @Nullable Throwable cause(SendResult result) {
        return result.<@Nullable Throwable>fold(accepted -> null, rejected -> null, NotSent::cause, InDoubt::cause);
    }

    private static Account at(RawServer server) {
        return account(Pod.at(server.uri()));
    }

    private static Account account(Pod pod) {
        return new Account(pod, Sid.of("HXAP16XXXXXX97IN"), ApiKey.of(KEY), PhoneNumber.of("+919800000000"));
    }
}
