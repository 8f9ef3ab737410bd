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

/** The differences between the databases. All other SQL is in {@link Store}. */
interface Dialect {

    /** Returns the name of the script that creates the tables, a resource in this package. */
    String script();

    /**
     * Checks the settings that durability depends on.
     *
     * @throws OutboxException if a committed row could be lost; the message names the setting to change
     */
    void requireDurable(Connection connection) throws SQLException;

    /** Makes the commit of this transaction durable, as far as a transaction can control it. */
    void beginDurable(Connection connection) throws SQLException;

    /** Returns the end of a {@code select} that locks its rows until the transaction ends. */
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
                throw unsupported(product, "the outbox has not been tested to keep committed rows on it");
            default -> throw unsupported(product, "the outbox has no SQL for it");
        };
    }

    private static OutboxException unsupported(String product, String why) {
        return new OutboxException(
                String.format(
                        Locale.ROOT,
                        "The outbox does not support %s: %s. Use SQLite, with Outbox.inFile(...), or PostgreSQL, with Outbox.on(...)."
                                + " In tests of an application, use Outbox.inFile(...) in a temporary directory, or SQLite"
                                + " in memory with Outbox.unsafeOn(...); with Spring Boot, set pictogram.outbox.file or"
                                + " pictogram.outbox.unsafe=true.",
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
