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

/** Everything about a simulator that changes, under one lock, and the accounts it began with. */
final class Ledger {

    static final int MOST_KEPT = 10_000;
    static final int MOST_REFUSED = 1_000;
    static final int MOST_POSTED = 1_000;

    private static final long MOST_TEXT = 32L * 1024 * 1024;

    private final Map<String, SimulatedAccount> accounts = new LinkedHashMap<>();
    private final Map<Sid, Long> credit = new LinkedHashMap<>();
    private final Map<MessageId, Kept> byId = new HashMap<>(); // what is in accepted
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
                throw new IllegalArgumentException("accounts: must each have a SID of their own, but two have " + sid);
            }
            credit.put(sid, account.credit());
        }
    }

    /** {@return the account of what stands in a path, which may be no SID at all} */
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
        changes.tell();
    }

    synchronized Failure failure() {
        return failure;
    }

    /** Tells how this request goes wrong, and counts it. */
    synchronized Failure takeFailure() {
        Failure taken = failure;
        failure = taken.afterOne();
        return taken;
    }

    /**
     * Takes one of the account's credit and keeps the message, or does nothing if there is no credit.
     *
     * @param note what is not told to the client, or too late
     */
    Optional<MessageId> accept(Sid sid, PhoneNumber sender, ImageMessage message, String note) {
        MessageId id;
        synchronized (this) {
            long left = requireNonNull(credit.get(sid));
            if (left == 0) {
                return Optional.empty();
            }
            credit.put(sid, left - 1);
            // As long as the page's sample; no two are equal in one simulator, nor by likelihood between two of them.
            id = MessageId.of(String.format(Locale.ROOT, "A%011X%08X", firstHalfOfIds, ++lastId));
            AcceptedMessage one = new AcceptedMessage(id, sid, sender, message, Instant.now());
            Kept kept = new Kept(++lastNumber, one, note, new Delivery());
            byId.put(id, kept);
            accepted.add(kept).forEach(gone -> byId.remove(gone.accepted().id()));
        }
        changes.tell();
        return Optional.of(id);
    }

    /** Keeps a request that was not accepted, for the inbox. */
    void refuse(String outcome, String reason, Optional<ImageMessage> message, String request, String answer) {
        synchronized (this) {
            refused.add(new Refused(++lastNumber, Instant.now(), outcome, reason, message, request, answer));
        }
        changes.tell();
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
        changes.tell();
    }

    /** Records what happened to a message, and when, unless the message is no longer kept. */
    Optional<Happened> happen(MessageId id, StatusChange change, Instant now) {
        Optional<Happened> happened =
                kept(id).map(kept -> new Happened(kept, kept.delivery().happen(change, now)));
        changes.tell();
        return happened;
    }

    record Happened(Kept kept, Instant at) {}

    /** Keeps what became of a callback, for the inbox. */
    void end(Kept kept, CallbackAttempt attempt) {
        kept.delivery().end(attempt);
        synchronized (this) {
            posted.add(new PostedCallback(attempt, kept.accepted().message()));
        }
        changes.tell();
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
        changes.tell();
    }

    void clearRefused() {
        synchronized (this) {
            refused.clear();
        }
        changes.tell();
    }

    /** Makes all as it was at first, but for ids and numbers, which no two messages share. */
    void reset() {
        synchronized (this) {
            accepted.clear();
            byId.clear();
            refused.clear();
            posted.clear();
            failure = Failure.NONE;
            accounts.values().forEach(account -> credit.put(account.sid(), account.credit()));
        }
        changes.tell();
    }

    synchronized long creditOf(Sid sid) {
        requireKnown(requireNonNull(sid, "sid"));
        return requireNonNull(credit.get(sid));
    }

    synchronized Map<Sid, Long> credit() {
        return new LinkedHashMap<>(credit);
    }

    /** Sets the credit of some accounts, or of none if one of them is not known. */
    void setCredit(Map<Sid, Long> changed) {
        synchronized (this) {
            changed.keySet().forEach(this::requireKnown);
            credit.putAll(changed);
        }
        changes.tell();
    }

    private void requireKnown(Sid sid) {
        if (!credit.containsKey(sid)) {
            throw new IllegalArgumentException("sid: must be one of the simulator's accounts, but it is " + sid);
        }
    }
}
