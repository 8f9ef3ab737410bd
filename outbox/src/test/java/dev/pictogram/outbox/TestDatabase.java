// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/** The two databases that the outbox supports, each new and with the tables. */
enum TestDatabase {
    SQLITE {
        @Override
        Opened open(Path directory) {
            SqliteFile file = SqliteFile.open(directory.resolve("outbox.db"));
            Outbox.createTables(file);
            return new Opened(file, "sqlite:" + directory.resolve("outbox.db"), file::close);
        }
    },
    POSTGRES {
        @Override
        Opened open(Path directory) {
            String name = "outbox_" + UUID.randomUUID().toString().replace("-", "");
            try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            String url = Server.RUNNING.getJdbcUrl("postgres", name);
            HikariDataSource pool = pool(url, 12);
            Outbox.createTables(pool);
            return new Opened(pool, url, pool::close);
        }
    };

    abstract Opened open(Path directory);

    /** A database to be closed after the test. */
    record Opened(DataSource source, String url, Runnable closing) implements AutoCloseable {
        @Override
        public void close() {
            closing.run();
        }
    }

    static HikariDataSource pool(String url, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    /** One server for all tests, as durable as it is in production: the defaults of the embedded one are not. */
    static final class Server {

        static final EmbeddedPostgres RUNNING = start();

        private Server() {}

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
