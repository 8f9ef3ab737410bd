// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import static dev.pictogram.outbox.spring.Application.SENDER;
import static dev.pictogram.outbox.spring.Application.await;
import static dev.pictogram.outbox.spring.Application.awaitState;
import static dev.pictogram.outbox.spring.Application.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendResult;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxState;
import dev.pictogram.outbox.OutboxWorker;
import dev.pictogram.outbox.spring.Application.Orders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.jdbc.datasource.DelegatingDataSource;

@Timeout(120)
class OutboxAutoConfigurationTest {

    private static final PhoneNumber OTHER_SENDER = PhoneNumber.of("+919800000002");

    @TempDir
    Path directory;

    enum Database {
        SQLITE {
            @Override
            String url(Path directory) {
                return Application.sqlite(directory);
            }
        },
        POSTGRES {
            @Override
            String url(Path directory) throws Exception {
                return Application.postgres();
            }
        };

        abstract String url(Path directory) throws Exception;
    }

    private ApplicationContextRunner on(Database database) throws Exception {
        return Application.on(database.url(directory)).withPropertyValues("pictogram.outbox.initialize-schema=always");
    }

    /** An application without a data source and transactions. */
    private ApplicationContextRunner inFile() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(OutboxAutoConfiguration.class))
                .withBean(FakePort.class, FakePort::new)
                .withPropertyValues(
                        "pictogram.sender=" + SENDER,
                        "pictogram.outbox.enabled=true",
                        "pictogram.outbox.file=" + directory.resolve("outbox.db"));
    }

    // On and off

    @Test
    void without_the_property_there_is_no_outbox() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(OutboxAutoConfiguration.class))
                .withPropertyValues("pictogram.outbox.rate=5")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Outbox.class));
    }

    @Test
    void an_outbox_in_a_file_sends_and_is_closed_with_the_context() {
        inFile().run(context -> {
            context.getBean(Outbox.class).put("order-1", message("one"));

            awaitState(context.getBean(Outbox.class), "order-1", OutboxState.ACCEPTED);
            assertThat(context.getBean(FakePort.class).sent).containsExactly("one");
        });

        try (Outbox again = Outbox.inFile(directory.resolve("outbox.db"), SENDER, new FakePort())) {
            assertThat(again.find("order-1")).isPresent();
        }
    }

    @Test
    void an_outbox_in_a_file_needs_no_actuator_no_micrometer_and_no_spring_jdbc() {
        inFile().withClassLoader(new FilteredClassLoader(
                        "org.springframework.boot.actuate",
                        "org.springframework.boot.health",
                        "io.micrometer",
                        "org.springframework.jdbc"))
                .run(context -> {
                    assertThat(context)
                            .hasNotFailed()
                            .doesNotHaveBean("pictogramOutboxHealthIndicator")
                            .doesNotHaveBean("pictogramOutboxMeters")
                            .doesNotHaveBean("pictogramOutboxEndpoint");
                    context.getBean(Outbox.class).put("order-1", message("one"));
                    awaitState(context.getBean(Outbox.class), "order-1", OutboxState.ACCEPTED);
                });
    }

    // Transactions

    @ParameterizedTest
    @EnumSource
    void put_joins_a_transaction(Database database) throws Exception {
        on(database).run(context -> {
            Orders orders = context.getBean(Orders.class);
            Outbox outbox = context.getBean(Outbox.class);

            assertThatThrownBy(() -> orders.shipAndFail("rolled-back")).hasMessageContaining("cannot be shipped");
            orders.ship("committed");

            awaitState(outbox, "committed", OutboxState.ACCEPTED);
            assertThat(outbox.find("rolled-back")).isEmpty();
            assertThat(context.getBean(FakePort.class).sent).containsExactly("committed");
        });
    }

    @ParameterizedTest
    @EnumSource
    void put_without_a_transaction_commits(Database database) throws Exception {
        on(database).run(context -> {
            Outbox outbox = context.getBean(Outbox.class);

            outbox.put("order-1", message("one"));

            awaitState(outbox, "order-1", OutboxState.ACCEPTED);
        });
    }

    @Test
    void send_is_refused_inside_a_transaction() throws Exception {
        on(Database.SQLITE).run(context -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> context.getBean(Orders.class).sendNow("order-1"))
                    .withMessageContaining("in a transaction");
            assertThat(context.getBean(FakePort.class).sent).isEmpty();
        });
    }

    // Tables

    @Test
    void tables_in_sqlite_are_created_by_default() throws Exception {
        Application.on(Database.SQLITE.url(directory))
                .run(context -> assertThat(
                                context.getBean(Outbox.class).status().queued())
                        .isZero());
    }

    @Test
    void tables_in_postgresql_are_not_created_by_default() throws Exception {
        Application.on(Database.POSTGRES.url(directory))
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("tables do not exist", "postgresql.sql"));
    }

    @Test
    void tables_are_never_created_if_the_application_says_so() throws Exception {
        Application.on(Database.SQLITE.url(directory))
                .withPropertyValues("pictogram.outbox.initialize-schema=never")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("tables do not exist", "sqlite.sql"));
    }

    // The worker

    @Test
    void an_application_without_a_worker_only_puts() throws Exception {
        on(Database.SQLITE).withPropertyValues("pictogram.outbox.worker=false").run(context -> {
            assertThat(context.getBeanProvider(WorkerLifecycle.class).getIfAvailable())
                    .isNull();
            context.getBean(Orders.class).ship("order-1");
            assertThat(context.getBean(Outbox.class).status().queued()).isOne();
        });
    }

    @Test
    void an_application_without_a_worker_needs_no_port_with_a_data_source() throws Exception {
        String url = Database.SQLITE.url(directory);
        try (HikariDataSource source = new HikariDataSource()) {
            source.setJdbcUrl(url);
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(OutboxAutoConfiguration.class))
                    .withBean(DataSource.class, () -> new DelegatingDataSource(source))
                    .withPropertyValues(
                            "pictogram.sender=" + SENDER,
                            "pictogram.outbox.enabled=true",
                            "pictogram.outbox.worker=false")
                    .run(context -> assertThat(context.getBean(Outbox.class).put("order-1", message("one")))
                            .isTrue());
        }
    }

    @Test
    void a_data_source_without_spring_jdbc_is_used() throws Exception {
        try (HikariDataSource source = new HikariDataSource()) {
            source.setJdbcUrl(Database.SQLITE.url(directory));
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(OutboxAutoConfiguration.class))
                    .withClassLoader(new FilteredClassLoader("org.springframework.jdbc"))
                    .withBean(DataSource.class, () -> source)
                    .withPropertyValues(
                            "pictogram.sender=" + SENDER,
                            "pictogram.outbox.enabled=true",
                            "pictogram.outbox.worker=false")
                    .run(context -> assertThat(context.getBean(Outbox.class).put("order-1", message("one")))
                            .isTrue());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_message_in_flight_is_settled_before_the_data_source_is_closed(Database database) throws Exception {
        String url = database.url(directory);
        CompletableFuture<SendResult> late = new CompletableFuture<>();
        ApplicationListener<ContextClosedEvent> closing =
                event -> late.completeAsync(() -> new SendResult.Accepted(MessageId.of("late")));
        Application.on(url)
                .withPropertyValues("pictogram.outbox.initialize-schema=always")
                .withInitializer(context -> context.addApplicationListener(closing))
                .run(context -> {
                    context.getBean(FakePort.class).result = late;
                    context.getBean(Orders.class).ship("order-1");
                    // Claimed is not enough: a message that was claimed and not sent is queued again at shutdown.
                    await(() -> !context.getBean(FakePort.class).sent.isEmpty());
                });

        try (HikariDataSource source = new HikariDataSource()) {
            source.setJdbcUrl(url);
            assertThat(Outbox.on(source, SENDER).find("order-1").orElseThrow().state())
                    .isEqualTo(OutboxState.ACCEPTED);
        }
    }

    @Test
    void a_context_that_is_stopped_and_started_sends_again() {
        inFile().run(context -> {
            Outbox outbox = context.getBean(Outbox.class);
            context.stop();
            outbox.put("order-1", message("one"));
            assertThat(outbox.status().queued()).isOne();

            context.start();

            awaitState(outbox, "order-1", OutboxState.ACCEPTED);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoSenders {

        @Bean
        Outbox sales(DataSource source, MessagingPort port) {
            Outbox.createTables(source);
            return Outbox.on(source, SENDER, port);
        }

        @Bean
        Outbox support(Outbox sales, MessagingPort port) {
            return sales.forSender(OTHER_SENDER, port);
        }
    }

    @Test
    void one_worker_serves_all_outboxes_of_the_application() throws Exception {
        try (HikariDataSource source = new HikariDataSource()) {
            source.setJdbcUrl(Database.SQLITE.url(directory));
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(OutboxAutoConfiguration.class))
                    .withUserConfiguration(TwoSenders.class)
                    .withBean(FakePort.class, FakePort::new)
                    .withBean(DataSource.class, () -> new DelegatingDataSource(source))
                    .withPropertyValues("pictogram.outbox.enabled=true")
                    .run(context -> {
                        context.getBean("sales", Outbox.class).put("order-1", message("one"));
                        context.getBean("support", Outbox.class).put("order-2", message("two"));

                        await(() -> context.getBean(FakePort.class).sent.size() == 2);
                    });
        }
    }

    @Test
    void an_application_with_its_own_worker_gets_no_other() {
        inFile().withBean(OutboxWorker.class, () -> Assertions.fail("lazy"), definition -> definition.setLazyInit(true))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(WorkerLifecycle.class));
    }

    // Wrong properties

    @Test
    void all_wrong_properties_are_reported_at_once() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(OutboxAutoConfiguration.class))
                .withPropertyValues(
                        "pictogram.sender=12",
                        "pictogram.outbox.enabled=true",
                        "pictogram.outbox.rate=0",
                        "pictogram.outbox.max-in-flight=1001",
                        "pictogram.outbox.attempts=0",
                        "pictogram.outbox.heartbeat=1ms",
                        "pictogram.outbox.resume-daily=noon")
                .run(context -> {
                    FailureAnalysis analysis = analysis(context.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .contains(
                                    "pictogram.sender is wrong: ",
                                    "pictogram.outbox.rate is wrong: ",
                                    "pictogram.outbox.max-in-flight is wrong: ",
                                    "pictogram.outbox.attempts is wrong: ",
                                    "pictogram.outbox.heartbeat is wrong: ",
                                    "pictogram.outbox.resume-daily is wrong: \"noon\" is not a time such as 00:10",
                                    "pictogram.outbox.resume-daily-zone need each other",
                                    "there is not one MessagingPort bean",
                                    "there is not one DataSource bean");
                    assertThat(analysis.getAction()).contains("PICTOGRAM_OUTBOX_FILE");
                });
    }

    @Test
    void a_missing_sender_and_an_unknown_time_zone_are_reported() {
        inFile().withPropertyValues(
                        "pictogram.sender=",
                        "pictogram.outbox.resume-daily=00:10",
                        "pictogram.outbox.resume-daily-zone=India")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains(
                                "pictogram.sender is missing: ",
                                "pictogram.outbox.resume-daily-zone is wrong: \"India\" is not a time zone")
                        .doesNotContain("MessagingPort", "DataSource"));
    }

    /** Spring leaves an unresolved placeholder in the text, and it would be a valid file name. */
    @ParameterizedTest
    @ValueSource(strings = {"", "folder/"})
    void an_unresolved_placeholder_in_the_file_is_reported_and_creates_none(String folder) throws Exception {
        String file = directory + "/" + folder + "${NOT_SET}";
        inFile().withPropertyValues("pictogram.outbox.file=" + file)
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("pictogram.outbox.file is wrong: its placeholder cannot be resolved"));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"${NOT_SET}", "+91${NOT_SET}"})
    void an_unresolved_placeholder_in_the_sender_is_reported(String sender) {
        inFile().withPropertyValues("pictogram.sender=" + sender)
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("pictogram.sender is wrong: its placeholder cannot be resolved"));
    }

    @Test
    void two_ports_without_a_primary_are_reported() {
        inFile().withBean("second", MessagingPort.class, FakePort::new)
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("there is not one MessagingPort bean"));
    }

    @Test
    void a_database_that_could_lose_rows_is_reported_with_what_to_do() {
        Application.on("jdbc:sqlite:" + directory.resolve("unsafe.db"))
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("journal_mode=delete instead of WAL", "jdbc:sqlite:<file>?journal_mode=WAL"));
    }

    @Test
    void a_database_in_memory_needs_the_unsafe_property() {
        Application.on("jdbc:sqlite::memory:")
                .withPropertyValues("spring.datasource.hikari.maximum-pool-size=1")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("in memory", "pictogram.outbox.unsafe=true"));
        Application.on("jdbc:sqlite::memory:")
                .withPropertyValues("spring.datasource.hikari.maximum-pool-size=1", "pictogram.outbox.unsafe=true")
                .run(context -> {
                    Orders orders = context.getBean(Orders.class);
                    assertThatThrownBy(() -> orders.shipAndFail("rolled-back"))
                            .hasMessageContaining("cannot be shipped");
                    orders.ship("committed");

                    awaitState(context.getBean(Outbox.class), "committed", OutboxState.ACCEPTED);
                    assertThat(context.getBean(FakePort.class).sent).containsExactly("committed");
                });
    }

    private static FailureAnalysis analysis(Throwable failure) {
        assertThat(failure).isNotNull();
        // As Spring Boot finds them; those that cannot be made without a context are none of ours.
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, (type, name, unmade) -> {})
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }
}
