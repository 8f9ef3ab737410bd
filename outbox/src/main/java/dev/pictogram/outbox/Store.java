// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static java.util.Objects.requireNonNull;

import dev.pictogram.DeliveryState;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.PhoneNumber;
import dev.pictogram.WaSource;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All SQL on the outbox's tables. Each method runs in the caller's transaction. */
class Store {

    static final String TASKS = "pictogram_outbox_tasks";

    private static final String COLUMNS =
            "id, send_key, sender, campaign, recipient, image_link, image_id, caption, ref, ref1, ref2, wa_source, state,"
                    + " attempts, claimed_at, not_before, message_id, reason, http_status, code, why, details,"
                    + " delivery_reports, created_at, updated_at";

    private static final String INSERT =
            "insert into pictogram_outbox (send_key, sender, campaign, recipient, image_link, image_id, caption, ref, ref1,"
                    + " ref2, wa_source, state, owner, claimed_at, claim_ends, attempts, not_before, created_at, updated_at)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (send_key) do nothing";

    // A delivery report shows that Kaleyra accepted the message, so it is neither in doubt nor sent again.
    private static final String DOUBT = unlessReported("'IN_DOUBT'");

    // The outer condition on the state separates concurrent claimers, which may find the same ids. The pauses are read
    // here,
    // so that nothing is claimed after a pause is committed.
    private static final String CLAIM =
            "update pictogram_outbox set state = 'SENDING', owner = ?, claimed_at = ?, claim_ends"
                    + " = null, attempts = attempts + 1, updated_at = ? where state = 'QUEUED' and id in (select id from pictogram_outbox"
                    + " where sender = ? and campaign = ? and state = 'QUEUED' and not_before <= ? order by sender, campaign,"
                    + " not_before, id limit ?)"
                    + " and not exists (select 1 from pictogram_outbox_sender where sender = ? and paused_at is not null)"
                    + " and not exists (select 1 from pictogram_outbox_campaign where name = ? and (paused_at is not null or"
                    + " cancelled_at is not null)) returning " + COLUMNS;

    // The condition on the owner keeps a late outcome of one claim out of a row that was queued and claimed again.
    private static final String SETTLE = "update pictogram_outbox set state = " + unlessReported("?")
            + ", not_before = ?, message_id = coalesce(?, message_id), reason = ?,"
            + " http_status = ?, code = ?, why = " + unlessReported("?", "null") + ", details = ?, updated_at = ?"
            + " where id = ? and owner = ? and state in ('SENDING', 'IN_DOUBT')";

    private static final String RELEASE =
            "update pictogram_outbox set state = " + unlessReported("'QUEUED'") + ", owner = null, claimed_at = null,"
                    + " attempts = attempts - 1, why = null, updated_at = ?"
                    + " where sender = ? and owner = ? and state in ('SENDING', 'IN_DOUBT')";

    private static final String SWEEP = "update pictogram_outbox set state = " + DOUBT + ", why = "
            + unlessReported("'The worker ' || owner || ' stopped while it sent the message.'", "null")
            + ", updated_at = ? where sender = ? and state = 'SENDING'"
            + " and (claim_ends is null or claim_ends < ?) returning send_key, state, owner";

    private static String unlessReported(String state) {
        return unlessReported(state, "'ACCEPTED'");
    }

    private static String unlessReported(String value, String reported) {
        return "case when delivery is null then " + value + " else " + reported + " end";
    }

    final Dialect dialect;

    Store(Dialect dialect) {
        this.dialect = dialect;
    }

    // ---- put

