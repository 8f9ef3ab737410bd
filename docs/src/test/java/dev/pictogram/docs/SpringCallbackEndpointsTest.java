// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.simulator.CallbackPlan;
import dev.pictogram.simulator.CallbackProfile;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.simulator.SimulatorOptions;
import dev.pictogram.spring.SpringMessaging;
import java.lang.reflect.Constructor;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.embedded.netty.NettyReactiveWebServerFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Runs the Spring endpoints of the page about delivery reports, in a servlet container and on an event loop. */
@Timeout(120)
class SpringCallbackEndpointsTest {

    private static final String TOKEN = "a-secret";
    private static final int LIMIT = 1 << 20;

    private final List<DeliveryReport> stored = new CopyOnWriteArrayList<>();

    @TempDir
    Path classes;

    private enum Endpoint {
        SERVLET("CallbackController"),
        REACTIVE("ReactiveCallbackController");

        final String type;

        Endpoint(String type) {
            this.type = type;
        }
    }

    @EnableAutoConfiguration
    static class Application {}

    private interface Test {
        void run(URI url) throws Exception;
    }

    private static Snippet snippet(String type) throws Exception {
        return Snippet.of(Page.ROOT.resolve("docs/delivery-reports.md")).stream()
                .filter(each -> each.text().contains("class " + type + " "))
                .findFirst()
                .orElseThrow();
    }

    private void on(Endpoint endpoint, Test test) throws Exception {
        Snippet snippet = snippet(endpoint.type);
        assertThat(snippet.compileTo(classes.toString())).isEmpty();
        try (URLClassLoader loader = new URLClassLoader(
                        new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
                ConfigurableApplicationContext application = run(endpoint, loader.loadClass(endpoint.type))) {
            test.run(URI.create("http://127.0.0.1:"
                    + application.getEnvironment().getProperty("local.server.port") + "/callbacks/hard-to-guess"));
        }
    }

    private ConfigurableApplicationContext run(Endpoint endpoint, Class<?> controller) {
        Consumer<List<DeliveryReport>> store = stored::addAll;
        ApplicationContextInitializer<GenericApplicationContext> beans = context -> {
            context.registerBean(Consumer.class, () -> store);
            context.registerBean(controller);
            if (endpoint == Endpoint.REACTIVE) {
                // Else Boot takes Tomcat, which is here for the other endpoint.
                context.registerBean(NettyReactiveWebServerFactory.class);
            }
        };
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.valueOf(endpoint.name()))
                .initializers(beans)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--callbacks.secret-path=hard-to-guess",
                        "--callbacks.token=" + TOKEN,
                        "--spring.http.codecs.max-in-memory-size=" + LIMIT,
                        "--spring.main.banner-mode=off",
                        "--pictogram.base-url=http://127.0.0.1:1",
                        "--pictogram.sid=HXAP1",
                        "--pictogram.api-key=Asecret3",
                        "--pictogram.sender=+919800000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CallbackEndpoint", "CallbackController", "ReactiveCallbackController"})
    void an_endpoint_without_a_token_does_not_start(String name) throws Exception {
        Snippet snippet = snippet(name);
        assertThat(snippet.compileTo(classes.toString())).isEmpty();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Constructor<?> constructor = loader.loadClass(name).getDeclaredConstructor(String.class, Consumer.class);
            constructor.setAccessible(true);
            Consumer<List<DeliveryReport>> store = stored::addAll;

            for (String token : List.of("", " ")) {
                assertThatThrownBy(() -> constructor.newInstance(token, store))
                        .hasCauseInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_callback_settles_a_send_in_doubt(Endpoint endpoint) throws Exception {
        on(endpoint, url -> {
            CallbackProfile profile = CallbackProfile.to(url)
                    .withHeader("X-Callback-Token", TOKEN)
                    .withTrailingComma()
                    .withPlan(CallbackPlan.none());
            try (KaleyraSimulator kaleyra =
                    KaleyraSimulator.start(SimulatorOptions.defaults().withCallbacks(profile))) {
                kaleyra.loseNext(1);
                ImageMessage message = ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png"))
                        .withExtraInfo(ExtraInfo.ref("order-4711"));
                assertThat(SpringMessaging.of(kaleyra.account()).send(message)).isInstanceOf(InDoubt.class);
                MessageId id = kaleyra.idOf("order-4711");

                assertThat(kaleyra.postCallback(id, DeliveryStatus.DELIVERED).responseStatus())
                        .hasValue(204);

                assertThat(stored).singleElement().satisfies(report -> {
                    assertThat(report.ref()).hasValue("order-4711");
                    assertThat(report.status()).isEqualTo(DeliveryStatus.DELIVERED);
                });
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_body_is_refused_without_the_header_if_it_is_not_json_and_if_it_is_too_large(Endpoint endpoint)
            throws Exception {
        on(endpoint, url -> {
            assertThat(post(url, "wrong", "{}")).isEqualTo(401);
            assertThat(post(url, TOKEN, "status=sent")).isEqualTo(400);
            assertThat(post(url, TOKEN, " ".repeat(LIMIT + 1))).isEqualTo(413);
            assertThat(post(url, TOKEN, "{\"event\":\"other\"}")).isEqualTo(204);
            assertThat(stored).isEmpty();
        });
    }

    private static int post(URI url, String token, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("X-Callback-Token", token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
