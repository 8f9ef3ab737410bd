// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxException;
import dev.pictogram.outbox.OutboxWorker;
import dev.pictogram.outbox.WorkerSettings;
import dev.pictogram.outbox.spring.OutboxProperties.InitializeSchema;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Gives an application with {@code pictogram.outbox.enabled=true} an {@link Outbox}, unless it has {@code Outbox} beans, and
 * runs a worker for all of them.
 *
 * <p>In an application that was processed ahead of time, {@link OnOutboxEnabled} matched at build time. Each bean therefore reads the
 * properties where the application runs; a bean without use is null, or has no outbox.
 */
@AutoConfiguration
@Conditional(OnOutboxEnabled.class)
@EnableConfigurationProperties(OutboxProperties.class)
class OutboxAutoConfiguration {

    // Boot 4 has the annotation in another jar, and without that jar there is nothing to wait for.
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    @Nullable
    Outbox pictogramOutbox(
            OutboxProperties properties,
            Environment environment,
            ObjectProvider<MessagingPort> ports,
            ObjectProvider<DataSource> sources) {
        if (!properties.enabled()) {
            return null;
        }
        List<String> problems = new ArrayList<>();
        Optional<PhoneNumber> sender = sender(environment, problems);
        properties.workerSettings(problems);
        Optional<Path> file = properties.path(problems);
        MessagingPort port = ports.getIfUnique();
        if (port == null
                && (properties.worker()
                        || properties.isInFile()
                        || ports.stream().count() > 1)) {
            problems.add("there is not one MessagingPort bean: add pictogram-adapter-spring and set its properties, or"
                    + " declare one, or make one of several @Primary. An application that only puts messages into a shared"
                    + " database needs none, with pictogram.outbox.worker=false");
        }
        DataSource source = properties.isInFile() ? null : sources.getIfUnique();
        if (source == null && !properties.isInFile()) {
            problems.add(
                    "there is not one DataSource bean: set spring.datasource.url, or make one of several @Primary, or"
                            + " set pictogram.outbox.file to keep the outbox in a separate SQLite file");
        }
        if (!problems.isEmpty()) {
            throw new WrongOutboxException(problems, null);
        }
        try {
            return open(file, source, properties, sender.orElseThrow(), port);
        } catch (OutboxException e) {
            throw new WrongOutboxException(List.of(String.valueOf(e.getMessage())), e);
        }
    }