    /** Inserts a message in this state, or does nothing if its key exists. */
    boolean insert(Connection connection, Instant now, String sender, String campaign, OutboxMessage message)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            bind(insert, now, sender, campaign, message, null, null);
            return insert.executeUpdate() == 1;
        }
    }

    /** Inserts a claimed message, or does nothing if its key exists. */
    boolean insertClaimed(
            Connection connection, Instant now, String sender, OutboxMessage message, String owner, Instant claimEnds)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            bind(insert, now, sender, "", message, owner, claimEnds);
            return insert.executeUpdate() == 1;
        }
    }

    /** Inserts messages and returns those whose keys existed. Without counts from the driver, all count as inserted. */
    List<OutboxMessage> insertAll(
            Connection connection, Instant now, String sender, String campaign, List<OutboxMessage> messages)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (OutboxMessage message : messages) {
                bind(insert, now, sender, campaign, message, null, null);
                insert.addBatch();
            }
            int[] counts = execute(insert);
            List<OutboxMessage> there = new ArrayList<>();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == 0) {
                    there.add(messages.get(i));
                }
            }
            return there;
        }
    }

    private void bind(
            PreparedStatement insert,
            Instant now,
            String sender,
            String campaign,
            OutboxMessage put,
            @Nullable String owner,
            @Nullable Instant claimEnds)
            throws SQLException {
        ImageMessage message = put.message();
        ExtraInfo extra = message.extraInfo();
        int i = 1;
        insert.setString(i++, put.key());
        insert.setString(i++, sender);
        insert.setString(i++, campaign);
        insert.setString(i++, message.recipient().digits());
        insert.setString(i++, message.image() instanceof Image.Link link ? link.url() : null);
        insert.setString(i++, message.image() instanceof Image.Uploaded uploaded ? uploaded.mediaId() : null);
        insert.setString(i++, message.caption().orElse(null));
        insert.setString(i++, extra.ref().orElse(null));
        insert.setString(i++, extra.ref1().orElse(null));
        insert.setString(i++, extra.ref2().orElse(null));
        insert.setString(i++, extra.source().map(WaSource::value).orElse(null));
        insert.setString(i++, (owner == null ? OutboxState.QUEUED : OutboxState.SENDING).name());
        insert.setString(i++, owner);
        dialect.setTime(insert, i++, owner == null ? null : now);
        dialect.setTime(insert, i++, claimEnds);
        insert.setInt(i++, owner == null ? 0 : 1);
        dialect.setTime(insert, i++, now);
        dialect.setTime(insert, i++, now);
        dialect.setTime(insert, i, now);
    }

    Optional<OutboxEntry> find(Connection connection, String key) throws SQLException {
        return findAll(connection, List.of(key)).stream().findFirst();
    }

    List<OutboxEntry> findAll(Connection connection, Collection<String> keys) throws SQLException {
        return findAll(connection, keys, "");
    }

    private List<OutboxEntry> findAll(Connection connection, Collection<String> keys, String lock) throws SQLException {
        // No row has a key with U+0000, and PostgreSQL refuses it as a parameter.
        List<String> possible =
                keys.stream().filter(key -> key.indexOf('\0') < 0).toList();
        if (possible.isEmpty()) {
            return List.of();
        }
        String places = String.join(", ", Collections.nCopies(possible.size(), "?"));
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + " from pictogram_outbox where send_key in (" + places + ")" + lock)) {
            int i = 1;
            for (String key : possible) {
                select.setString(i++, key);
            }
            return entries(select);
        }
    }

    /** As {@link #findAll}, and locks the rows until the transaction ends. */
    List<OutboxEntry> lockAll(Connection connection, Collection<String> keys) throws SQLException {
        return findAll(connection, keys, dialect.forUpdate());
    }

    private List<OutboxEntry> entries(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            List<OutboxEntry> entries = new ArrayList<>();
            while (row.next()) {
                entries.add(entry(row));
            }
            return entries;
        }
    }

    private OutboxEntry entry(ResultSet row) throws SQLException {
        String link = row.getString("image_link");
        ImageMessage message = ImageMessage.to(
                        PhoneNumber.of(row.getString("recipient")),
                        link == null ? Image.uploaded(row.getString("image_id")) : Image.link(link))
                .withCaption(text(row, "caption"))
                .withExtraInfo(extraInfo(row));
        OutboxState state = OutboxState.valueOf(row.getString("state"));
        return new OutboxEntry(
                row.getLong("id"),
                row.getString("send_key"),
                PhoneNumber.of(row.getString("sender")),
                row.getString("campaign"),
                message,
                state,
                row.getInt("attempts"),
                requireNonNull(dialect.time(row, "not_before")),
                dialect.time(row, "claimed_at"),
                new Outcome(
                        row.getString("message_id"),
                        row.getString("reason"),
                        row.getInt("http_status"),
                        row.getString("code"),
                        row.getString("why"),
                        row.getString("details")),
                DeliveryText.read(text(row, "delivery_reports")),
                requireNonNull(dialect.time(row, "created_at")),
                requireNonNull(dialect.time(row, "updated_at")));
    }

    private static ExtraInfo extraInfo(ResultSet row) throws SQLException {
        ExtraInfo extra =
                ExtraInfo.ref(text(row, "ref")).withRef1(text(row, "ref1")).withRef2(text(row, "ref2"));
        String source = row.getString("wa_source");
        return source == null ? extra : extra.withSource(WaSource.of(source));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    // ---- send

    /**
     * Locks the lease on a sender and returns when it was last renewed, or nothing if another worker has it.
     *
     * @param version the version of the execution, which each take-over raises
     */
    Optional<Instant> fence(Connection connection, String task, String instance, String worker, long version)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select last_heartbeat from " + TASKS
                + " where task_name = ? and task_instance = ? and picked = ? and picked_by = ? and version = ?"
                + dialect.forUpdate())) {
            select.setString(1, task);
            select.setString(2, instance);
            select.setBoolean(3, true);
            select.setString(4, worker);
            select.setLong(5, version);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.ofNullable(dialect.time(row, "last_heartbeat")) : Optional.empty();
            }
        }
    }

    /** Ends all leases, so that the next worker need not wait for their end. Raises their versions, as a takeover does. */
    int endLeases(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update " + TASKS
                + " set picked = ?, picked_by = null, last_heartbeat = null, execution_time = ?, version = version + 1"
                + " where picked = ?")) {
            update.setBoolean(1, false);
            dialect.setTime(update, 2, now);
            update.setBoolean(3, true);
            return update.executeUpdate();
        }
    }

    /** Sets abandoned claims to in doubt, unless they have a delivery report. Returns the number in doubt. */
    int sweep(Connection connection, Instant now, String sender) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(SWEEP)) {
            dialect.setTime(update, 1, now);
            update.setString(2, sender);
            dialect.setTime(update, 3, now);
            int inDoubt = 0;
            List<AuditEntry> reported = new ArrayList<>();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    if (row.getString("state").equals(OutboxState.IN_DOUBT.name())) {
                        inDoubt++;
                    } else {
                        reported.add(AuditEntry.ofReport(
                                now,
                                row.getString("send_key"),
                                "It was there before the worker " + row.getString("owner")
                                        + " was found to have stopped."));
                    }
                }
            }
            for (AuditEntry entry : reported) {
                audit(connection, entry);
            }
            return inDoubt;
        }
    }

    /** Claims due messages of a campaign, up to a limit. They may be sent after the commit. */
    List<OutboxEntry> claim(
            Connection connection, Instant now, String sender, String campaign, String owner, int atMost)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(claimSql())) {
            update.setString(1, owner);
            dialect.setTime(update, 2, now);
            dialect.setTime(update, 3, now);
            update.setString(4, sender);
            update.setString(5, campaign);
            dialect.setTime(update, 6, now);
            update.setInt(7, atMost);
            update.setString(8, sender);
            update.setString(9, campaign);
            return entries(update);
        }
    }

    /** For tests, which show why its conditions are needed. */
    String claimSql() {
        return CLAIM;
    }

    /** Claims one message for a single send, if it is in this state and unclaimed since the caller looked. */
    boolean claimOne(Connection connection, Instant now, OutboxEntry entry, String owner, Instant claimEnds)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update pictogram_outbox set state = 'SENDING', owner = ?, claimed_at = ?, claim_ends = ?, attempts = attempts"
                        + " + 1, updated_at = ? where id = ? and state = ? and attempts = ?")) {
            update.setString(1, owner);
            dialect.setTime(update, 2, now);
            dialect.setTime(update, 3, claimEnds);
            dialect.setTime(update, 4, now);
            update.setLong(5, entry.id());
            update.setString(6, entry.state().name());
            update.setInt(7, entry.attempts());
            return update.executeUpdate() == 1;
        }
    }

    /** Writes outcomes. Rows that were settled elsewhere are not changed. */
    void settle(Connection connection, Instant now, List<Settlement> settlements) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(settleSql())) {
            for (Settlement settlement : settlements) {
                Outcome outcome = settlement.outcome();
                update.setString(1, settlement.state().name());
                dialect.setTime(update, 2, settlement.notBefore());
                update.setString(3, outcome.messageId());
                update.setString(4, outcome.reason());
                if (outcome.status() == 0) {
                    update.setNull(5, Types.INTEGER);
                } else {
                    update.setInt(5, outcome.status());
                }
                update.setString(6, outcome.code());
                update.setString(7, outcome.why());
                update.setString(8, outcome.details());
                dialect.setTime(update, 9, now);
                update.setLong(10, settlement.id());
                update.setString(11, settlement.owner());
                update.addBatch();
            }
            execute(update);
        }
    }

    /** Returns how many of these settlements left their message in doubt. */
    int countDoubts(Connection connection, List<Settlement> settlements) throws SQLException {
        List<Settlement> doubts = settlements.stream()
                .filter(settlement -> settlement.state() == OutboxState.IN_DOUBT)
                .toList();
        if (doubts.isEmpty()) {
            return 0;
        }
        String places = String.join(", ", Collections.nCopies(doubts.size(), "?"));
        try (PreparedStatement select = connection.prepareStatement(
                "select count(*) from pictogram_outbox where id in (" + places + ") and state = 'IN_DOUBT'")) {
            int i = 1;
            for (Settlement doubt : doubts) {
                select.setLong(i++, doubt.id());
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** For tests, which show why its conditions are needed. */
    String settleSql() {
        return SETTLE;
    }

    /** Returns claims of this owner to the queue that were certainly not sent. */
    void release(Connection connection, Instant now, String sender, String owner) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(RELEASE)) {
            dialect.setTime(update, 1, now);
            update.setString(2, sender);
            update.setString(3, owner);
            update.executeUpdate();
        }
    }

    /** Sets a message to in doubt whose single send was not settled in time. */
    void expire(Connection connection, Instant now, String key) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update pictogram_outbox set state = " + DOUBT
                + ", why = " + unlessReported("'The call that sent the message did not end.'", "null")
                + ", updated_at = ? where send_key = ? and state = 'SENDING' and claim_ends < ?")) {
            dialect.setTime(update, 1, now);
            update.setString(2, key);
            dialect.setTime(update, 3, now);
            update.executeUpdate();
        }
    }

    // ---- pauses

    Optional<Pause> pause(Connection connection, String sender) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select * from pictogram_outbox_sender where sender = ? and paused_at is not null")) {
            select.setString(1, sender);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new Pause(
                        text(row, "reason"),
                        text(row, "why"),
                        requireNonNull(dialect.time(row, "paused_at")),
                        Optional.ofNullable(dialect.time(row, "resume_at"))));
            }
        }
    }

    /** Pauses a sender, or keeps an existing pause. Returns whether it is new. */
    boolean pauseSender(Connection connection, Instant now, String sender, Pause pause) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into pictogram_outbox_sender (sender, paused_at, resume_at, reason, why) values (?, ?, ?, ?, ?) on"
                        + " conflict (sender) do nothing")) {
            insert.setString(1, sender);
            dialect.setTime(insert, 2, now);
            dialect.setTime(insert, 3, pause.resumeAt().orElse(null));
            insert.setString(4, pause.reason());
            insert.setString(5, Fields.storable(pause.why()));
            return insert.executeUpdate() == 1;
        }
    }

    boolean resumeSender(Connection connection, String sender) throws SQLException {
        return update(connection, "delete from pictogram_outbox_sender where sender = ?", sender) == 1;
    }

    // ---- campaigns

    /** Returns the campaigns of a sender that have a message due and are neither paused nor cancelled, the oldest first. */
    List<CampaignRow> openCampaigns(Connection connection, Instant now, String sender) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select * from pictogram_outbox_campaign c where paused_at is null and cancelled_at is null and exists (select 1"
                        + " from pictogram_outbox o where o.sender = ? and o.campaign = c.name and o.state = 'QUEUED' and"
                        + " o.not_before <= ?) order by created_at, name")) {
            select.setString(1, sender);
            dialect.setTime(select, 2, now);
            return campaigns(select);
        }
    }

    Optional<CampaignRow> campaign(Connection connection, String name) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select * from pictogram_outbox_campaign where name = ?")) {
            select.setString(1, name);
            return campaigns(select).stream().findFirst();
        }
    }

    private List<CampaignRow> campaigns(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            List<CampaignRow> campaigns = new ArrayList<>();
            while (row.next()) {
                campaigns.add(new CampaignRow(
                        row.getString("name"),
                        dialect.time(row, "paused_at") != null,
                        dialect.time(row, "cancelled_at") != null,
                        DayWindow.read(
                                row.getString("window_from"),
                                row.getString("window_to"),
                                row.getString("window_zone"))));
            }
            return campaigns;
        }
    }

    void createCampaign(Connection connection, Instant now, String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into pictogram_outbox_campaign (name, created_at) values (?, ?) on conflict (name) do nothing")) {
            insert.setString(1, name);
            dialect.setTime(insert, 2, now);
            insert.executeUpdate();
        }
    }

    void pauseCampaign(Connection connection, @Nullable Instant pausedAt, String name) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update pictogram_outbox_campaign set paused_at = ? where name = ? and cancelled_at is null")) {
            dialect.setTime(update, 1, pausedAt);
            update.setString(2, name);
            update.executeUpdate();
        }
    }

    void windowOfCampaign(Connection connection, @Nullable DayWindow window, String name) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update pictogram_outbox_campaign set window_from = ?, window_to = ?, window_zone = ? where name = ?")) {
            update.setString(1, window == null ? null : window.from().toString());
            update.setString(2, window == null ? null : window.to().toString());
            update.setString(3, window == null ? null : window.zone().getId());
            update.setString(4, name);
            update.executeUpdate();
        }
    }

    void cancelCampaign(Connection connection, Instant now, String name) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update pictogram_outbox_campaign set cancelled_at = ?, paused_at = null where name = ?")) {
            dialect.setTime(update, 1, now);
            update.setString(2, name);
            update.executeUpdate();
        }
    }

    /** Cancels queued messages of a campaign, up to a limit, and returns their number. */
    int cancelQueued(Connection connection, Instant now, String campaign, String why, int atMost) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update pictogram_outbox set state = 'CANCELLED', why = ?, updated_at = ? where state = 'QUEUED' and id in (select"
                        + " id from pictogram_outbox where campaign = ? and campaign <> '' and state = 'QUEUED' limit ?)")) {
            update.setString(1, Fields.storable(why));
            dialect.setTime(update, 2, now);
            update.setString(3, campaign);
            update.setInt(4, atMost);
            return update.executeUpdate();
        }
    }

    /** Cancels messages that workers returned to the queue of a cancelled campaign. */
    void cancelLeftOver(Connection connection, Instant now, String sender) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update pictogram_outbox set state = 'CANCELLED', why = 'campaign cancelled', updated_at = ? where state = 'QUEUED'"
                        + " and sender = ? and campaign in (select name from pictogram_outbox_campaign where cancelled_at is not"
                        + " null)")) {
            dialect.setTime(update, 1, now);
            update.setString(2, sender);
            update.executeUpdate();
        }
    }

    /** Counts the messages of a campaign by state and, for accepted ones, by delivery. */
    Map<String, Map<String, Long>> countCampaign(Connection connection, String campaign) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select state, coalesce(delivery, '') as delivery, count(*) as n from pictogram_outbox where campaign = ? and"
                        + " campaign <> '' group by state, delivery")) {
            select.setString(1, campaign);
            try (ResultSet row = select.executeQuery()) {
                Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
                while (row.next()) {
                    counts.computeIfAbsent(row.getString("state"), state -> new LinkedHashMap<>())
                            .put(row.getString("delivery"), row.getLong("n"));
                }
                return counts;
            }
        }
    }

    // ---- operate

    /** Counts the messages of a sender in state QUEUED, SENDING or IN_DOUBT, each of which has an index. */
    long count(Connection connection, String sender, OutboxState state) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select count(*) from pictogram_outbox where sender = ? and state = '" + state + "'")) {
            select.setString(1, sender);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Returns the due time of the message that has waited longest. */
    Optional<Instant> oldestDue(Connection connection, String sender) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select min(not_before) as oldest from pictogram_outbox where sender = ? and state = 'QUEUED'")) {
            select.setString(1, sender);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.ofNullable(dialect.time(row, "oldest")) : Optional.empty();
            }
        }
    }

    List<OutboxEntry> inDoubt(Connection connection, String sender, int atMost) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS
                + " from pictogram_outbox where sender = ? and state = 'IN_DOUBT' order by sender, id limit ?")) {
            select.setString(1, sender);
            select.setInt(2, atMost);
            return entries(select);
        }
    }

    /** Settles a row in doubt once, and revokes the claim of the worker that may still hold its outcome. */
    boolean decide(Connection connection, Instant now, String key, OutboxState state, String why) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update pictogram_outbox set state = ?, owner = null, claim_ends = null, why = ?, not_before = ?, updated_at = ?"
                        + " where send_key = ? and state = 'IN_DOUBT'")) {
            update.setString(1, state.name());
            update.setString(2, Fields.storable(why));
            dialect.setTime(update, 3, now);
            dialect.setTime(update, 4, now);
            update.setString(5, key);
            return update.executeUpdate() == 1;
        }
    }

    /**
     * Stores the delivery state of a message.
     *
     * @param messageId stored if the row has none
     * @param accept whether the message was in doubt or queued to be sent again, and becomes accepted
     */
    void deliver(
            Connection connection,
            Instant now,
            OutboxEntry entry,
            DeliveryState delivery,
            @Nullable String messageId,
            boolean accept)
            throws SQLException {
        String settled = accept ? "state = 'ACCEPTED', owner = null, why = null, " : "";
        try (PreparedStatement update = connection.prepareStatement("update pictogram_outbox set " + settled
                + "delivery = ?, delivery_error = ?, delivery_reports = ?, message_id = coalesce(message_id, ?), updated_at = ?"
                + " where id = ?")) {
            update.setString(1, delivery.status().name());
            update.setString(
                    2,
                    delivery.errors().isEmpty()
                            ? null
                            : Fields.storable(delivery.errors().get(0).code()));
            update.setString(3, DeliveryText.write(delivery));
            update.setString(4, messageId == null ? null : Fields.storable(messageId));
            dialect.setTime(update, 5, now);
            update.setLong(6, entry.id());
            update.executeUpdate();
        }
    }

    /** Deletes messages whose final state is older than this, up to a limit, and returns their number. */
    int purge(Connection connection, Instant olderThan, int atMost) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from pictogram_outbox where id in (select id from pictogram_outbox where updated_at < ? and state in"
                        + " ('ACCEPTED', 'REJECTED', 'CANCELLED') order by id limit ?)")) {
            dialect.setTime(delete, 1, olderThan);
            delete.setInt(2, atMost);
            return delete.executeUpdate();
        }
    }

    int purgeAudit(Connection connection, Instant olderThan) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from pictogram_outbox_audit where at < ?")) {
            dialect.setTime(delete, 1, olderThan);
            return delete.executeUpdate();
        }
    }

    void audit(Connection connection, AuditEntry entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into pictogram_outbox_audit (at, subject, name, action, who, why) values (?, ?, ?, ?, ?, ?)")) {
            dialect.setTime(insert, 1, entry.at());
            insert.setString(2, entry.subject().name());
            insert.setString(3, entry.name());
            insert.setString(4, entry.action());
            insert.setString(5, Fields.storable(entry.who()));
            insert.setString(6, Fields.storable(entry.why()));
            insert.executeUpdate();
        }
    }

    List<AuditEntry> auditOf(Connection connection, AuditEntry.Subject subject, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select * from pictogram_outbox_audit where subject = ? and name = ? order by id")) {
            select.setString(1, subject.name());
            select.setString(2, name);
            try (ResultSet row = select.executeQuery()) {
                List<AuditEntry> entries = new ArrayList<>();
                while (row.next()) {
                    entries.add(new AuditEntry(
                            requireNonNull(dialect.time(row, "at")),
                            subject,
                            name,
                            row.getString("action"),
                            row.getString("who"),
                            row.getString("why")));
                }
                return entries;
            }
        }
    }

    /** Executes a batch. Its exception contains no values, unlike that of PostgreSQL's driver: numbers and captions. */
    private static int[] execute(PreparedStatement batch) throws SQLException {
        try {
            return batch.executeBatch();
        } catch (BatchUpdateException e) {
            SQLException reason = e.getNextException();
            throw reason == null ? e : reason;
        }
    }

    private static int update(Connection connection, String sql, String argument) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, argument);
            return update.executeUpdate();
        }
    }
}
