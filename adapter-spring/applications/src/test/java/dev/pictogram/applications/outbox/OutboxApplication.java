// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications.outbox;

import dev.pictogram.outbox.Outbox;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Injects the outbox that the properties configure, in the application's database. */
@SpringBootApplication(proxyBeanMethods = false)
public class OutboxApplication {

    public static void main(String[] args) {
        SpringApplication.run(OutboxApplication.class, args);
    }

    @Bean
    DataSource database(Environment environment) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(10_000);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + environment.getRequiredProperty("orders.database"));
        return source;
    }

    @Bean
    Orders orders(Outbox outbox) {
        return new Orders(outbox);
    }
}
