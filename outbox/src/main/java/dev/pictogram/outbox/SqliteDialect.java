// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.SqliteJdbcCustomization;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteConnection;

final class SqliteDialect implements Dialect {

    /** Older versions can corrupt a database in WAL mode: <a href="https://sqlite.org/wal.html#walresetbug">the bug</a>. */
    private static final String OLDEST = "3.51.3";

    private static final String URL = "Set the URL to jdbc:sqlite:<file>?journal_mode=WAL&synchronous=FULL"
            + "&transaction_mode=IMMEDIATE, or use Outbox.inFile(...). The driver ignores misspelt settings, and"
            + " SQLiteDataSource reads these from its config, not from the URL.";

    @Override
    public String script() {
        return "sqlite.sql";
    }

    @Override
    public void requireDurable(Connection connection) throws SQLException {
        String file = Dialect.read(connection, "select file from pragma_database_list where name = 'main'");
        require(
                !file.isEmpty(),
                "SQLite runs in memory, so all messages are lost with the process",
                "Use Outbox.inFile(...). In tests of an application, use Outbox.unsafeOn(...), or with Spring Boot"
                        + " pictogram.outbox.unsafe=true.");
        require(
                !file.contains("${"),
                "The name of SQLite's file has an unresolved placeholder: " + file,
                "Set the variable: with its value, the outbox would be in another file, and a key that is put again would be"
                        + " sent again.");
        String version = Dialect.read(connection, "select sqlite_version()");
        require(
                isAtLeast(version, OLDEST),
                "SQLite " + version + " can corrupt its file in WAL mode",
                "In the build, set the version of org.xerial:sqlite-jdbc to " + OLDEST
                        + ".0 or newer; if Spring Boot manages it, with the Maven property sqlite-jdbc.version, or in Gradle"
                        + " with ext['sqlite-jdbc.version'].");
        String journal = Dialect.read(connection, "pragma journal_mode");
        require(journal.equalsIgnoreCase("wal"), "SQLite runs with journal_mode=" + journal + " instead of WAL", URL);
        int synchronous = Integer.parseInt(Dialect.read(connection, "pragma synchronous"));
        require(
                synchronous >= 2,
                "SQLite runs with synchronous=" + (synchronous == 0 ? "OFF" : "NORMAL")
                        + " instead of FULL, so a crash can lose committed rows, and messages would be sent twice",
                URL);
        TransactionMode mode =
                connection.unwrap(SQLiteConnection.class).getConnectionConfig().getTransactionMode();
        require(
                mode == TransactionMode.IMMEDIATE,
                "SQLite runs with transaction_mode=" + mode
                        + " instead of IMMEDIATE, so a transaction that reads before it writes fails if another one writes",
                URL);
    }

    private static void require(boolean durable, String finding, String remedy) {
        if (!durable) {
            throw new OutboxException(finding + ". " + remedy, null);
        }
    }

    static boolean isAtLeast(String version, String oldest) {
        int[] have = numbers(version);
        int[] want = numbers(oldest);
        return Arrays.compare(have, want) >= 0;
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    @Override
    public void beginDurable(Connection connection) {
        // synchronous=FULL applies to every transaction of the connection.
    }

    @Override
    public String forUpdate() {
        return ""; // An immediate transaction has locked the database.
    }

    @Override
    public void setTime(PreparedStatement statement, int index, @Nullable Instant time) throws SQLException {
        if (time == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, time.toEpochMilli());
        }
    }

    @Override
    public @Nullable Instant time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    @Override
    public JdbcCustomization scheduler() {
        return new SqliteJdbcCustomization();
    }
}
