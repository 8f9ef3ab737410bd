// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.Sid;
import dev.pictogram.contract.RawServer;
import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.httpcore.HttpCoreMessaging;
import dev.pictogram.simulator.AcceptedMessage;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.simulator.SimulatedAccount;
import dev.pictogram.spring.PictogramProperties.Settings;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.test.util.TestPropertyValues.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;

/** Tests the auto-configuration together with all others of Spring Boot. */
@Timeout(60)
class PictogramAutoConfigurationTest {

    private static final String KEY = "Asecret-of-4711";
    private static final ImageMessage MESSAGE = ImageMessage.to("+919800000001", Image.uploaded("1"));

    private static final byte[] ACCEPTED =
            "HTTP/1.1 202 Accepted\r\nContent-Length: 31\r\n\r\n{\"data\":{\"message_id\":\"AX1\"}}  ".getBytes(UTF_8);

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(Application.class);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    static class OwnPort {

        @Bean
        MessagingPort mine() {
            return message -> new Accepted(MessageId.of("mine"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoSenders {

        @Bean
        MessagingPort sales(KaleyraSimulator kaleyra) {
            return SpringMessaging.of(kaleyra.account());
        }

        @Bean
        MessagingPort support(KaleyraSimulator kaleyra) {
            Account first = kaleyra.account();
            return SpringMessaging.of(
                    new Account(first.pod(), first.sid(), first.apiKey(), PhoneNumber.of("+919800000099")));
        }

        @Bean
        Desk desk(@Qualifier("sales") MessagingPort sales, @Qualifier("support") MessagingPort support) {
            return new Desk(sales, support);
        }
    }

    record Desk(MessagingPort sales, MessagingPort support) {}

    @Configuration(proxyBeanMethods = false)
    static class OwnBuilder {

        @Bean
        RestClient.Builder restClientBuilder() {
            ClientHttpRequestInterceptor signs = (request, body, execution) -> {
                request.getHeaders().set("X-Signed-By", "the application");
                return execution.execute(request, body);
            };
            return RestClient.builder().requestInterceptor(signs);
        }
    }

    // The port bean

    @Test
    void an_application_with_properties_sends() {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            application.withPropertyValues(properties(kaleyra)).run(context -> {
                MessagingPort port = context.getBean(MessagingPort.class);

                SendResult first = port.send(MESSAGE);
                SendResult second = port.sendAsync(MESSAGE).get();

                assertThat(kaleyra.accepted())
                        .extracting(AcceptedMessage::id)
                        .containsExactly(
                                first.messageId().orElseThrow(),
                                second.messageId().orElseThrow());
            });
        }
    }

    @Test
    void properties_are_read_from_the_environment() {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            Account account = kaleyra.account();
            TestPropertyValues environment = TestPropertyValues.of(
                    "PICTOGRAM_BASE_URL=" + account.pod(),
                    "PICTOGRAM_SID=" + account.sid(),
                    "PICTOGRAM_API_KEY=" + account.apiKey().reveal(),
                    "PICTOGRAM_SENDER=" + account.sender());

            application
                    .withInitializer(context -> environment.applyTo(context.getEnvironment(), Type.SYSTEM_ENVIRONMENT))
                    .run(context -> assertThat(
                                    context.getBean(MessagingPort.class).send(MESSAGE))
                            .isInstanceOf(Accepted.class));
        }
    }

    @Test
    void without_a_property_there_is_no_port_and_no_failure() {
        application.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(MessagingPort.class)
                .doesNotHaveBean(PictogramProperties.class));
    }

    @Test
    void environment_variables_of_a_kubernetes_service_named_pictogram_are_ignored() {
        TestPropertyValues environment = TestPropertyValues.of(
                "PICTOGRAM_PORT=tcp://10.0.0.11:80", "PICTOGRAM_SERVICE_HOST=10.0.0.11", "PICTOGRAM_SERVICE_PORT=80");

        application
                .withInitializer(context -> environment.applyTo(context.getEnvironment(), Type.SYSTEM_ENVIRONMENT))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(MessagingPort.class));
    }

