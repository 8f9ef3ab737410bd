// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.PhoneNumber;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxEntry;
import dev.pictogram.outbox.OutboxState;
import dev.pictogram.outbox.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Transactional;

/** Applications for tests, with all of Spring Boot's auto-configuration that is on the class path. */
final class Application {

    static final PhoneNumber SENDER = PhoneNumber.of("+919800000001");
    static final Duration LONG = Duration.ofSeconds(30);

    private Application() {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Beans {

        @Bean
        FakePort port() {
            return new FakePort();
        }

        @Bean
        Orders orders(Outbox outbox) {
            return new Orders(outbox);
        }
    }

    static class Orders {

        private final Outbox outbox;

        Orders(Outbox outbox) {
            this.outbox = outbox;
        }

        @Transactional
        public void ship(String key) {
            outbox.put(key, message(key));
        }

        @Transactional
        public void shipAndFail(String key) {
            outbox.put(key, message(key));
            throw new IllegalStateException("the order cannot be shipped");
        }

        @Transactional
        public void sendNow(String key) {
            outbox.send(key, message(key));
        }
    }

    static ImageMessage message(String caption) {
        return ImageMessage.to("+919811111111", Image.link("https://example.com/parcel.png"))
                .withCaption(caption);
    }

    static ApplicationContextRunner on(String url) {
        return new ApplicationContextRunner()
                .withUserConfiguration(Beans.class)
                .withPropertyValues(
                        "spring.datasource.url=" + url,
                        "spring.datasource.hikari.connection-timeout=2000",
                        "pictogram.sender=" + SENDER,
                        "pictogram.outbox.enabled=true");
    }

    /** Returns the URL of a new SQLite file with the settings that the outbox needs. */
    static String sqlite(Path directory) {
        return "jdbc:sqlite:" + directory.resolve("application.db")
                + "?journal_mode=WAL&synchronous=FULL&transaction_mode=IMMEDIATE&busy_timeout=10000";
    }

    /** Returns the URL of a new, empty schema. */
    static String postgres() throws SQLException {
        String schema = "boot_" + UUID.randomUUID().toString().replace("-", "");
        TestDatabase.Server server = TestDatabase.Server.RUNNING;
        try (Connection connection = server.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + schema);
        }
        return server.url() + "&currentSchema=" + schema;
    }

    static void awaitState(Outbox outbox, String key, OutboxState state) {
        await(() -> outbox.find(key).map(OutboxEntry::state).orElse(null) == state);
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("did not happen within " + LONG).isLessThan(deadline);
            try {
                Thread.sleep(10); // polls the database, which has no notification
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
