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
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one sender across its {@linkplain Slice slices}: what is in flight, and which outcomes are not
 * written yet.
 *
 * <p>An outcome that cannot be written stays here and is tried again, also after another worker has taken over: until the
 * process ends, it is the only one to know it.
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
    private final ConcurrentLinkedQueue<Settlement> outcomes = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> unsentClaims = new ConcurrentLinkedQueue<>();
    private final Semaphore news = new Semaphore(0);
    private final ReentrantLock writing = new ReentrantLock();
    private volatile @Nullable SendResult trouble; // null: none since the last slice looked
    private volatile boolean refusedForAll;
    private final AtomicInteger troubledSlices = new AtomicInteger();

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

    /** Returns how many messages may be claimed. */
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

    /**
     * Returns how long the sender waits after trouble on the way to Kaleyra, longer each time until a message passes.
     *
     * @return nothing if there was none since the last call
     */
    Optional<Duration> takeTrouble() {
        SendResult last = trouble;
        trouble = null;
        return last == null ? Optional.empty() : Optional.of(RetryPlan.wait(last, troubledSlices.incrementAndGet()));
    }

    /** Returns whether the last messages met trouble, so that one message is enough to see whether it is over. */
    boolean isInTrouble() {
        return troubledSlices.get() > 0;
    }

    /** Returns whether a refusal came that would hit every message, since the slice began. */
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

    /** Waits for an outcome, a new message or this time. */
    void await(long nanos) throws InterruptedException {
        if (news.tryAcquire(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
            news.drainPermits();
        }
    }

    // ---- sending

    void claimed(int count) {
        unsettled.addAndGet(count);
    }

    /** Sends a message whose claim is committed. The outcome comes later, in another thread. */
    void post(OutboxEntry entry, String owner) {
        inFlight.incrementAndGet();
        try {
            port.sendAsync(entry.message()).whenComplete((result, thrown) -> ended(entry, owner, result, thrown));
        } catch (RuntimeException | Error e) {
            ended(entry, owner, null, e);
        }
        steps.at(Step.AFTER_POST);
    }

    private void ended(OutboxEntry entry, String owner, @Nullable SendResult result, @Nullable Throwable thrown) {
        SendResult known =
                result != null ? result : new SendResult.InDoubt("The messaging port failed: " + thrown, thrown);
        outcomes.add(settlement(entry, owner, known));
        inFlight.decrementAndGet();
        news.release();
    }

    private Settlement settlement(OutboxEntry entry, String owner, SendResult result) {
        Instant now = clock.instant();
        Outcome outcome = Outcome.of(result);
        if (RetryPlan.isOfTheWay(result)) {
            trouble = result;
        } else {
            troubledSlices.set(0);
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

    /** Gives back messages that were claimed by this owner and not sent. */
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

    /** Gives back whatever a claim took whose commit failed: it may have been committed all the same. */
    void giveBack(String owner) {
        unsentClaims.add(owner);
    }

    // ---- settling

    /** What a claim adds to the transaction that writes outcomes. */
    interface Claim {
        Claim NONE = connection -> {};

        void in(Connection connection) throws SQLException;
    }

    /**
     * Writes the outcomes that are there, then claims, in one transaction.
     *
     * @throws SQLException if nothing may be written; the outcomes are kept
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
            database.tryTransactAlone(connection -> {
                Instant now = clock.instant();
                if (!batch.isEmpty()) {
                    store.settle(connection, now, batch);
                    pauseIfAsked(connection, now, batch);
                    steps.at(Step.IN_SETTLE);
                }
                for (String owner : owners) {
                    store.release(connection, now, sender, owner);
                }
                claim.in(connection);
                return null;
            });
            if (!batch.isEmpty()) {
                steps.at(Step.AFTER_SETTLE);
            }
            // Only this method removes, under the lock, so the head of the queue is the batch.
            batch.forEach(settlement -> outcomes.poll());
            owners.forEach(unsentClaims::remove);
            unsettled.addAndGet(-batch.size());
        } finally {
            writing.unlock();
        }
    }

    private void pauseIfAsked(Connection connection, Instant now, List<Settlement> batch) throws SQLException {
        Optional<Outcome> refusal = batch.stream()
                .filter(Settlement::pause)
                .map(Settlement::outcome)
                .findFirst();
        if (refusal.isEmpty()) {
            return;
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
                    "The sender " + sender + " is paused, because Kaleyra refuses every message: " + reason + " " + why
                            + ". Its queue is kept. Fix the cause, then call outbox.resume(...)."
                            + pause.resumeAt()
                                    .map(at -> " It resumes by itself at " + at + ".")
                                    .orElse(""));
        }
    }

    private Optional<Instant> nextDay(Instant now) {
        return settings.resumeDaily().map(daily -> {
            ZonedDateTime today = now.atZone(daily.zone()).with(daily.time());
            return (today.toInstant().isAfter(now) ? today : today.plusDays(1)).toInstant();
        });
    }

    /** Writes what is there, if it can; what it cannot stays for the next time. */
    void settleIfPossible() {
        while (hasOutcomes()) {
            try {
                settle(Claim.NONE);
            } catch (SQLException | RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        String.format(
                                Locale.ROOT,
                                "%d outcomes of sender %s could not be written and are tried again: %s",
                                outcomes.size(),
                                sender,
                                e));
                return;
            }
        }
    }

    /** Waits until nothing is in flight, at most for this time. */
    void drain(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (hasInFlight() && System.nanoTime() - deadline < 0) {
            await(Math.min(TimeUnit.MILLISECONDS.toNanos(500), deadline - System.nanoTime()));
            settleIfPossible();
        }
        settleIfPossible();
    }
}
