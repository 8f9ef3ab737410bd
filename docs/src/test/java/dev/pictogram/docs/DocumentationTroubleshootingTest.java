// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.Sid;
import dev.pictogram.contract.RawServer;
import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.contract.TestIdentity;
import dev.pictogram.jdk.JdkMessaging;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.HttpTransport;
import dev.pictogram.wire.http.HttpTransport.NoResponse;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.http.HttpTransport.Result;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that the page quotes the library's texts word for word. */
@Timeout(120)
class DocumentationTroubleshootingTest {

    private static final Account ACCOUNT =
            new Account(Pod.IN, Sid.of("HXAP16XXXXXX97IN"), ApiKey.of("a-key"), PhoneNumber.of("+919800000000"));
    private static final ImageMessage MESSAGE = ImageMessage.to("+919800000001", Image.uploaded("1479000000000537"));
    private static final SendPolicy ONCE = SendPolicy.defaults().withAttempts(1);
    private static final SendPolicy SHORT = ONCE.withTimeout(Duration.ofMillis(500));

    private final Page page = Page.read("docs/troubleshooting.md");

    DocumentationTroubleshootingTest() throws IOException {}

    // Not sent, in doubt

    static Stream<Arguments> sends() {
        return Stream.of(
                send(NotSent.class, "unknown host", () -> send("https://pictogram.invalid", ONCE)),
                send(NotSent.class, "refused", () -> send("http://127.0.0.1:" + closedPort(), ONCE)),
                send(NotSent.class, "no connection in time", DocumentationTroubleshootingTest::silentHandshake),
                send(NotSent.class, "untrusted", DocumentationTroubleshootingTest::untrusted),
                send(NotSent.class, "interrupted before", DocumentationTroubleshootingTest::interruptedBefore),
                send(NotSent.class, "rate", () -> second(NotSent.class, ONCE.withRateLimit(1))),
                send(NotSent.class, "in flight", DocumentationTroubleshootingTest::tooMany),
                send(
                        NotSent.class,
                        "breaker",
                        () -> second(NotSent.class, ONCE.withCircuitBreaker(1, Duration.ofDays(1)))),
                send(InDoubt.class, "no response", () -> send(Reaction.silence(), SHORT)),
                send(InDoubt.class, "closed", () -> send(Socket::close, ONCE)),
                send(InDoubt.class, "interrupted", DocumentationTroubleshootingTest::interrupted),
                send(InDoubt.class, "202", () -> responseWith("HTTP/1.1 202 Accepted")),
                send(InDoubt.class, "500", () -> responseWith("HTTP/1.1 500 Internal Server Error")),
                send(InDoubt.class, "502", () -> responseWith("HTTP/1.1 502 Bad Gateway")));
    }

    private static Arguments send(Class<? extends SendResult> outcome, String name, Callable<SendResult> send) {
        return Arguments.of(name, outcome, send);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sends")
    void every_why_is_on_the_page(String name, Class<? extends SendResult> outcome, Callable<SendResult> send)
            throws Exception {
        SendResult result = send.call();

        assertThat(result).isInstanceOf(outcome);
        assertThat(isOn(page, why(result))).as("on the page: " + why(result)).isTrue();
        assertThat(isOn(without(why(result)), why(result))).isFalse();
    }

    private static String why(SendResult result) {
        return result.fold(accepted -> "accepted", rejected -> "rejected", NotSent::why, InDoubt::why);
    }

    /** Tells whether a row begins with the text, or with its part before the JVM's message. Numbers are ignored. */
    private static boolean isOn(Page page, String why) {
        String words = withoutNumbers(why);
        return page.rows().stream()
                .map(row -> withoutNumbers(row.get(0)))
                .anyMatch(cell -> cell.startsWith(words) || cell.startsWith(words.replaceFirst(", .*", "")));
    }

    private Page without(String why) {
        String words = withoutNumbers(why).replaceFirst(", .*", "");
        return new Page(page.text()
                .lines()
                .filter(line -> !withoutNumbers(line).startsWith("| " + words))
                .reduce("", (before, line) -> before + line + "\n"));
    }

    private static String withoutNumbers(String words) {
        return words.replaceAll("\\d+", "0");
    }

    private static SendResult send(String pod, SendPolicy policy) {
        return port(URI.create(pod), policy).send(MESSAGE);
    }

    private static SendResult send(Reaction reaction, SendPolicy policy) {
        try (RawServer server = RawServer.start(reaction)) {
            return port(server.uri(), policy).send(MESSAGE);
        }
    }

    private static SendResult responseWith(String statusLine) {
        byte[] response = (statusLine + "\r\nContent-Length: 0\r\n\r\n").getBytes(UTF_8);
        try (RawServer server = RawServer.start(Reaction.respond(response))) {
            return port(server.uri(), ONCE).send(MESSAGE);
        }
    }

    private static MessagingPort port(URI pod, SendPolicy policy) {
        return JdkMessaging.of(new Account(Pod.at(pod), ACCOUNT.sid(), ACCOUNT.apiKey(), ACCOUNT.sender()), policy);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return listener.getLocalPort();
        }
    }

