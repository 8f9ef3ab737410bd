// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.pictogram.Account;
import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryState;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.feign.FeignMessaging;
import dev.pictogram.httpcore.HttpCoreMessaging;
import dev.pictogram.jdk.JdkMessaging;
import dev.pictogram.simulator.CallbackAttempt;
import dev.pictogram.simulator.CallbackPlan;
import dev.pictogram.simulator.CallbackProfile;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.simulator.SimulatorOptions;
import dev.pictogram.spring.SpringMessaging;
import java.lang.reflect.Constructor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the endpoint of the page against callbacks of the simulator. */
@Timeout(120)
class DocumentationDeliveryReportsTest {

    private static final String TOKEN = "a-secret";
    private static final ImageMessage MESSAGE = ImageMessage.to(
                    "+919800000001", Image.link("https://example.com/parcel.png"))
            .withExtraInfo(ExtraInfo.ref("order-4711"));

    private final List<DeliveryReport> stored = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private URLClassLoader loader;

    @TempDir
    Path classes;

    @BeforeEach
    void start() throws Exception {
        Snippet endpoint = Snippet.of(Page.ROOT.resolve("docs/delivery-reports.md")).stream()
                .filter(snippet -> snippet.text().contains("class CallbackEndpoint "))
                .findFirst()
                .orElseThrow();
        assertThat(endpoint.compileTo(classes.toString())).isEmpty();
        loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
        Constructor<?> constructor =
                Class.forName("CallbackEndpoint", true, loader).getDeclaredConstructor(String.class, Consumer.class);
        constructor.setAccessible(true);
        Consumer<List<DeliveryReport>> store = stored::addAll;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/callbacks", (HttpHandler) constructor.newInstance(TOKEN, store));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop(0);
        loader.close();
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/callbacks");
    }

    private KaleyraSimulator simulator(CallbackProfile profile) {
        return KaleyraSimulator.start(SimulatorOptions.defaults().withCallbacks(profile));
    }

    private CallbackProfile profile() {
        return CallbackProfile.to(url()).withHeader("X-Callback-Token", TOKEN).withPlan(CallbackPlan.none());
    }

    static Stream<Arguments> adapters() {
        return Stream.of(
                adapter("JDK", JdkMessaging::of),
                adapter("HttpCore", HttpCoreMessaging::of),
                adapter("Feign", FeignMessaging::of),
                adapter("Spring", SpringMessaging::of));
    }

    private static Arguments adapter(String name, Function<Account, MessagingPort> port) {
        return Arguments.of(name, port);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("adapters")
    void a_callback_settles_a_send_in_doubt(String name, Function<Account, MessagingPort> adapter) {
        try (KaleyraSimulator kaleyra = simulator(profile())) {
            kaleyra.loseNext(1);
            assertThat(adapter.apply(kaleyra.account()).send(MESSAGE)).isInstanceOf(InDoubt.class);
            MessageId id = kaleyra.idOf("order-4711");

            assertThat(kaleyra.postCallback(id, DeliveryStatus.READ).succeeded())
                    .isTrue();
            assertThat(kaleyra.postCallback(id, DeliveryStatus.SENT).succeeded())
                    .isTrue();
            assertThat(kaleyra.postCallback(id, DeliveryStatus.DELIVERED).succeeded())
                    .isTrue();

            assertThat(stored).hasSize(3).allSatisfy(report -> {
                assertThat(report.ref()).hasValue("order-4711");
                assertThat(report.recipient()).hasValue(MESSAGE.recipient());
                assertThat(report.at()).isPresent();
            });
            assertThat(DeliveryState.of(stored).status()).isEqualTo(DeliveryStatus.READ);
        }
    }

    @Test
    void every_kind_of_callback_is_read() {
        for (CallbackProfile profile :
                List.of(profile(), profile().withTrailingComma(), profile().withFlatPayload())) {
            stored.clear();
            try (KaleyraSimulator kaleyra = simulator(profile)) {
                JdkMessaging.of(kaleyra.account()).send(MESSAGE);
                MessageId id = kaleyra.idOf("order-4711");

                kaleyra.postCallback(id, DeliveryStatus.DELIVERED);
                kaleyra.postCallback(id, DeliveryStatus.FAILED, DeliveryError.MEDIA_UNUSABLE);
                kaleyra.postCallback(id, DeliveryStatus.NOT_SENT, DeliveryError.DAILY_LIMIT_REACHED);

                assertThat(stored)
                        .extracting(DeliveryReport::status)
                        .containsExactly(DeliveryStatus.DELIVERED, DeliveryStatus.FAILED, DeliveryStatus.NOT_SENT);
                assertThat(stored).allSatisfy(report -> assertThat(report.ref()).hasValue("order-4711"));
                assertThat(stored)
                        .flatExtracting(DeliveryReport::errors)
                        .extracting(DeliveryError::code)
                        .containsExactly(DeliveryError.MEDIA_UNUSABLE, DeliveryError.DAILY_LIMIT_REACHED);
            }
        }
    }

    @Test
    void a_callback_without_the_secret_header_is_rejected() {
        try (KaleyraSimulator kaleyra = simulator(CallbackProfile.to(url()).withPlan(CallbackPlan.none()))) {
            JdkMessaging.of(kaleyra.account()).send(MESSAGE);

            CallbackAttempt attempt = kaleyra.postCallback(kaleyra.idOf("order-4711"), DeliveryStatus.DELIVERED);

            assertThat(attempt.responseStatus()).hasValue(401);
            assertThat(stored).isEmpty();
        }
    }

    @Test
    void invalid_json_and_large_bodies_are_rejected_and_unknown_json_is_accepted() throws Exception {
        assertThat(post("status=sent")).isEqualTo(400);
        assertThat(post(" ".repeat((1 << 20) + 1))).isEqualTo(413);
        assertThat(post("{\"event\":\"other\"}")).isEqualTo(204);
        assertThat(stored).isEmpty();
    }

    private int post(String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(url())
                .header("X-Callback-Token", TOKEN)
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
