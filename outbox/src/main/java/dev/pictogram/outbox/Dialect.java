// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What differs between the databases. All other SQL is in {@link Store}. */
interface Dialect {

    /** Returns the name of the script that makes the tables, beside this class. */
    String script();

    /**
     * Reads back the settings that durability needs.
     *
     * @throws OutboxException if a committed row could be lost; it says what to write where
     */
    void requireDurable(Connection connection) throws SQLException;

    /** Makes the commit of this transaction durable, as far as a transaction can say so. */
    void beginDurable(Connection connection) throws SQLException;

    /** Returns what a {@code select} ends with to lock its rows until the transaction ends. */
    String forUpdate();

    void setTime(PreparedStatement statement, int index, @Nullable Instant time) throws SQLException;

    @Nullable
    Instant time(ResultSet row, String column) throws SQLException;

    JdbcCustomization scheduler();

    /**
     * Finds the dialect of a database.
     *
     * @throws OutboxException if the outbox cannot use it
     */
    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> new PostgresDialect();
            case "SQLite" -> new SqliteDialect();
            case "H2" ->
                throw unsupported(product, "H2 lost committed rows, and corrupted its file, when a process was killed");
            case "HSQL Database Engine", "Apache Derby" ->
                throw unsupported(product, "it has not been shown to keep committed rows here");
            default -> throw unsupported(product, "there is no SQL for it");
        };
    }

    private static OutboxException unsupported(String product, String why) {
        return new OutboxException(
                String.format(
                        Locale.ROOT,
                        "The outbox does not use %s: %s. Use SQLite, with Outbox.inFile(...), or PostgreSQL, with Outbox.on(...).",
                        product,
                        why),
                null);
    }

    static String read(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            String value = row.next() ? row.getString(1) : null;
            return value == null ? "" : value;
        }
    }
}
