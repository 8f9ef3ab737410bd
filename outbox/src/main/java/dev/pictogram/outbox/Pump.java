// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The state of one sender in this process across its {@linkplain Slice slices}: messages in flight, and outcomes that are not
 * written yet.
 *
 * <p>Writing a failed outcome is retried, even after another worker has taken over, because only this process knows the
 * outcome.
 */
final class Pump {

    private static final System.Logger LOG = System.getLogger(OutboxWorker.class.getName());
    private static final int LARGEST_BATCH = 500;

    final String sender;
    final WorkerSettings settings;
    final Database database;
    final Store store;
    final Clock clock;
    final Step.Watcher steps;
    private final MessagingPort port;

    private final AtomicInteger unsettled = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<OutboxState, Long> attempts = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Settlement> outcomes = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> unsentClaims = new ConcurrentLinkedQueue<>();
    private final Semaphore news = new Semaphore(0);
    private final ReentrantLock writing = new ReentrantLock();
    private volatile @Nullable SendResult trouble; // null: none since the last check
    private volatile boolean refusedForAll;
    private final AtomicInteger troubledSlices = new AtomicInteger();
    private final AtomicInteger newDoubts = new AtomicInteger();
    private final AtomicBoolean recovered = new AtomicBoolean();

    Pump(
            String sender,
            MessagingPort port,
            WorkerSettings settings,
            Database database,
            Store store,
            Clock clock,
            Step.Watcher steps) {
        this.sender = sender;
        this.port = port;
        this.settings = settings;
        this.database = database;
        this.store = store;
        this.clock = clock;
        this.steps = steps;
    }

    /** Returns the number of messages that may be claimed. */
    int freePlaces() {
        return settings.maxInFlight() - unsettled.get();
    }

    boolean isIdle() {
        return unsettled.get() == 0;
    }

    boolean hasInFlight() {
        return inFlight.get() > 0;
    }

    boolean hasOutcomes() {
        return !outcomes.isEmpty() || !unsentClaims.isEmpty();
    }

    /** Returns how many attempts have led to this state. */
    long attempts(OutboxState state) {
        return attempts.getOrDefault(state, 0L);
    }

    /**
     * Returns the back-off after trouble reaching Kaleyra, which grows until a message succeeds.
     *
     * @return nothing if there was no trouble since the last call
     */
    Optional<Duration> takeTrouble() {
        if (recovered.getAndSet(false)) {
            LOG.log(System.Logger.Level.INFO, "Sender " + sender + " continues to send.");
        }
        SendResult last = trouble;
        trouble = null;
        if (last == null) {
            return Optional.empty();
        }
        int slices = troubledSlices.incrementAndGet();
        if (slices == 1) {
            Outcome outcome = Outcome.of(last);
            LOG.log(
                    System.Logger.Level.WARNING,
                    String.format(
                            Locale.ROOT,
                            "Sender %s: Kaleyra is unreachable or limits the rate: %s. The worker tries one message at a"
                                    + " time until one succeeds. Nothing is lost.",
                            sender,
                            // Of a response the reason only: its text could forge lines of the log.
                            Outcome.NOT_SENT.equals(outcome.reason()) ? outcome.why() : outcome.reason()));
        }
        return Optional.of(RetryPlan.wait(last, slices));
    }

    /** Returns whether the last messages met trouble, so that only one message is sent as a probe. */
    boolean isInTrouble() {
        return troubledSlices.get() > 0;
    }

    /** Returns whether a rejection that hits every message arrived since the slice began. */
    boolean isRefusedForAll() {
        return refusedForAll;
    }

    void sliceBegins() {
        refusedForAll = false;
        trouble = null;
    }

    void wake() {
        news.release();
    }

