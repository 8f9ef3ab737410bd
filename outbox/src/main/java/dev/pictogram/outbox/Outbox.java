// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static java.util.Objects.requireNonNull;

import dev.pictogram.DeliveryReport;
import dev.pictogram.ExtraInfo;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendResult;
import dev.pictogram.outbox.AuditEntry.Subject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A table of messages, each of which is sent once only: through crashes, and from several machines.
 *
 * <p>The application puts a message under a unique key, such as an order number. An {@link OutboxWorker} sends it.
 * The same key is never sent twice, unless a person decides so for a message in doubt.
 *
 * <table>
 * <caption>The effect of a crash of the process, by its moment</caption>
 * <tr><th>crash</th><th>the row, after the restart or takeover</th><th>the recipient got</th></tr>
 * <tr><td>before the commit of {@code put}</td><td>none</td><td>nothing; the caller puts it again</td></tr>
 * <tr><td>after it</td><td>{@code QUEUED}</td><td>nothing yet; it is sent later, once</td></tr>
 * <tr><td>before the commit of the claim</td><td>{@code QUEUED}</td><td>nothing yet; it is sent later, once</td></tr>
 * <tr><td>between the commit of the claim and the POST</td><td>{@code IN_DOUBT}</td><td>nothing</td></tr>
 * <tr><td>between the POST and the commit of the outcome</td><td>{@code IN_DOUBT}</td><td>the message once, or nothing</td></tr>
 * <tr><td>after the commit of the outcome</td><td>the outcome</td><td>as the outcome says</td></tr>
 * </table>
 *
 * <p>At most {@link WorkerSettings#maxInFlight()} messages of each sender are in doubt after a crash. {@link #inDoubt()} lists
 * them and {@link #settle} settles them.
 *
 * <p>The table contains personal data: the recipient's number, the caption and the link. {@link #purge} deletes it.
 *
 * <p>Thread-safe. An outbox is for one sender; {@link #forSender} returns one for another sender on the same database.
 */
public final class Outbox implements AutoCloseable {

    private static final int CHUNK = 500;
    private static final int MOST_IN_DOUBT = 1000;

    // Longer than the longest send: an older row is in doubt.
    private static final Duration LONGEST_SEND = Duration.ofMinutes(15);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    // A suspended worker may still have a request in flight, whose outcome would come too late.
    private static final Duration EARLIEST_SEND_AGAIN = Duration.ofMinutes(5);

    private final Database database;
    private final Store store;
    private final PhoneNumber sender;
    private final @Nullable MessagingPort port; // null: puts only
    private final Clock clock;
    private final @Nullable SqliteFile file; // null: the caller's data source
    private final List<OutboxWorker> workers;

    private Outbox(
            Database database,
            PhoneNumber sender,
            @Nullable MessagingPort port,
            Clock clock,
            @Nullable SqliteFile file,
            List<OutboxWorker> workers) {
        this.database = database;
        this.store = new Store(database.dialect());
        this.sender = requireNonNull(sender, "sender");
        this.port = port;
        this.clock = clock;
        this.file = file;
        this.workers = workers;
    }

    /**
     * Opens an outbox in a separate SQLite file, for this process alone. Creates the file and the tables if needed.
     *
     * <p>Next to the file, SQLite keeps files with the same name and a suffix. Never copy or delete one of them alone.
     *
     * @param file on a local disk, in a directory that exists
     * @param sender the sender's number
     * @param port the messaging port of this sender's account
     * @return the outbox; close it
     * @throws OutboxException if another process uses the file, or it cannot be used safely
     */
    public static Outbox inFile(Path file, PhoneNumber sender, MessagingPort port) {
        return inFile(file, sender, requireNonNull(port, "port"), Clock.systemUTC());
    }

    static Outbox inFile(Path path, PhoneNumber sender, MessagingPort port, Clock clock) {
        SqliteFile file = SqliteFile.open(path);
        boolean opened = false;
        try {
            Database database = Database.open(file, false, true);
            Outbox outbox = new Outbox(database, sender, port, clock, file, new CopyOnWriteArrayList<>());
            // The lock on the file proves that the process that had these leases has ended.
            database.transactAlone(connection -> outbox.store.endLeases(connection, clock.instant()));
            opened = true;
            return outbox;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /**
     * Opens an outbox on an existing database: PostgreSQL, shared by several machines.
     *
     * <p>The tables are created by the script {@code dev/pictogram/outbox/postgresql.sql} in this library's jar, or by
     * {@link #createTables}.
     *
     * @param source a pool with connections in auto-commit mode: at least two for each sender, plus two
     * @param sender the sender's number
     * @param port the messaging port of this sender's account
     * @return the outbox; the caller closes the data source
     * @throws OutboxException if the database is not supported, the tables are missing or of another version, or a setting
     *     could lose committed rows; the message says what to change
     */
    public static Outbox on(DataSource source, PhoneNumber sender, MessagingPort port) {
        return on(source, false, sender, requireNonNull(port, "port"), Clock.systemUTC());
    }

    /**
     * Opens an outbox into which this process only puts messages; other processes send them.
     *
     * @param source as for {@link #on(DataSource, PhoneNumber, MessagingPort)}
     * @param sender the sender's number
     * @return the outbox; it cannot be used with {@link #send} and workers
     * @throws OutboxException as for {@link #on(DataSource, PhoneNumber, MessagingPort)}
     */
    public static Outbox on(DataSource source, PhoneNumber sender) {
        return on(source, false, sender, null, Clock.systemUTC());
    }

    /**
     * Opens an outbox even if committed rows can be lost, so that <strong>messages can be sent twice</strong>. For tests of
     * applications, with SQLite in memory or a database without fsync.
     *
     * <p>Each connection to {@code jdbc:sqlite::memory:} has a separate database, so use a pool of one connection.
     *
     * @param source as for {@link #on(DataSource, PhoneNumber, MessagingPort)}
     * @param sender the sender's number
     * @param port the messaging port, such as a fake
     * @return the outbox
     * @throws OutboxException if the database is not supported, or the tables are missing or of another version
     */
    public static Outbox unsafeOn(DataSource source, PhoneNumber sender, MessagingPort port) {
        return on(source, true, sender, requireNonNull(port, "port"), Clock.systemUTC());
    }

    /**
     * Opens an outbox into which this process only puts messages, even if committed rows can be lost.
     *
     * @param source as for {@link #unsafeOn(DataSource, PhoneNumber, MessagingPort)}
     * @param sender the sender's number
     * @return the outbox; it cannot be used with {@link #send} and workers
     * @throws OutboxException as for {@link #unsafeOn(DataSource, PhoneNumber, MessagingPort)}
     */
    public static Outbox unsafeOn(DataSource source, PhoneNumber sender) {
        return on(source, true, sender, null, Clock.systemUTC());
    }

    static Outbox on(DataSource source, boolean unsafe, PhoneNumber sender, @Nullable MessagingPort port, Clock clock) {
        return new Outbox(
                Database.open(source, unsafe, false), sender, port, clock, null, new CopyOnWriteArrayList<>());
    }

    /**
     * Creates the tables if there are none.
     *
     * @param source a PostgreSQL or SQLite database, with the right to create tables
     * @throws OutboxException if that fails
     */
    public static void createTables(DataSource source) {
        Database.createTables(source);
    }

    /**
     * {@return an outbox for another sender on the same database}
     *
     * @param other the sender's number
     * @param itsPort the messaging port of that sender's account
     */
    public Outbox forSender(PhoneNumber other, MessagingPort itsPort) {
        return new Outbox(database, other, requireNonNull(itsPort, "itsPort"), clock, null, workers);
    }

    // ---- put

    /**
     * Puts a message, to be sent once.
     *
     * <p>The message is committed when this method returns. If the data source returns the connection of an open transaction, as
     * Spring's {@code TransactionAwareDataSourceProxy} does, it joins that transaction.
     *
     * @param key unique, 1 to 255 code points; it goes into a free one of {@code ref}, {@code ref1} and {@code ref2}
     * @param message what to send
     * @return true if the message is new, false if it was put already
     * @throws KeyConflictException if the key exists with another message, sender or campaign
     * @throws IllegalArgumentException if the key is not allowed, or no reference is free for it
     * @throws OutboxException if the database fails; the message may or may not have been put, and putting it again is safe
     */
    public boolean put(String key, ImageMessage message) {
        OutboxMessage put = new OutboxMessage(key, message);
        boolean added = database.transact(connection -> put(connection, put));
        wakeWorkers();
        return added;
    }

    /**
     * Puts a message in the caller's transaction: it is sent once if the transaction commits, and never otherwise.
     *
     * @param connection a connection to the outbox's database, with auto-commit off; the caller commits it
     * @param key as for {@link #put(String, ImageMessage)}
     * @param message what to send
     * @return true if the message is new, false if it was put already
     * @throws KeyConflictException if the key exists with another message, sender or campaign
     * @throws IllegalArgumentException if the key is not allowed, or no reference is free for it
     * @throws SQLException if the database fails; roll back
     */
    public boolean put(Connection connection, String key, ImageMessage message) throws SQLException {
        return put(requireNonNull(connection, "connection"), new OutboxMessage(key, message));
    }

    private boolean put(Connection connection, OutboxMessage put) throws SQLException {
        if (store.insert(connection, clock.instant(), sender.digits(), "", put)) {
            return true;
        }
        requireSame(existing(connection, put.key()), "", put);
        return false;
    }

    private OutboxEntry existing(Connection connection, String key) throws SQLException {
        // Absent if an invisible transaction has put it, or if it was just purged.
        return store.find(connection, key)
                .orElseThrow(() -> new SQLException(
                        "key \"" + key + "\" is being put by another transaction; try again in a new one"));
    }

    private void requireSame(OutboxEntry entry, String campaign, OutboxMessage put) {
        entry.difference(sender, campaign, put.message()).ifPresent(difference -> {
            throw new KeyConflictException(put.key(), difference);
        });
    }

    /**
     * Puts the messages of a campaign.
     *
     * <p>It commits every 500 messages. After a crash or an exception, call it again with the same messages: it skips those that
     * were put already. It never joins a transaction.
     *
     * @param campaign the campaign's name, 1 to 255 code points
     * @param messages the messages; the stream is read once, by this thread, and closed
     * @param progress called after each commit; use {@code progress -> {}} to ignore it
     * @return the total numbers of added and skipped messages
     * @throws KeyConflictException if a key exists with another message, sender or campaign; earlier messages, in steps of
     *     500, are put
     * @throws IllegalStateException if the campaign was cancelled
     * @throws OutboxException if the database fails
     */
    public PutProgress putAll(String campaign, Stream<OutboxMessage> messages, Consumer<PutProgress> progress) {
        OutboxMessage.checkName("campaign", campaign);
        PutProgress total = new PutProgress(0, 0);
        try (messages) {
            Iterator<OutboxMessage> rest = messages.iterator();
            List<OutboxMessage> chunk = new ArrayList<>(CHUNK);
            while (rest.hasNext()) {
                chunk.add(rest.next());
                if (chunk.size() == CHUNK || !rest.hasNext()) {
                    PutProgress part = putChunk(campaign, chunk);
                    total = new PutProgress(total.added() + part.added(), total.skipped() + part.skipped());
                    chunk.clear();
                    wakeWorkers();
                    progress.accept(total);
                }
            }
        }
        return total;
    }

    private PutProgress putChunk(String campaign, List<OutboxMessage> chunk) {
        return database.transactAlone(connection -> {
            Instant now = clock.instant();
            store.createCampaign(connection, now, campaign);
            if (store.campaign(connection, campaign).orElse(CampaignRow.NONE).cancelled()) {
                throw new IllegalStateException(
                        "campaign \"" + campaign + "\" was cancelled; put the messages under another name");
            }
            Map<String, OutboxEntry> there = new HashMap<>();
            store.findAll(connection, chunk.stream().map(OutboxMessage::key).toList())
                    .forEach(entry -> there.put(entry.key(), entry));
            List<OutboxMessage> missing = new ArrayList<>();
            for (OutboxMessage put : chunk) {
                OutboxEntry entry = there.get(put.key());
                if (entry == null) {
                    missing.add(put);
                } else {
                    requireSame(entry, campaign, put);
                }
            }
            // Another process may put the same campaign at the same time, and keys may be repeated.
            List<OutboxMessage> raced = store.insertAll(connection, now, sender.digits(), campaign, missing);
            for (OutboxMessage put : raced) {
                requireSame(existing(connection, put.key()), campaign, put);
            }
            int added = missing.size() - raced.size();
            return new PutProgress(added, chunk.size() - added);
        });
    }

    // ---- send

    /**
     * Sends a message once, now, and waits for the result. For request handlers and message listeners that may run twice.
     *
     * <p>A second call with the same key returns the first result and sends nothing. If the first call is still running, here or
     * on another machine, the second one waits for it, for at most one minute. If the first result was not sent, or a
     * rejection that is temporary or concerns the account, the second call sends the message, because the recipient did not get it.
     *
     * <p>It needs no worker and does not count towards a worker's rate. If the key is queued, this call sends the queued message.
     *
     * @param key as for {@link #put(String, ImageMessage)}
     * @param message what to send
     * @return the result; after a crash between the request and its result, {@link SendResult.InDoubt} for every later call
     * @throws KeyConflictException if the key exists with another message, sender or campaign
     * @throws IllegalArgumentException if the key is not allowed, or no reference is free for it
     * @throws IllegalStateException if a transaction is open, or this outbox has no messaging port
     * @throws OutboxException if the database fails before the message is sent; a repeated call is safe
     */
    public SendResult send(String key, ImageMessage message) {
        MessagingPort messaging = port();
        OutboxMessage put = new OutboxMessage(key, message);
        String owner = "send:" + UUID.randomUUID();
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            Turn turn = database.transactAlone(connection -> claimForSend(connection, put, owner));
            if (turn.isOurs()) {
                return sendClaimed(messaging, turn.entry(), owner);
            }
            Optional<SendResult> first = turn.entry().result();
            if (first.isPresent()) {
                return first.get();
            }
            if (System.nanoTime() - deadline > 0) {
                return new SendResult.InDoubt("Another call or a worker is sending this message.", null);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50); // The other call may be in another process, so the table is polled.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new SendResult.InDoubt("Interrupted while another call was sending this message.", e);
            }
        }
    }

    /** A row, and whether this call has claimed it. */
    private record Turn(OutboxEntry entry, boolean isOurs) {}

    private Turn claimForSend(Connection connection, OutboxMessage put, String owner) throws SQLException {
        Instant now = clock.instant();
        Instant ends = now.plus(LONGEST_SEND);
        if (store.insertClaimed(connection, now, sender.digits(), put, owner, ends)) {
            return new Turn(existing(connection, put.key()), true);
        }
        store.expire(connection, now, put.key());
        OutboxEntry entry = existing(connection, put.key());
        requireSame(entry, "", put);
        if (!isSendable(entry)) {
            return new Turn(entry, false);
        }
        return store.claimOne(connection, now, entry, owner, ends)
                ? new Turn(entry, true)
                : new Turn(existing(connection, put.key()), false); // Another call was faster: its result counts.
    }

    /** Returns whether nobody got the message, so that {@link #send} may send it. */
    private static boolean isSendable(OutboxEntry entry) {
        return entry.state() == OutboxState.QUEUED
                || entry.state() == OutboxState.REJECTED
                        && entry.result()
                                .map(result -> result.safeToRetry() || RetryPlan.isForAll(result))
                                .orElse(false);
    }

    private SendResult sendClaimed(MessagingPort messaging, OutboxEntry entry, String owner) {
        SendResult result;
        try {
            result = messaging.send(entry.message());
        } catch (RuntimeException | Error e) {
            result = Outcome.ofBrokenPort(e);
        }
        boolean interrupted = Thread.interrupted(); // The wait for a connection would fail.
        try {
            settleClaimed(entry, owner, result);
        } catch (RuntimeException | Error notWritten) {
            // The caller still gets the result; the row remains SENDING, and becomes in doubt later.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return result;
    }

    private void settleClaimed(OutboxEntry entry, String owner, SendResult result) {
        OutboxState state = result.fold(
                accepted -> OutboxState.ACCEPTED,
                rejected -> OutboxState.REJECTED,
                notSent -> OutboxState.REJECTED,
                inDoubt -> OutboxState.IN_DOUBT);
        Settlement settlement = new Settlement(entry.id(), owner, state, clock.instant(), Outcome.of(result), false);
        for (int attempt = 1; ; attempt++) {
            try {
                database.transactAlone(connection -> {
                    store.settle(connection, clock.instant(), List.of(settlement));
                    return null;
                });
                return;
            } catch (RuntimeException failed) {
                if (attempt == 3) {
                    throw failed;
                }
            }
        }
    }

    // ---- operate

    /**
     * {@return the message with this key, if there is one}
     *
     * @param key the key
     */
    public Optional<OutboxEntry> find(String key) {
        requireNonNull(key, "key");
        return database.transact(connection -> store.find(connection, key));
    }

    /** {@return the state of this sender's queue} */
    public OutboxStatus status() {
        String digits = sender.digits();
        return database.transact(connection -> new OutboxStatus(
                store.count(connection, digits, OutboxState.QUEUED),
                store.count(connection, digits, OutboxState.SENDING),
                store.count(connection, digits, OutboxState.IN_DOUBT),
                store.oldestDue(connection, digits),
                store.pause(connection, digits)));
    }

    /**
     * {@return a view of a campaign, which may be empty}
     *
     * @param name the campaign's name
     */
    public Campaign campaign(String name) {
        OutboxMessage.checkName("campaign", name);
        return new Campaign(this, name);
    }

    /**
     * Pauses this sender. Its queue is kept. Once this method has returned, no worker claims a message of this sender; at most
     * {@link WorkerSettings#maxInFlight()} claimed messages are still sent.
     *
     * @param who the person or component that decides, for the audit log
     * @param why the reason
     */
    public void pause(String who, String why) {
        database.transact(connection -> {
            Instant now = clock.instant();
            Pause pause = new Pause("PAUSED", why, now, Optional.empty());
            store.pauseSender(connection, now, sender.digits(), pause);
            store.audit(connection, new AuditEntry(now, Subject.SENDER, sender.digits(), "PAUSE", who, why));
            return null;
        });
    }

    /**
     * Resumes this sender, after a pause or a rejection that hits every message.
     *
     * @param who the person or component that decides, for the audit log
     * @param why the reason, such as that the account has credit again
     * @return whether it was paused
     */
    public boolean resume(String who, String why) {
        boolean resumed = database.transact(connection -> {
            boolean was = store.resumeSender(connection, sender.digits());
            if (was) {
                store.audit(
                        connection,
                        new AuditEntry(clock.instant(), Subject.SENDER, sender.digits(), "RESUME", who, why));
            }
            return was;
        });
        wakeWorkers();
        return resumed;
    }

    /**
     * {@return this sender's messages in doubt, the oldest first, at most 1000}
     *
     * <p>A message is in doubt if its response was lost, or if the process that sent it stopped. In the latter case the process can
     * still settle it, if it was only suspended.
     */
    public List<OutboxEntry> inDoubt() {
        return database.transact(connection -> store.inDoubt(connection, sender.digits(), MOST_IN_DOUBT));
    }

    /**
     * Settles a message in doubt.
     *
     * <p>A send of the messaging port must end within 5 minutes, retries included, or it may still retry after {@link
     * Decision#SEND_AGAIN}. By default it ends within 2 minutes.
     *
     * @param key the key
     * @param decision the decision
     * @param who the person who decides, for the audit log
     * @param why the evidence, for the audit log
     * @return whether the message was in doubt; otherwise nothing is changed
     * @throws IllegalStateException for {@link Decision#SEND_AGAIN} within 5 minutes of the attempt, because its outcome can
     *     still arrive
     */
    public boolean settle(String key, Decision decision, String who, String why) {
        requireNonNull(who, "who");
        requireNonNull(why, "why");
        boolean done = database.transact(connection -> {
            Instant now = clock.instant();
            OutboxEntry entry = store.find(connection, key).orElse(null);
            if (entry == null || entry.state() != OutboxState.IN_DOUBT) {
                return false;
            }
            Instant earliest = entry.claimedAt().orElse(Instant.EPOCH).plus(EARLIEST_SEND_AGAIN);
            if (decision == Decision.SEND_AGAIN && now.isBefore(earliest)) {
                throw new IllegalStateException(String.format(
                        Locale.ROOT,
                        "key \"%s\": the outcome of its last attempt can still arrive; send it again after %s",
                        key,
                        earliest));
            }
            OutboxState state = switch (decision) {
                case ACCEPTED -> OutboxState.ACCEPTED;
                case SEND_AGAIN -> OutboxState.QUEUED;
                case GIVE_UP -> OutboxState.CANCELLED;
            };
            String words = "settled by " + who + ": " + why;
            if (!store.decide(connection, now, key, state, words)) {
                return false;
            }
            store.audit(connection, new AuditEntry(now, Subject.MESSAGE, key, "SETTLE_" + decision, who, why));
            return true;
        });
        wakeWorkers();
        return done;
    }

    /**
     * Stores a delivery report, and settles its message if it was in doubt.
     *
     * <p>The message is found by its references, one of which is its key; the ids of a report are not used to find it. Reports may
     * arrive in any order, more than once, and before the response of the send. A report with any status shows that Kaleyra
     * accepted the message: a message in doubt becomes {@link OutboxState#ACCEPTED}, and so does one that a person queued again
     * or gave up, and one whose last attempt was rejected so that {@link #send} would send it again.
     *
     * <p>Reports are not signed. Protect the endpoint that receives them: a forged report can settle a message.
     *
     * @param report the report
     * @return whether it belongs to a message in this outbox, of any sender
     */
    public boolean record(DeliveryReport report) {
        List<String> refs = Stream.of(report.ref(), report.ref1(), report.ref2())
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        return database.transact(connection -> {
            Instant now = clock.instant();
            List<OutboxEntry> about = store.lockAll(connection, refs).stream()
                    .filter(entry -> isAbout(report, entry.message().extraInfo()))
                    .toList();
            for (OutboxEntry entry : about) {
                boolean accept = entry.state() == OutboxState.IN_DOUBT
                        || entry.attempts() > 0 && (isSendable(entry) || entry.state() == OutboxState.CANCELLED);
                String id =
                        report.ids().stream().findFirst().map(MessageId::value).orElse(null);
                store.deliver(connection, now, entry, entry.delivery().with(report), id, accept);
                if (accept) {
                    store.audit(connection, AuditEntry.ofReport(now, entry.key(), report.statusText()));
                }
            }
            return !about.isEmpty();
        });
    }

    private static boolean isAbout(DeliveryReport report, ExtraInfo extra) {
        return agrees(report.ref(), extra.ref())
                && agrees(report.ref1(), extra.ref1())
                && agrees(report.ref2(), extra.ref2());
    }

    private static boolean agrees(Optional<String> reported, Optional<String> sent) {
        return reported.isEmpty() || reported.equals(sent);
    }

    /**
     * {@return the decisions about a message, the oldest first}
     *
     * @param key the key
     */
    public List<AuditEntry> audit(String key) {
        return database.transact(connection -> store.auditOf(connection, Subject.MESSAGE, key));
    }

    /** {@return the decisions about this sender, the oldest first} */
    public List<AuditEntry> audit() {
        return database.transact(connection -> store.auditOf(connection, Subject.SENDER, sender.digits()));
    }

    /**
     * Deletes messages in a final state and audit entries, of all senders, in steps of 500.
     *
     * <p><strong>A deleted key is new again:</strong> if it is put again, it is sent again. Keep messages for longer than their
     * keys can be put again. Messages in doubt are kept.
     *
     * @param olderThan the minimum age of the last change
     * @return the number of deleted messages
     */
    public long purge(Duration olderThan) {
        Instant before = clock.instant().minus(olderThan);
        long deleted = 0;
        int chunk;
        do {
            chunk = database.transact(connection -> store.purge(connection, before, CHUNK));
            deleted += chunk;
        } while (chunk > 0);
        database.transact(connection -> store.purgeAudit(connection, before));
        return deleted;
    }

    /** {@return the sender's number} */
    public PhoneNumber sender() {
        return sender;
    }

    /**
     * Closes the file of an outbox from {@link #inFile}, and does nothing for others. Close the workers first.
     */
    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }

    MessagingPort port() {
        if (port == null) {
            throw new IllegalStateException("This outbox has no messaging port, so it cannot send. Open it with one.");
        }
        return port;
    }

    Database database() {
        return database;
    }

    Store store() {
        return store;
    }

    Clock clock() {
        return clock;
    }

    void addWorker(OutboxWorker worker) {
        workers.add(worker);
    }

    void removeWorker(OutboxWorker worker) {
        workers.remove(worker);
    }

    void wakeWorkers() {
        workers.forEach(worker -> worker.wake(sender.digits()));
    }
}