    /** A port that accepts connections without responding, so that the TLS handshake times out. */
    private static SendResult silentHandshake() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            return send("https://127.0.0.1:" + silent.getLocalPort(), ONCE.withConnectTimeout(Duration.ofMillis(500)));
        }
    }

    private static SendResult untrusted() throws Exception {
        try (RawServer server = RawServer.startTls(TestIdentity.of("127.0.0.1").context(), Reaction.silence())) {
            return port(server.uri(), ONCE).send(MESSAGE);
        }
    }

    private static SendResult interruptedBefore() {
        Thread.currentThread().interrupt();
        try {
            return send("https://pictogram.invalid", ONCE);
        } finally {
            Thread.interrupted();
        }
    }

    private static SendResult interrupted() throws Exception {
        try (RawServer server = RawServer.start(Reaction.silence())) {
            MessagingPort port = port(server.uri(), ONCE);
            CompletableFuture<SendResult> result = new CompletableFuture<>();
            Thread sender = new Thread(() -> result.complete(port.send(MESSAGE)));
            sender.start();
            server.awaitRequest();
            sender.interrupt();
            sender.join();
            return result.join();
        }
    }

    /** Returns the first of a few sends with this outcome, to a server that closes its connections. */
    private static SendResult second(Class<? extends SendResult> outcome, SendPolicy policy) {
        try (RawServer server = RawServer.start(Socket::close)) {
            MessagingPort port = port(server.uri(), policy);
            return Stream.generate(() -> port.send(MESSAGE))
                    .limit(10)
                    .filter(outcome::isInstance)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static SendResult tooMany() throws Exception {
        try (RawServer server = RawServer.start(Reaction.silence())) {
            MessagingPort port = port(server.uri(), ONCE.withMaxInFlight(1));
            CompletableFuture<SendResult> first = port.sendAsync(MESSAGE);
            server.awaitRequest();
            SendResult second = port.send(MESSAGE);
            assertThat(first).isNotDone();
            return second;
        }
    }

    // Misuse

    static Stream<Arguments> misuses() {
        return Stream.of(
                misuse("letters", () -> PhoneNumber.of("98 00")),
                misuse("national number", () -> PhoneNumber.parse("98000 00001")),
                misuse("O for 0", () -> PhoneNumber.parse("+91 98000 OOOO1")),
                misuse("two numbers", () -> PhoneNumber.parse("+919800000001, +919800000002")),
                misuse("national prefix", () -> PhoneNumber.parse("+44 (0)20 7946 0958")),
                misuse("rounded number", () -> PhoneNumber.parse("9.198E+11")),
                misuse("decimals", () -> PhoneNumber.parse("919800000001.0")),
                misuse("second line", () -> PhoneNumber.parse("+91 98000 00001 (2)")),
                misuse("too short", () -> PhoneNumber.of("98")),
                misuse("no country", () -> PhoneNumber.of("09800000001")),
                misuse("long caption", () -> MESSAGE.withCaption("x".repeat(1025))),
                misuse("half an emoji", () -> MESSAGE.withCaption("\uD83C")),
                misuse("space after a ref", () -> ExtraInfo.ref("order-17 ")),
                misuse("line break in a ref", () -> ExtraInfo.ref("order\n17")),
                misuse("space in a link", () -> Image.link("https://example.com/a b.png")),
                misuse("relative link", () -> Image.link("/a.png")),
                misuse("no host", () -> Image.link("https:///a.png")),
                misuse("quoted link", () -> Image.link("https://example.com/a.png\"")),
                misuse("port", () -> Image.link("https://example.com:99999/a.png")),
                misuse("no media id", () -> Image.uploaded("")),
                misuse("space in a media id", () -> Image.uploaded(" 1479 ")),
                misuse("quoted media id", () -> Image.uploaded("\"1479\"")),
                misuse("rounded media id", () -> Image.uploaded("1.479E+15")),
                misuse("sid", () -> Sid.of("a\n")),
                misuse("key", () -> ApiKey.of("a\n")),
                misuse("quoted key", () -> ApiKey.of("\"a\"")),
                misuse("pod's name", () -> Pod.of("mumbai")),
                misuse("pod's host", () -> Pod.at(URI.create("http://my_simulator:8420"))),
                misuse("pasted pod", () -> Pod.of("in ")),
                misuse("pod in clear", () -> Pod.at(URI.create("http://example.com"))),
                misuse("no time", () -> SendPolicy.defaults().withTimeout(Duration.ZERO)),
                misuse("redirects", DocumentationTroubleshootingTest::followsRedirects));
    }

    private static Arguments misuse(String name, ThrowingCallable misuse) {
        return Arguments.of(name, misuse);
    }

    private static void followsRedirects() {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build();
        JdkMessaging.of(ACCOUNT, ONCE, client);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misuses")
    void every_message_of_an_illegal_argument_is_on_the_page(String name, ThrowingCallable misuse) {
        String message =
                catchThrowableOfType(IllegalArgumentException.class, misuse).getMessage();

        assertThat(isOnAsRule(page, message)).as("on the page: " + message).isTrue();
        assertThat(isOnAsRule(new Page(page.text().replace("must", "should")), message))
                .isFalse();
    }

    /** Tells whether the message begins with the first cell of a row: field and rule, without the value. */
    private static boolean isOnAsRule(Page page, String message) {
        List<String> rules = page.rows().stream()
                .map(row -> row.get(0))
                .filter(cell -> cell.contains(": must"))
                .toList();
        return rules.stream().anyMatch(message::startsWith);
    }

    // The log

    @Test
    void the_log_is_as_the_page_shows() throws IOException {
        Iterator<Result> outcomes = List.<Result>of(
                        new Response(429, Map.of(), new byte[0]),
                        new HttpTransport.NotSent(new ConnectException()),
                        new NoResponse(new HttpTimeoutException("late")))
                .iterator();
        SendPolicy soon = SendPolicy.defaults().withBackoff(Duration.ofMillis(1), Duration.ofMillis(1));
        MessagingPort port = KaleyraMessaging.over(request -> outcomes.next(), ACCOUNT, soon);

        assertThat(logged(() -> port.send(MESSAGE))).hasSize(3).isEqualTo(shownAsLog());
    }

    private static List<String> shownAsLog() throws IOException {
        return Snippet.of(Page.ROOT.resolve("docs/troubleshooting.md")).stream()
                .filter(snippet -> snippet.text().startsWith("attempt "))
                .flatMap(snippet -> snippet.text().lines())
                .map(DocumentationTroubleshootingTest::withoutNumbers)
                .toList();
    }

    private static List<String> logged(Runnable send) {
        List<String> lines = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger("dev.pictogram.wire");
        logger.setLevel(Level.FINE);
        logger.setFilter(line -> {
            lines.add(withoutNumbers(new SimpleFormatter().formatMessage(line)));
            return false; // not printed
        });
        try {
            send.run();
        } finally {
            logger.setFilter(null);
            logger.setLevel(null);
        }
        return lines;
    }
}
