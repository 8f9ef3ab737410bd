// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The supported databases, new and with the tables. */
public enum TestDatabase {
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
            // A schema instead of a database for each test: databases slow down stop and recovery of the server.
            String schema = "outbox_" + UUID.randomUUID().toString().replace("-", "");
            try (Connection connection = Server.RUNNING.source().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create schema " + schema);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            String url = Server.RUNNING.url() + "&currentSchema=" + schema;
            HikariDataSource pool = pool(url, 12);
            Outbox.createTables(pool);
            return new Opened(pool, url, pool::close);
        }
    };

    abstract Opened open(Path directory);

    /** A database; close it after the test. */
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

    /** One server for all tests, with durable settings, which the embedded server does not have by default. */
    public record Server(EmbeddedPostgres postgres, Path data) {

        public static final Server RUNNING = start();

        public DataSource source() {
            return postgres.getPostgresDatabase();
        }

        public String url() {
            return postgres.getJdbcUrl("postgres", "postgres");
        }

        /**
         * Restarts the server without a shutdown: it drops all connections and recovers from its log, as after a crash of the
         * machine. Returns when it accepts connections.
         */
        void restartImmediately() throws IOException, InterruptedException {
            String started = Files.readString(data.resolve("postmaster.opts"));
            Path postgresProgram = Path.of(started.substring(0, started.indexOf(" \"")));
            List<String> command = new ArrayList<>();
            if (System.getProperty("user.name").equals("root")) {
                command.addAll(List.of("unshare", "-U")); // PostgreSQL refuses to run as root
            }
            command.addAll(List.of(
                    postgresProgram.resolveSibling("pg_ctl").toString(),
                    "restart",
                    "-m",
                    "immediate",
                    "-w",
                    "-t",
                    "120",
                    "-D",
                    data.toString(),
                    "-l",
                    data.resolve("restart.log").toString()));
            int exit = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(data.resolve("pg_ctl.log").toFile())
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IOException(command + " failed: " + Files.readString(data.resolve("pg_ctl.log")));
            }
        }

        private static Server start() {
            try {
                Path data = Files.createTempDirectory("outbox-postgres");
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setRegisterShutdownHook(false)
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(data)));
                return new Server(postgres, data);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Stops at once; the hook of the library waits for a checkpoint. */
        private static void stop(Path data) {
            try {
                String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
                new ProcessBuilder("kill", "-QUIT", pid).start().waitFor();
                ProcessHandle.of(Long.parseLong(pid))
                        .ifPresent(server -> server.onExit()
                                .orTimeout(10, TimeUnit.SECONDS)
                                .exceptionally(late -> null)
                                .join());
                try (Stream<Path> files = Files.walk(data)) {
                    files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
                }
            } catch (IOException | InterruptedException e) {
                System.err.println("PostgreSQL in " + data + " could not be stopped: " + e);
            }
        }
    }
}
