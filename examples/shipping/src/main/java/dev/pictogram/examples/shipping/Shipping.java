// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.shipping;

import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.ImageMessage;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxEntry;
import dev.pictogram.outbox.OutboxState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Sends the customer a photo of the parcel, once for each order, even if it is called more than once.
 *
 * <p>The order and its message are committed in one transaction. An {@link dev.pictogram.outbox.OutboxWorker} sends the
 * message. Delivery reports settle messages in doubt, and the state of the photo in the order's row follows.
 */
final class Shipping {

    /** In production, a migration creates this table next to the outbox's tables. */
    static final String TABLE =
            "create table shipped_order (order_number varchar(255) primary key, photo varchar(20) not null)";

    private final DataSource database;
    private final Outbox outbox;
    private final Consumer<String> alert;

    /**
     * @param database contains the order table and the outbox's tables; its pool rolls back uncommitted connections on close
     * @param outbox an outbox on this database, for this service alone
     * @param alert notifies a person; may be called more than once for the same problem
     */
    Shipping(DataSource database, Outbox outbox, Consumer<String> alert) {
        this.database = database;
        this.outbox = outbox;
        this.alert = alert;
    }

    /** Stores the order and queues its photo. */
    void shipped(Parcel parcel) throws SQLException {
        String order = parcel.order();
        ImageMessage message =
                ImageMessage.to(parcel.customer(), parcel.photo()).withCaption("Order " + order + " is on its way");
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            update(connection, "insert into shipped_order values (?, 'QUEUED') on conflict do nothing", order);
            outbox.put(connection, order, message); // adds the key as the message's ref
            connection.commit();
        }
    }

    /** Handles a delivery report. Reports may arrive before the response, more than once, and out of order. */
    void reported(DeliveryReport report) throws SQLException {
        if (outbox.record(report)) {
            refresh(report.ref().orElseThrow());
        }
    }

    /** Refreshes the unfinished orders and alerts if the sender is paused. Call it every minute. */
    void check() throws SQLException {
        outbox.status()
                .pause()
                .ifPresent(pause -> alert.accept("sender paused: " + pause.reason() + ", " + pause.why()));
        for (String order : query("select order_number from shipped_order"
                + " where photo in ('QUEUED', 'SENDING', 'IN_DOUBT', 'ACCEPTED')")) {
            refresh(order);
        }
    }

    /** {@return the state of an order's photo: a delivery status if there is one, otherwise the state in the outbox} */
    String photo(String order) throws SQLException {
        return query("select photo from shipped_order where order_number = ?", order)
                .get(0);
    }

    private void refresh(String order) throws SQLException {
        String before = photo(order);
        OutboxEntry entry = outbox.find(order).orElse(null);
        if (entry == null) {
            return; // purged
        }
        DeliveryStatus delivery = entry.delivery().status();
        String now = delivery == DeliveryStatus.UNKNOWN ? entry.state().name() : delivery.name();
        if (now.equals(before)) {
            return;
        }
        // Before the update: after a crash in between, the alert is repeated instead of lost.
        if (delivery.isFailure()) {
            alert.accept("order " + order + ": " + now + ", " + entry.delivery().errors());
        } else if (entry.state() == OutboxState.REJECTED || entry.state() == OutboxState.IN_DOUBT) {
            alert.accept("order " + order + ": " + now + ", "
                    + entry.reason().or(entry::why).orElse(""));
        }
        try (Connection connection = database.getConnection()) {
            String sql = "update shipped_order set photo = ? where order_number = ? and photo = ?";
            if (update(connection, sql, now, order, before) > 0) {
                return;
            }
        }
        refresh(order); // Another thread has changed the row, perhaps by an older entry.
    }

    private static int update(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private List<String> query(String sql, String... parameters) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, String... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setString(i + 1, parameters[i]);
        }
        return statement;
    }
}
