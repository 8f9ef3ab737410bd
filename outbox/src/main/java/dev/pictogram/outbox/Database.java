// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A checked data source, and transactions on it. */
final class Database {

    private static final int VERSION = 1;
    private static final System.Logger LOG = System.getLogger(Database.class.getName());

    private final DataSource source;
    private final Dialect dialect;

    private Database(DataSource source, Dialect dialect) {
        this.source = source;
        this.dialect = dialect;
    }

    /** The work of a transaction. */
    interface Work<T extends @Nullable Object> {
        T in(Connection connection) throws SQLException;
    }

    /**
     * Checks a database before it is used.
     *
     * @param unsafe whether unsafe settings are only logged
     * @param create whether missing tables are created
     */
    static Database open(DataSource source, boolean unsafe, boolean create) {
        try (Connection connection = source.getConnection()) {
            Dialect dialect = Dialect.of(connection);
            if (!connection.getAutoCommit()) {
                throw new OutboxException(
                        "The data source returns connections with auto-commit off, so the outbox cannot know when a claim is"
                                + " committed. Set autoCommit=true on the pool, and open the outbox outside a transaction.",
                        null);
            }
            try {
                dialect.requireDurable(connection);
            } catch (OutboxException notDurable) {
                if (!unsafe) {
                    throw notDurable;
                }
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The outbox is UNSAFE, as the application has asked for: " + notDurable.getMessage());
            }
            Database database = new Database(source, dialect);
            if (create && !hasTables(connection)) {
                database.createTables(connection);
            }
            requireTables(connection, dialect);
            return database;
        } catch (SQLException e) {
            throw new OutboxException("The outbox's database cannot be opened: " + e.getMessage(), e);
        }
    }

    static void createTables(DataSource source) {
        try (Connection connection = source.getConnection()) {
            if (hasTables(connection)) {
                return;
            }
            try {
                new Database(source, Dialect.of(connection)).createTables(connection);
            } catch (SQLException e) {
                if (!hasTables(connection)) { // Otherwise another process created them at the same time.
                    throw e;
                }
            }
        } catch (SQLException e) {
            throw new OutboxException("The outbox's tables cannot be created: " + e.getMessage(), e);
        }
    }

    private void createTables(Connection connection) throws SQLException {
        String script;
        try (InputStream in = requireNonNull(Database.class.getResourceAsStream(dialect.script()))) {
            script = new String(in.readAllBytes(), UTF_8).replaceAll("(?m)^--.*$", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        transact(connection, c -> {
            try (Statement statement = c.createStatement()) {
                for (String sql : script.split(";\\s*\n", -1)) {
                    if (!sql.isBlank()) {
                        statement.execute(sql);
                    }
                }
            }
            return null;
        });
    }

    private static boolean hasTables(Connection connection) {
        return version(connection).isPresent();
    }

    private static OptionalInt version(Connection connection) {
        try {
            return OptionalInt.of(
                    Integer.parseInt(Dialect.read(connection, "select version from pictogram_outbox_version")));
        } catch (SQLException noTable) {
            return OptionalInt.empty();
        }
    }

    private static void requireTables(Connection connection, Dialect dialect) {
        int version = version(connection)
                .orElseThrow(() -> new OutboxException(
                        String.format(
                                Locale.ROOT,
                                "The outbox's tables do not exist. Run the script dev/pictogram/outbox/%s of pictogram-outbox.jar, or call Outbox.createTables(dataSource) once.",
                                dialect.script()),
                        null));
        if (version != VERSION) {
            throw new OutboxException(
                    String.format(
                            Locale.ROOT,
                            "The outbox's tables are of version %d, but this release of pictogram-outbox needs version %d. %s",
                            version,
                            VERSION,
                            version > VERSION
                                    ? "Use the newer release on every machine."
                                    : "Run the scripts that its release notes name."),
                    null);
        }
    }

    DataSource source() {
        return source;
    }

    Dialect dialect() {
        return dialect;
    }

    /**
     * Runs work in a transaction, or in the caller's if the data source returns the connection of an open one.
     *
     * @throws OutboxException if the database fails; the work may or may not have been committed
     */
    <T extends @Nullable Object> T transact(Work<T> work) {
        try {
            return tryTransact(work);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private <T extends @Nullable Object> T tryTransact(Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return connection.getAutoCommit() ? transact(connection, work) : work.in(connection);
        }
    }

    /** Runs work in a separate transaction, which is committed when this method returns. */
    <T extends @Nullable Object> T tryTransactAlone(Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (!connection.getAutoCommit()) {
                throw new IllegalStateException(
                        "This must not be called in a transaction, because a sent message cannot be rolled back."
                                + " Call it before or after, or use outbox.put(...), which joins the transaction.");
            }
            return transact(connection, work);
        }
    }

    /** As {@link #tryTransactAlone}. */
    <T extends @Nullable Object> T transactAlone(Work<T> work) {
        try {
            return tryTransactAlone(work);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static OutboxException failed(SQLException e) {
        return new OutboxException("The outbox's database failed: " + e.getMessage(), e);
    }

    private <T extends @Nullable Object> T transact(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            dialect.beginDurable(connection);
            T result = work.in(connection);
            connection.commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                quietly(connection, Connection::rollback);
            }
            quietly(connection, c -> c.setAutoCommit(true));
        }
    }

    private interface Closing {
        void on(Connection connection) throws SQLException;
    }

    // When SQLite's disk is full, both of these throw, which would hide the cause.
    private static void quietly(Connection connection, Closing closing) {
        try {
            closing.on(connection);
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "after a transaction", e);
        }
    }
}
