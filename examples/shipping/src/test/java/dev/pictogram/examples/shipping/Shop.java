// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxEntry;
import dev.pictogram.outbox.OutboxState;
import dev.pictogram.outbox.OutboxWorker;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/** The service with a new SQLite file and a worker, as an application sets it up. */
final class Shop implements AutoCloseable {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    final Outbox outbox;
    final Shipping shipping;
    final List<String> alerts = new CopyOnWriteArrayList<>();
    private final HikariDataSource database;
    private final OutboxWorker worker;

    Shop(Path directory, PhoneNumber sender, MessagingPort port) throws SQLException {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl("jdbc:sqlite:" + directory.resolve("shop.db")
                + "?journal_mode=WAL&synchronous=FULL&transaction_mode=IMMEDIATE&busy_timeout=10000");
        pool.setMaximumPoolSize(4);
        database = new HikariDataSource(pool);
        Outbox.createTables(database);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(Shipping.TABLE);
        }
        outbox = Outbox.on(database, sender, port);
        shipping = new Shipping(database, outbox, alerts::add);
        worker = OutboxWorker.start(outbox);
    }

    /** Checks the orders until the photo of an order has this state. */
    void awaitPhoto(String order, String state) throws Exception {
        await(() -> {
            shipping.check();
            return shipping.photo(order).equals(state);
        });
    }

    /** Waits until an attempt was rejected or did not leave, and the message is queued again. */
    void awaitRetry(String order, String reason) throws Exception {
        await(() -> {
            OutboxEntry entry = outbox.find(order).orElseThrow();
            return entry.state() == OutboxState.QUEUED && entry.reason().equals(Optional.of(reason));
        });
    }

    List<String> orders() throws SQLException {
        List<String> orders = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select order_number from shipped_order")) {
            while (rows.next()) {
                orders.add(rows.getString(1));
            }
        }
        return orders;
    }

    static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("within " + LONGEST_WAIT).isLessThan(deadline);
            Thread.sleep(20); // polls the database, which has no notification
        }
    }

    @Override
    public void close() {
        worker.close();
        database.close();
    }
}