    @Test
    void the_applications_port_wins_whatever_the_properties() {
        application
                .withUserConfiguration(OwnPort.class)
                .withPropertyValues("pictogram.sid=not a sid", "pictogram.timeout=not a time")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(MessagingPort.class)
                        .hasBean("mine"));
    }

    @Test
    void two_senders_are_two_named_ports() {
        try (KaleyraSimulator kaleyra =
                KaleyraSimulator.start(simulated().withSender(PhoneNumber.of("+919800000099")))) {
            application
                    .withUserConfiguration(TwoSenders.class)
                    .withBean(KaleyraSimulator.class, () -> kaleyra)
                    .withPropertyValues(properties(kaleyra)) // which would create a third port if there were none
                    .run(context -> {
                        assertThat(context).getBeanNames(MessagingPort.class).containsExactly("sales", "support");
                        context.getBean(Desk.class).sales().send(MESSAGE).orElseThrow();
                        context.getBean(Desk.class).support().send(MESSAGE).orElseThrow();

                        assertThat(kaleyra.accepted())
                                .extracting(AcceptedMessage::sender)
                                .containsExactly(PhoneNumber.of("+919800000000"), PhoneNumber.of("+919800000099"));
                    });
        }
    }

    // The client

    @Test
    void the_applications_builder_is_used_if_enabled() {
        assertThat(headSentWith("pictogram.use-rest-client-builder=true"))
                .containsIgnoringCase("X-Signed-By: the application");
    }

    @Test
    void the_applications_builder_is_not_used_by_default() {
        assertThat(headSentWith("pictogram.use-rest-client-builder=false")).doesNotContainIgnoringCase("X-Signed-By");
    }

    private String headSentWith(String property) {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            application
                    .withUserConfiguration(OwnBuilder.class)
                    .withPropertyValues(
                            "pictogram.base-url=" + server.uri(),
                            "pictogram.sid=HXAP1",
                            "pictogram.api-key=" + KEY,
                            "pictogram.sender=+919800000000",
                            property)
                    .run(context -> assertThat(
                                    context.getBean(MessagingPort.class).send(MESSAGE))
                            .isInstanceOf(Accepted.class));
            assertThat(server.requests()).hasSize(1);
            return server.requests().get(0).head();
        }
    }

    @Test
    void boots_builder_is_configured_before_the_port() {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            application
                    .withPropertyValues(properties(kaleyra))
                    .withPropertyValues("pictogram.use-rest-client-builder=true")
                    .run(context -> {
                        assertThat(context).hasSingleBean(RestClient.Builder.class);
                        assertThat(context.getBean(MessagingPort.class).send(MESSAGE))
                                .isInstanceOf(Accepted.class);
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdk", "simple", "http-components"})
    void boots_builder_follows_no_redirects_if_configured(String factory) {
        String redirect = "HTTP/1.1 302 Found\r\nLocation: %s/\r\nContent-Length: 0\r\n\r\n";
        try (RawServer elsewhere = RawServer.start(Reaction.respond(ACCEPTED));
                RawServer server = RawServer.start(Reaction.respond(
                        redirect.replace("%s", elsewhere.uri().toString()).getBytes(UTF_8)))) {
            application
                    .withPropertyValues(complete("pictogram.base-url=" + server.uri()))
                    .withPropertyValues(
                            "pictogram.use-rest-client-builder=true",
                            // Boot 3.5, and Boot 4
                            "spring.http.client.factory=" + factory,
                            "spring.http.client.redirects=dont-follow",
                            "spring.http.clients.imperative.factory=" + factory,
                            "spring.http.clients.redirects=dont-follow")
                    .run(context -> assertThat(
                                    context.getBean(MessagingPort.class).send(MESSAGE))
                            .isInstanceOf(Rejected.class));
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void a_missing_builder_is_reported() {
        new ApplicationContextRunner()
                .withUserConfiguration(Alone.class)
                .withPropertyValues(complete())
                .withPropertyValues("pictogram.use-rest-client-builder=true")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("pictogram.use-rest-client-builder is wrong: it is true, but the application does not"
                                + " have one RestClient.Builder bean"));
    }

    @Test
    void the_transport_httpcore_sends_on_its_threads() {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            application
                    .withPropertyValues(properties(kaleyra))
                    .withPropertyValues("pictogram.transport=HttpCore")
                    .run(context -> {
                        assertThat(context.getBean(MessagingPort.class).send(MESSAGE))
                                .isInstanceOf(Accepted.class);
                        assertThat(Thread.getAllStackTraces().keySet())
                                .anyMatch(thread -> thread.getName().startsWith("pictogram-httpcore"));
                    });
        }
    }

    @Test
    void a_missing_transport_is_reported() {
        application
                .withClassLoader(new FilteredClassLoader(HttpCoreMessaging.class))
                .withPropertyValues(complete("pictogram.transport=httpcore"))
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("pictogram.transport is wrong: it is httpcore, but the application does not have the"
                                + " artifact pictogram-adapter-httpcore"));
    }

    @Test
    void a_transport_beside_the_applications_builder_is_reported() {
        application
                .withPropertyValues(complete("pictogram.transport=httpcore"))
                .withPropertyValues("pictogram.use-rest-client-builder=true")
                .run(
                        context -> assertThat(
                                        analysis(context.getStartupFailure()).getDescription())
                                .contains(
                                        "pictogram.transport=httpcore and pictogram.use-rest-client-builder=true are both set"));
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(PictogramAutoConfiguration.class)
    static class Alone {}

    // The policy

    @Test
    void the_defaults_equal_those_of_the_policy() {
        application
                .withPropertyValues(complete())
                .run(context -> assertThat(settings(context.getBean(PictogramProperties.class)))
                        .isEqualTo(SendPolicy.defaults()));
    }

    @Test
    void durations_and_sizes_have_units() {
        application
                .withPropertyValues(complete())
                .withPropertyValues(
                        "pictogram.connect-timeout=2s",
                        "pictogram.idle-timeout=5s",
                        "pictogram.timeout=1m",
                        "pictogram.response-limit=128KB")
                .run(context -> assertThat(settings(context.getBean(PictogramProperties.class)))
                        .isEqualTo(SendPolicy.defaults()
                                .withConnectTimeout(Duration.ofSeconds(2))
                                .withIdleTimeout(Duration.ofSeconds(5))
                                .withTimeout(Duration.ofMinutes(1))
                                .withResponseLimit(128 * 1024)));
    }

    @Test
    void retries_and_limits_are_properties() {
        application
                .withPropertyValues(complete())
                .withPropertyValues(
                        "pictogram.attempts=5",
                        "pictogram.first-backoff=1s",
                        "pictogram.longest-backoff=1m",
                        "pictogram.total-timeout=10m",
                        "pictogram.rate-limit=20",
                        "pictogram.max-in-flight=100",
                        "pictogram.circuit-breaker-failures=8",
                        "pictogram.circuit-breaker-open-for=15s")
                .run(context -> assertThat(settings(context.getBean(PictogramProperties.class)))
                        .isEqualTo(SendPolicy.defaults()
                                .withAttempts(5)
                                .withBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1))
                                .withTotalTimeout(Duration.ofMinutes(10))
                                .withRateLimit(20)
                                .withMaxInFlight(100)
                                .withCircuitBreaker(8, Duration.ofSeconds(15))));
    }

    @Test
    void a_timeout_bounds_a_send() {
        try (RawServer server = RawServer.start(Reaction.silence())) {
            application
                    .withPropertyValues(complete("pictogram.base-url=" + server.uri()))
                    .withPropertyValues("pictogram.timeout=300ms")
                    .run(context -> assertThat(
                                    context.getBean(MessagingPort.class).send(MESSAGE))
                            .isInstanceOf(InDoubt.class));
        }
    }

    @Test
    void pods_have_names() {
        application
                .withPropertyValues(complete("pictogram.base-url=", "pictogram.pod=Sg"))
                .run(context -> assertThat(context.getBean(PictogramProperties.class)
                                .settings()
                                .account()
                                .pod())
                        .isEqualTo(Pod.SG));
    }

    private static SendPolicy settings(PictogramProperties properties) {
        Settings settings = properties.settings();
        return settings.policy();
    }

    // Wrong properties

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pictogram.sid=             | pictogram.sid is missing: the account's SID, as the Kaleyra console shows it
            pictogram.sid=a/b          | pictogram.sid is wrong: sid: must be one or more ASCII letters, digits, '-' or '_', but index 1 is U+002F
            pictogram.api-key=         | pictogram.api-key is missing: the account's API key
            pictogram.api-key=a secret | pictogram.api-key is wrong: api key: must be one or more visible ASCII characters without a space, but index 1 is not
            pictogram.api-key=${SET_NOWHERE} | pictogram.api-key is wrong: its placeholder cannot be resolved
            pictogram.sid=${SET_NOWHERE} | pictogram.sid is wrong: its placeholder cannot be resolved
            pictogram.api-key=A${SET_NOWHERE} | pictogram.api-key is wrong: its placeholder cannot be resolved
            pictogram.base-url=https://${SET_NOWHERE}/kaleyra | pictogram.base-url is wrong: its placeholder cannot be resolved
            pictogram.sender=          | pictogram.sender is missing: the WhatsApp business number that recipients see, with its country code, such as +919800000000
            pictogram.sender=+91       | pictogram.sender is wrong: phone number: must have 7 to 15 digits, but it has 2
            pictogram.base-url=        | pictogram.pod is missing: either the pod that the account lives on (in, sg or eu) or, in pictogram.base-url, the https URL of any other
            pictogram.base-url=http://example.com | pictogram.base-url is wrong: pod: must be https (http only to localhost, 127.0.0.0/8 or [::1]; pictogram.allow-insecure-base-url=true for a simulator elsewhere), but it is http to another host
            pictogram.base-url=https://a:secret@b | pictogram.base-url is wrong: pod: must have no user info, but it has one
            pictogram.base-url=https://sec ret    | pictogram.base-url is wrong: it cannot be read
            pictogram.pod=in           | pictogram.pod and pictogram.base-url are both set: only one of them can be the server
            pictogram.connect-timeout=0s | pictogram.connect-timeout is wrong: connectTimeout: must be longer than nothing and at most a day, but it is PT0S
            pictogram.idle-timeout=0s  | pictogram.idle-timeout is wrong: idleTimeout: must be longer than nothing and at most a day, but it is PT0S
            pictogram.transport=okhttp | pictogram.transport is wrong: it must be jdk or httpcore
            pictogram.attempts=0       | pictogram.attempts is wrong: attempts: must be at least 1, but it is 0
            pictogram.first-backoff=0s | pictogram.first-backoff or pictogram.longest-backoff is wrong: backoff.first: must be longer than nothing and at most a day, but it is PT0S
            pictogram.longest-backoff=100ms | pictogram.first-backoff or pictogram.longest-backoff is wrong: backoff.first: must not be longer than backoff.longest, PT0.1S, but it is PT0.5S
            pictogram.total-timeout=2d | pictogram.total-timeout is wrong: totalTimeout: must be longer than nothing and at most a day, but it is PT48H
            pictogram.rate-limit=-1    | pictogram.rate-limit is wrong: rateLimit: must be at least 0, but it is -1
            pictogram.max-in-flight=-1 | pictogram.max-in-flight is wrong: maxInFlight: must be at least 0, but it is -1
            pictogram.circuit-breaker-failures=-1 | pictogram.circuit-breaker-failures or pictogram.circuit-breaker-open-for is wrong: breaker.failures: must be at least 0, but it is -1
            pictogram.timeout=2d       | pictogram.timeout is wrong: timeout: must be longer than nothing and at most a day, but it is PT48H
            pictogram.response-limit=1B  | pictogram.response-limit is wrong: responseLimit: must be at least 1024, but it is 1
            """)
    void a_missing_or_wrong_property_is_reported_with_the_allowed_values(String property, String expected) {
        application.withPropertyValues(complete(property)).run(context -> {
            Throwable failure = context.getStartupFailure();

            FailureAnalysis analysis = analysis(failure);
            assertThat(analysis.getDescription())
                    .isEqualTo("Pictogram cannot send with the properties that are set:\n\n    - " + expected + "\n");
            assertThat(analysis.getAction()).contains("PICTOGRAM_SID", "your own MessagingPort bean");
            assertShowsNoSecret(failure, analysis);
        });
    }

    @Test
    void an_http_base_url_to_another_host_can_be_allowed() {
        application
                .withPropertyValues(complete("pictogram.base-url=http://simulator.invalid:8420"))
                .withPropertyValues("pictogram.allow-insecure-base-url=true")
                .run(context -> assertThat(context.getBean(PictogramProperties.class)
                                .settings()
                                .account()
                                .pod())
                        .hasToString("http://simulator.invalid:8420"));
    }

    @Test
    void an_unknown_pod_is_reported_with_the_three_names() {
        application
                .withPropertyValues(complete("pictogram.base-url=", "pictogram.pod=mumbai"))
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("pictogram.pod is wrong: pod: must be in, sg or eu"));
    }

    @Test
    void all_missing_properties_are_reported_at_once() {
        application.withPropertyValues("pictogram.api-key=" + KEY).run(context -> {
            FailureAnalysis analysis = analysis(context.getStartupFailure());

            assertThat(analysis.getDescription())
                    .contains("pictogram.pod is missing", "pictogram.sid is missing", "pictogram.sender is missing");
            assertShowsNoSecret(context.getStartupFailure(), analysis);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pictogram.timeout=soon", "pictogram.response-limit=much", "pictogram.use-rest-client-builder=x"
            })
    void a_value_of_a_wrong_type_is_reported_by_spring_boot(String property) {
        application.withPropertyValues(complete(property)).run(context -> {
            FailureAnalysis analysis = analysis(context.getStartupFailure());

            assertThat(analysis.getDescription()).contains(property.substring(0, property.indexOf('=')));
            assertShowsNoSecret(context.getStartupFailure(), analysis);
        });
    }

    @Test
    void the_properties_show_neither_the_key_nor_the_url() {
        application
                .withPropertyValues(complete("pictogram.base-url=https://gateway.example"))
                .run(context -> assertThat(context.getBean(PictogramProperties.class))
                        .hasToString("PictogramProperties[sid=HXAP1, sender=+919800000000]"));
    }

    private static FailureAnalysis analysis(Throwable failure) {
        assertThat(failure).isNotNull();
        // As Spring Boot finds them, without those that need a context.
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, (type, name, unmade) -> {})
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    private static void assertShowsNoSecret(Throwable failure, FailureAnalysis analysis) {
        assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain(KEY, "secret", "sec ret");
        for (Throwable t = failure; t != null; t = t.getCause()) {
            assertThat(t.toString()).doesNotContain(KEY, "secret", "sec ret");
        }
    }

    // Observations

    @Test
    void an_application_with_a_registry_is_observed() {
        List<String> stopped = new CopyOnWriteArrayList<>();
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start(simulated().withCredit(0))) {
            application
                    .withBean(ObservationRegistry.class, () -> registry(stopped))
                    .withPropertyValues(properties(kaleyra))
                    .run(context -> assertThat(
                                    context.getBean(MessagingPort.class).send(MESSAGE))
                            .isInstanceOf(Rejected.class));
        }
        assertThat(stopped).containsExactly("pictogram.send[outcome=rejected, pod=127.0.0.1, reason=low_balance]");
    }

    /** {@return a registry that appends the name and the keys of each stopped observation} */
    private static ObservationRegistry registry(List<String> stopped) {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ObservationHandler<>() {

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }

            @Override
            public void onStop(Observation.Context context) {
                stopped.add(context.getName()
                        + context.getAllKeyValues().stream()
                                .map(key -> key.getKey() + "=" + key.getValue())
                                .sorted()
                                .toList());
            }
        });
        return registry;
    }

    private static SimulatedAccount simulated() {
        return SimulatedAccount.of(Sid.of("HXAP1"), ApiKey.of(KEY), PhoneNumber.of("+919800000000"));
    }

    private static String[] properties(KaleyraSimulator kaleyra) {
        Account account = kaleyra.account();
        return new String[] {
            "pictogram.base-url=" + account.pod(),
            "pictogram.sid=" + account.sid(),
            "pictogram.api-key=" + account.apiKey().reveal(),
            "pictogram.sender=" + account.sender()
        };
    }

    /** {@return the given properties and all other required ones} */
    private static String[] complete(String... otherwise) {
        Map<String, String> all = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(
                                "pictogram.base-url=https://127.0.0.1:1",
                                "pictogram.sid=HXAP1",
                                "pictogram.api-key=" + KEY,
                                "pictogram.sender=+919800000000"),
                        Stream.of(otherwise))
                .forEach(property -> all.put(property.substring(0, property.indexOf('=')), property));
        return all.values().toArray(String[]::new);
    }
}
