// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

final class PostgresDialect implements Dialect {

    // A commit with synchronous_commit=off is lost if the server crashes shortly after. Other values are kept: they are
    // the operator's choice of how many servers must confirm the commit.
    private static final String DURABLE = "select set_config('synchronous_commit', 'on', true)"
            + " where current_setting('synchronous_commit') = 'off'";

    @Override
    public String script() {
        return "postgresql.sql";
    }

    @Override
    public void requireDurable(Connection connection) throws SQLException {
        for (String setting : new String[] {"fsync", "full_page_writes"}) {
            if (!Dialect.read(connection, "show " + setting).equals("on")) {
                throw new OutboxException(
                        String.format(
                                        Locale.ROOT,
                                        "PostgreSQL runs with %1$s=off, so a crash can lose committed rows, and messages would be sent twice. ",
                                        setting)
                                + String.format(
                                        Locale.ROOT, "Set %1$s = on in postgresql.conf and reload it.", setting),
                        null);
            }
        }
    }

    @Override
    public void beginDurable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(DURABLE);
        }
    }

    @Override
    public String forUpdate() {
        return " for update";
    }

    @Override
    public void setTime(PreparedStatement statement, int index, @Nullable Instant time) throws SQLException {
        if (time == null) {
            statement.setNull(index, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            statement.setObject(index, time.atOffset(ZoneOffset.UTC));
        }
    }

    @Override
    public @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    @Override
    public JdbcCustomization scheduler() {
        return new PostgreSqlJdbcCustomization(false, false);
    }
}
