// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.Sid;
import dev.pictogram.applications.outbox.Orders;
import dev.pictogram.applications.outbox.OutboxApplication;
import dev.pictogram.applications.port.Notice;
import dev.pictogram.applications.port.PortApplication;
import dev.pictogram.applications.senders.SendersApplication;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.simulator.SimulatedAccount;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Whole applications, each with one way to configure or start it. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class ApplicationTest {

    private static final String KEY = "Asecret-of-4711";
    private static final PhoneNumber SUPPORT = PhoneNumber.of("+919800000099");

    private final KaleyraSimulator kaleyra =
            KaleyraSimulator.start(SimulatedAccount.of(Sid.of("HXAP1"), ApiKey.of(KEY), PhoneNumber.of("+919800000000"))
                    .withSender(SUPPORT));

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        kaleyra.close();
    }

    private String[] properties(String... more) {
        Account account = kaleyra.account();
        return Stream.concat(
                        Stream.of(
                                "--pictogram.base-url=" + account.pod(),
                                "--pictogram.sid=" + account.sid(),
                                "--pictogram.api-key=" + KEY,
                                "--pictogram.sender=" + account.sender()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    // Missing properties

    @Test
    void an_application_that_injects_a_port_without_any_property_is_told_which(CapturedOutput output) {
        assertThatExceptionOfType(BeanCreationException.class)
                .isThrownBy(() -> SpringApplication.run(PortApplication.class));

        assertThat(output)
                .contains(
                        "pictogram.pod is missing",
                        "pictogram.sid is missing",
                        "pictogram.api-key is missing",
                        "pictogram.sender is missing");
    }

    @Configuration(proxyBeanMethods = false)
    static class WrongQualifier {

        @Bean
        MessagingPort sales() {
            return message -> new Accepted(MessageId.of("sales"));
        }

        @Bean
        Notice other(@Qualifier("support") MessagingPort messaging) {
            return new Notice(messaging);
        }
    }

    @Test
    void a_wrong_qualifier_is_not_reported_as_missing_properties(CapturedOutput output) {
        assertThatExceptionOfType(BeanCreationException.class)
                .isThrownBy(() -> new SpringApplication(WrongQualifier.class).run());

        assertThat(output).contains("required a bean of type").doesNotContain("is missing");
    }

    // Mounted files

    /** A secret in a pod of Kubernetes: links to files in a directory with a date, each with a line break at its end. */
    @Test
    void properties_are_read_from_mounted_files() throws Exception {
        Account account = kaleyra.account();
        Path version = Files.createDirectories(directory.resolve("..2026_11_26"));
        Path data = Files.createSymbolicLink(directory.resolve("..data"), version.getFileName());
        for (Map.Entry<String, String> file : Map.of(
                        "pictogram.base-url", account.pod().toString(),
                        "pictogram.sid", account.sid().value(),
                        "pictogram.api-key", KEY,
                        "pictogram.sender", account.sender().e164())
                .entrySet()) {
            Files.writeString(version.resolve(file.getKey()), file.getValue() + "\n");
            Files.createSymbolicLink(
                    directory.resolve(file.getKey()), data.getFileName().resolve(file.getKey()));
        }

        try (ConfigurableApplicationContext context =
                SpringApplication.run(PortApplication.class, "--spring.config.import=configtree:" + directory + "/")) {
            assertThat(context.getBean(Notice.class).send()).isInstanceOf(Accepted.class);
        }
    }

    // Lazy initialization

    @Test
    void a_lazy_port_is_created_at_its_first_use() {
        try (ConfigurableApplicationContext context =
                SpringApplication.run(PortApplication.class, properties("--spring.main.lazy-initialization=true"))) {
            assertThat(context.getBeanFactory().containsSingleton("pictogramMessaging"))
                    .isFalse();
            assertThat(context.getBean(Notice.class).send()).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void a_missing_property_of_a_lazy_port_is_reported_at_its_first_use() {
        try (ConfigurableApplicationContext context = SpringApplication.run(
                PortApplication.class, "--spring.main.lazy-initialization=true", "--pictogram.api-key=" + KEY)) {
            assertThatExceptionOfType(BeanCreationException.class)
                    .isThrownBy(() -> context.getBean(Notice.class))
                    .havingRootCause()
                    .withMessageContaining("pictogram.sid is missing");
        }
    }

    @Test
    void the_worker_of_a_lazy_application_sends() {
        try (ConfigurableApplicationContext context = SpringApplication.run(
                OutboxApplication.class,
                properties(
                        "--spring.main.lazy-initialization=true",
                        "--orders.database=" + directory.resolve("orders.db"),
                        "--pictogram.outbox.enabled=true"))) {
            Orders orders = context.getBean(Orders.class);
            orders.ship("order-1");
            await().atMost(Duration.ofMinutes(1)).until(() -> orders.accepted("order-1"));
        }
    }

    // Two senders

    @Test
    void the_sends_of_two_senders_are_two_timers() {
        Account account = kaleyra.account();
        try (ConfigurableApplicationContext context = SpringApplication.run(
                SendersApplication.class,
                "--kaleyra.url=" + account.pod(),
                "--kaleyra.sid=" + account.sid(),
                "--kaleyra.api-key=" + KEY,
                "--kaleyra.sender.sales=" + account.sender(),
                "--kaleyra.sender.support=" + SUPPORT)) {
            new Notice(context.getBean("sales", MessagingPort.class)).send().orElseThrow();
            new Notice(context.getBean("sales", MessagingPort.class)).send().orElseThrow();
            new Notice(context.getBean("support", MessagingPort.class)).send().orElseThrow();

            assertThat(count(context, "sales")).isEqualTo(2);
            assertThat(count(context, "support")).isEqualTo(1);
        }
    }

    private static long count(ConfigurableApplicationContext context, String sender) {
        return context.getBean(MeterRegistry.class)
                .get("pictogram.send")
                .tags("sender", sender, "outcome", "accepted", "reason", "none")
                .timer()
                .count();
    }

    // Actuator

    @Test
    void actuator_shows_no_key_even_if_it_shows_values() {
        try (ConfigurableApplicationContext context = SpringApplication.run(
                PortApplication.class,
                properties(
                        "--copy-of-the-key=${pictogram.api-key}",
                        "--management.endpoints.web.exposure.include=*",
                        "--management.endpoint.env.show-values=always",
                        "--management.endpoint.configprops.show-values=always"))) {
            List<String> shown = Stream.concat(environment(context), configurationProperties(context))
                    .toList();

            assertThat(shown)
                    .contains("pictogram.sid=HXAP1", "copy-of-the-key=******", "sid=HXAP1", "apiKey=******")
                    .noneMatch(value -> value.contains(KEY));
        }
    }

    private static Stream<String> environment(ConfigurableApplicationContext context) {
        return context.getBean(EnvironmentEndpoint.class).environment(null).getPropertySources().stream()
                .flatMap(source -> source.getProperties().entrySet().stream())
                .map(property -> property.getKey() + "=" + property.getValue().getValue());
    }

    private static Stream<String> configurationProperties(ConfigurableApplicationContext context) {
        return context
                .getBean(ConfigurationPropertiesReportEndpoint.class)
                .configurationProperties()
                .getContexts()
                .values()
                .stream()
                .flatMap(beans -> beans.getBeans().values().stream())
                .flatMap(bean -> bean.getProperties().entrySet().stream())
                .map(property -> property.getKey() + "=" + property.getValue());
    }

    // DevTools

    @Test
    void an_application_sends_before_and_after_a_restart_by_devtools() throws Exception {
        String output = Programs.run(
                directory, Programs.classPathWithDevTools(), List.of(), Map.of(), RestartedProgram.class, properties());

        assertThat(kaleyra.accepted()).as(output).hasSize(2);
    }
}