    private static Optional<PhoneNumber> sender(Environment environment, List<String> problems) {
        // Not getProperty, which throws if a placeholder cannot be resolved.
        String value =
                Binder.get(environment).bind("pictogram.sender", String.class).orElse(null);
        if (value == null || value.isBlank()) {
            problems.add(
                    "pictogram.sender is missing: the WhatsApp business number that recipients see, with its country"
                            + " code, such as +919800000000");
            return Optional.empty();
        }
        if (OutboxProperties.isUnresolved(value)) {
            problems.add("pictogram.sender is wrong: its placeholder cannot be resolved");
            return Optional.empty();
        }
        try {
            return Optional.of(PhoneNumber.of(value));
        } catch (IllegalArgumentException wrong) {
            problems.add("pictogram.sender is wrong: " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private static Outbox open(
            Optional<Path> file,
            @Nullable DataSource source,
            OutboxProperties properties,
            PhoneNumber sender,
            @Nullable MessagingPort port) {
        if (file.isPresent() && port != null) {
            return Outbox.inFile(file.get(), sender, port);
        }
        if (source == null) {
            throw new IllegalStateException("neither a file nor a data source");
        }
        InitializeSchema initialize = properties.initializeSchema();
        if (initialize == InitializeSchema.ALWAYS || initialize == InitializeSchema.EMBEDDED && isSqlite(source)) {
            createTables(source);
        }
        // Without spring-jdbc, there are no transactions of Spring to join.
        DataSource joining =
                ClassUtils.isPresent("org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy", null)
                        ? SpringTransactions.joining(source)
                        : source;
        if (port == null) {
            return properties.unsafe() ? Outbox.unsafeOn(joining, sender) : Outbox.on(joining, sender);
        }
        return properties.unsafe() ? Outbox.unsafeOn(joining, sender, port) : Outbox.on(joining, sender, port);
    }

    private static boolean isSqlite(DataSource source) {
        try (Connection connection = source.getConnection()) {
            return connection.getMetaData().getDatabaseProductName().equals("SQLite");
        } catch (SQLException e) {
            return false; // Opening the outbox fails as well, and says why.
        }
    }

    private static void createTables(DataSource source) {
        try {
            Outbox.createTables(source);
        } catch (OutboxException otherMachineWasFaster) {
            Outbox.createTables(source);
        }
    }

    @Bean
    @ConditionalOnMissingBean(OutboxWorker.class)
    @Nullable
    WorkerLifecycle pictogramOutboxWorker(OutboxProperties properties, ObjectProvider<Outbox> outboxes) {
        if (!properties.enabled() || !properties.worker()) {
            return null;
        }
        List<String> problems = new ArrayList<>();
        WorkerSettings settings = properties.workerSettings(problems);
        if (!problems.isEmpty()) {
            throw new WrongOutboxException(problems, null);
        }
        return new WorkerLifecycle(settings, all(outboxes, properties));
    }

    @Bean
    Statuses pictogramOutboxStatuses(OutboxProperties properties, ObjectProvider<Outbox> outboxes) {
        return new Statuses(all(outboxes, properties), System::nanoTime);
    }

    private static List<Outbox> all(ObjectProvider<Outbox> outboxes, OutboxProperties properties) {
        return properties.enabled() ? outboxes.orderedStream().toList() : List.of();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class Meters {

        @Bean
        MeterBinder pictogramOutboxMeters(Statuses statuses, ObjectProvider<WorkerLifecycle> worker) {
            return new OutboxMeters(statuses, worker.getIfAvailable(), Clock.systemUTC());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
    static class Endpoints {

        @Bean
        @ConditionalOnAvailableEndpoint
        OutboxEndpoint pictogramOutboxEndpoint(OutboxProperties properties, ObjectProvider<Outbox> outboxes) {
            return new OutboxEndpoint(all(outboxes, properties));
        }

        @Bean
        @ConditionalOnAvailableEndpoint
        DoubtsEndpoint pictogramDoubtsEndpoint(OutboxProperties properties, ObjectProvider<Outbox> outboxes) {
            return new DoubtsEndpoint(all(outboxes, properties));
        }
    }

    // A paused sender is up: sending is stopped on purpose, and a load balancer must not take the application out for
    // it.

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({
        org.springframework.boot.actuate.health.HealthIndicator.class,
        org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator.class
    })
    static class Boot3Health {

        @Bean
        @org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator("pictogram-outbox")
        org.springframework.boot.actuate.health.HealthIndicator pictogramOutboxHealthIndicator(Statuses statuses) {
            return () -> {
                Statuses.Reading reading = statuses.read();
                return reading.failure() == null
                        ? org.springframework.boot.actuate.health.Health.up()
                                .withDetails(Statuses.details(reading))
                                .build()
                        : org.springframework.boot.actuate.health.Health.down(reading.failure())
                                .build();
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(org.springframework.boot.health.contributor.HealthIndicator.class)
    static class Boot4Health {

        @Bean
        @org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator(
                "pictogram-outbox")
        org.springframework.boot.health.contributor.HealthIndicator pictogramOutboxHealthIndicator(Statuses statuses) {
            return () -> {
                Statuses.Reading reading = statuses.read();
                return reading.failure() == null
                        ? org.springframework.boot.health.contributor.Health.up()
                                .withDetails(Statuses.details(reading))
                                .build()
                        : org.springframework.boot.health.contributor.Health.down(reading.failure())
                                .build();
            };
        }
    }
}