    /** Waits for an outcome or a new message, at most for this time. */
    void await(long nanos) throws InterruptedException {
        if (news.tryAcquire(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
            news.drainPermits();
        }
    }

    // ---- sending

    void claimed(int count) {
        unsettled.addAndGet(count);
    }

    /** Sends a message whose claim is committed. The outcome arrives later, on another thread. */
    void post(OutboxEntry entry, String owner) {
        inFlight.incrementAndGet();
        try {
            // Not whenComplete, which can throw after it has called ended: it describes the exception.
            port.sendAsync(entry.message()).handle((result, thrown) -> {
                ended(entry, owner, result, thrown);
                return null;
            });
        } catch (RuntimeException | Error e) {
            ended(entry, owner, null, e);
        }
        steps.at(Step.AFTER_POST);
    }

    /** Does not throw, and frees the place of the message in any case, or the sender would stop. */
    private void ended(OutboxEntry entry, String owner, @Nullable SendResult result, @Nullable Throwable thrown) {
        try {
            Settlement settlement = settlement(entry, owner, result == null ? Outcome.ofBrokenPort(thrown) : result);
            attempts.merge(settlement.state(), 1L, Long::sum);
            outcomes.add(settlement);
        } catch (RuntimeException | Error lost) {
            unsettled.decrementAndGet(); // The next slice finds the row, and sets it to in doubt.
        }
        inFlight.decrementAndGet();
        news.release();
    }

    private Settlement settlement(OutboxEntry entry, String owner, SendResult result) {
        Instant now = clock.instant();
        Outcome outcome = Outcome.of(result);
        if (RetryPlan.isOfTheWay(result)) {
            trouble = result;
        } else if (troubledSlices.getAndSet(0) > 0) {
            recovered.set(true); // Logged by the slice: a log that throws must not lose this outcome.
        }
        if (RetryPlan.isForAll(result)) {
            refusedForAll = true;
            return new Settlement(entry.id(), owner, OutboxState.QUEUED, now, outcome, true);
        }
        if (result.safeToRetry() && entry.attempts() < settings.attempts()) {
            Instant later = now.plus(RetryPlan.wait(result, entry.attempts()));
            return new Settlement(entry.id(), owner, OutboxState.QUEUED, later, outcome, false);
        }
        OutboxState state = result.fold(
                accepted -> OutboxState.ACCEPTED,
                rejected -> OutboxState.REJECTED,
                notSent -> OutboxState.REJECTED,
                inDoubt -> OutboxState.IN_DOUBT);
        return new Settlement(entry.id(), owner, state, now, outcome, false);
    }

    /** Returns claimed but unsent messages of this owner to the queue. */
    void giveBack(List<OutboxEntry> entries, String owner) {
        for (OutboxEntry entry : entries) {
            outcomes.add(new Settlement(
                    entry.id(),
                    owner,
                    OutboxState.QUEUED,
                    clock.instant(),
                    Outcome.why("claimed and not sent"),
                    false));
        }
    }

    /** Releases a claim whose commit failed, because it may have been committed. */
    void giveBack(String owner) {
        unsentClaims.add(owner);
    }

    // ---- settling

    /** The part of a claim in the transaction that writes outcomes. */
    interface Claim {
        Claim NONE = connection -> {};

        void in(Connection connection) throws SQLException;
    }

    /**
     * Writes pending outcomes and then claims, in one transaction. Claims nothing if an outcome pauses the sender.
     *
     * @throws SQLException if the transaction fails; the outcomes are kept
     */
    void settle(Claim claim) throws SQLException {
        writing.lock();
        try {
            List<Settlement> batch = new ArrayList<>();
            for (Settlement settlement : outcomes) {
                if (batch.size() == LARGEST_BATCH) {
                    break;
                }
                batch.add(settlement);
            }
            List<String> owners = List.copyOf(unsentClaims);
            if (!batch.isEmpty()) {
                steps.at(Step.BEFORE_SETTLE);
            }
            int doubts = database.tryTransactAlone(connection -> {
                Instant now = clock.instant();
                boolean paused = false;
                int inDoubt = 0;
                if (!batch.isEmpty()) {
                    store.settle(connection, now, batch);
                    inDoubt = store.countDoubts(connection, batch);
                    paused = pauseIfAsked(connection, now, batch);
                    steps.at(Step.IN_SETTLE);
                }
                for (String owner : owners) {
                    store.release(connection, now, sender, owner);
                }
                if (!paused) {
                    claim.in(connection);
                }
                return inDoubt;
            });
            newDoubts.addAndGet(doubts);
            if (!batch.isEmpty()) {
                steps.at(Step.AFTER_SETTLE);
            }
            // Only this method removes elements, under the lock, so the batch is the head of the queue.
            batch.forEach(settlement -> outcomes.poll());
            owners.forEach(unsentClaims::remove);
            unsettled.addAndGet(-batch.size());
        } finally {
            writing.unlock();
        }
    }

    /** Returns whether an outcome pauses the sender. */
    private boolean pauseIfAsked(Connection connection, Instant now, List<Settlement> batch) throws SQLException {
        Optional<Outcome> refusal = batch.stream()
                .filter(Settlement::pause)
                .map(Settlement::outcome)
                .findFirst();
        if (refusal.isEmpty()) {
            return false;
        }
        String reason = String.valueOf(refusal.get().reason());
        String why = refusal.get().why() == null ? "" : refusal.get().why();
        Pause pause =
                new Pause(reason, why, now, reason.equals("DAILY_LIMIT_REACHED") ? nextDay(now) : Optional.empty());
        if (store.pauseSender(connection, now, sender, pause)) {
            store.audit(
                    connection,
                    new AuditEntry(now, AuditEntry.Subject.SENDER, sender, "PAUSE", "worker", reason + ": " + why));
            LOG.log(
                    System.Logger.Level.ERROR,
                    "The sender " + sender + " is paused, because Kaleyra refuses every message: " + reason
                            + ". Its queue is kept. Fix the cause, then call outbox.resume(...)."
                            + pause.resumeAt()
                                    .map(at -> " It resumes automatically at " + at + ".")
                                    .orElse(""));
        }
        return true;
    }

    private Optional<Instant> nextDay(Instant now) {
        return settings.resumeDaily().map(daily -> {
            ZonedDateTime today = now.atZone(daily.zone()).with(daily.time());
            return (today.toInstant().isAfter(now) ? today : today.plusDays(1)).toInstant();
        });
    }

    /** Writes pending outcomes if possible; the rest is kept for the next call. */
    void settleIfPossible() {
        while (hasOutcomes()) {
            try {
                settle(Claim.NONE);
            } catch (SQLException | RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        String.format(
                                Locale.ROOT,
                                "%d outcomes of sender %s could not be written; writing is retried: %s",
                                outcomes.size(),
                                sender,
                                e));
                return;
            }
        }
    }

    /** Logs how many messages were left in doubt since the last call. */
    void logNewDoubts() {
        int doubts = newDoubts.getAndSet(0);
        if (doubts > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Sender " + sender + " has new messages in doubt: " + doubts
                            + ". They have no known outcome, and are not sent again. Look at outbox.inDoubt().");
        }
    }

    /** Waits until no message is in flight, at most for this time. */
    void drain(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (hasInFlight() && System.nanoTime() - deadline < 0) {
            await(Math.min(TimeUnit.MILLISECONDS.toNanos(500), deadline - System.nanoTime()));
            settleIfPossible();
        }
        settleIfPossible();
    }
}
