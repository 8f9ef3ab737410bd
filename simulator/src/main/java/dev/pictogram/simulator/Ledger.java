// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.util.Objects.requireNonNull;

import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** The mutable state of a simulator, under one lock, and its initial accounts. */
final class Ledger {

    static final int MOST_KEPT = 10_000;
    static final int MOST_REFUSED = 1_000;
    static final int MOST_POSTED = 1_000;

    private static final long MOST_TEXT = 32L * 1024 * 1024;

    private final Map<String, SimulatedAccount> accounts = new LinkedHashMap<>();
    private final Map<Sid, Long> credit = new LinkedHashMap<>();
    private final Map<MessageId, Kept> byId = new HashMap<>(); // the messages in accepted
    private final Newest<Kept> accepted = new Newest<>(MOST_KEPT, MOST_TEXT, Kept::text);
    private final Newest<PostedCallback> posted = new Newest<>(MOST_POSTED, MOST_TEXT, PostedCallback::text);
    private final Newest<Refused> refused = new Newest<>(MOST_REFUSED, MOST_TEXT, Refused::text);
    private final Changes changes = new Changes();
    private final long firstHalfOfIds = new SplittableRandom().nextLong(1L << 44);
    private int lastId;
    private long lastNumber;
    private Failure failure = Failure.NONE;

    Ledger(List<SimulatedAccount> accounts) {
        for (SimulatedAccount account : accounts) {
            Sid sid = account.sid();
            if (this.accounts.put(sid.value(), account) != null) {
                throw new IllegalArgumentException("accounts: must have different SIDs, but two have " + sid);
            }
            credit.put(sid, account.credit());
        }
    }

    /** {@return the account with a SID from a path, which may be invalid} */
    Optional<SimulatedAccount> account(String sid) {
        return Optional.ofNullable(accounts.get(sid));
    }

    Collection<SimulatedAccount> accounts() {
        return accounts.values();
    }

    Changes changes() {
        return changes;
    }

    void fail(Failure failure) {
        synchronized (this) {
            this.failure = failure;
        }
        changes.publish();
    }

    synchronized Failure failure() {
        return failure;
    }

    /** {@return the failure mode for this request, which is counted} */
    synchronized Failure takeFailure() {
        Failure taken = failure;
        failure = taken.afterOne();
        return taken;
    }

    /**
     * Charges the account and keeps the message, or does nothing without credit.
     *
     * @param note why the client gets no response or a late one; empty if it gets one in time
     */
    Optional<MessageId> accept(Sid sid, PhoneNumber sender, ImageMessage message, String note) {
        MessageId id;
        synchronized (this) {
            long left = requireNonNull(credit.get(sid));
            if (left == 0) {
                return Optional.empty();
            }
            credit.put(sid, left - 1);
            // As long as the page's sample; unique within a simulator, and most likely between simulators.
            id = MessageId.of(String.format(Locale.ROOT, "A%011X%08X", firstHalfOfIds, ++lastId));
            AcceptedMessage one = new AcceptedMessage(id, sid, sender, message, Instant.now());
            Kept kept = new Kept(++lastNumber, one, note, new Delivery());
            byId.put(id, kept);
            accepted.add(kept).forEach(gone -> byId.remove(gone.accepted().id()));
        }
        changes.publish();
        return Optional.of(id);
    }

    /** Keeps a rejected request for the inbox. */
    void refuse(String outcome, String reason, Optional<ImageMessage> message, String request, String response) {
        synchronized (this) {
            refused.add(new Refused(++lastNumber, Instant.now(), outcome, reason, message, request, response));
        }
        changes.publish();
    }

    synchronized List<AcceptedMessage> accepted() {
        return accepted.oldestFirst().stream().map(Kept::accepted).toList();
    }

    synchronized List<Kept> acceptedNewestFirst() {
        return accepted.newestFirst();
    }

    synchronized List<Refused> refusedNewestFirst() {
        return refused.newestFirst();
    }

    void clearAccepted() {
        synchronized (this) {
            accepted.clear();
            byId.clear();
        }
        changes.publish();
    }

    /** Records a status of a message, unless the message is no longer kept. */
    Optional<Happened> happen(MessageId id, StatusChange change, Instant now) {
        Optional<Happened> happened =
                kept(id).map(kept -> new Happened(kept, kept.delivery().happen(change, now)));
        changes.publish();
        return happened;
    }

    record Happened(Kept kept, Instant at) {}

    /** Keeps a finished attempt for the inbox. */
    void end(Kept kept, CallbackAttempt attempt) {
        kept.delivery().end(attempt);
        synchronized (this) {
            posted.add(new PostedCallback(attempt, kept.accepted().message()));
        }
        changes.publish();
    }

    synchronized Optional<Kept> kept(MessageId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** {@return the newest message with this first reference} */
    synchronized Optional<MessageId> idOf(String ref) {
        return accepted.newestFirst().stream()
                .map(Kept::accepted)
                .filter(one -> one.message().extraInfo().ref().equals(Optional.of(ref)))
                .map(AcceptedMessage::id)
                .findFirst();
    }

    synchronized List<CallbackAttempt> attempts() {
        return posted.oldestFirst().stream().map(PostedCallback::attempt).toList();
    }

    synchronized List<PostedCallback> postedNewestFirst() {
        return posted.newestFirst();
    }

    void clearPosted() {
        synchronized (this) {
            posted.clear();
        }
        changes.publish();
    }

    void clearRefused() {
        synchronized (this) {
            refused.clear();
        }
        changes.publish();
    }

    /** Restores the initial state except for ids and numbers, which stay unique. */
    void reset() {
        synchronized (this) {
            accepted.clear();
            byId.clear();
            refused.clear();
            posted.clear();
            failure = Failure.NONE;
            accounts.values().forEach(account -> credit.put(account.sid(), account.credit()));
        }
        changes.publish();
    }

    synchronized long creditOf(Sid sid) {
        requireKnown(requireNonNull(sid, "sid"));
        return requireNonNull(credit.get(sid));
    }

    synchronized Map<Sid, Long> credit() {
        return new LinkedHashMap<>(credit);
    }

    /** Sets the credit of some accounts, or of none if one is unknown. */
    void setCredit(Map<Sid, Long> changed) {
        synchronized (this) {
            changed.keySet().forEach(this::requireKnown);
            credit.putAll(changed);
        }
        changes.publish();
    }

    private void requireKnown(Sid sid) {
        if (!credit.containsKey(sid)) {
            throw new IllegalArgumentException("sid: must be one of the simulator's accounts, but it is " + sid);
        }
    }
}
