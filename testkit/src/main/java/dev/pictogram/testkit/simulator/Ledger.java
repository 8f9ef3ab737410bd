package dev.pictogram.testkit.simulator;

import static java.util.Objects.requireNonNull;

import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Everything about a simulator that changes, under one lock, and the accounts it began with. */
final class Ledger {

    static final int MOST_KEPT = 10_000;

    private final Map<String, SimulatedAccount> accounts = new HashMap<>();
    private final Map<Sid, Long> credit = new HashMap<>();
    private final Deque<AcceptedMessage> accepted = new ArrayDeque<>();
    private final long firstHalfOfIds = new SplittableRandom().nextLong(1L << 44);
    private int lastId;
    private int failing;

    Ledger(List<SimulatedAccount> accounts) {
        for (SimulatedAccount account : accounts) {
            Sid sid = account.sid();
            if (this.accounts.put(sid.value(), account) != null) {
                throw new IllegalArgumentException("accounts: must each have a SID of their own, but two have " + sid);
            }
            credit.put(sid, account.credit());
        }
    }

    /** Returns the account of what stands in a path, which may be no SID at all. */
    Optional<SimulatedAccount> account(String sid) {
        return Optional.ofNullable(accounts.get(sid));
    }

    synchronized void failNext(int answers) {
        if (answers < 0) {
            throw new IllegalArgumentException("answers: must not be negative, but it is " + answers);
        }
        failing = answers;
    }

    /** Tells whether this request has to fail, and counts it. */
    synchronized boolean takeFailure() {
        if (failing == 0) {
            return false;
        }
        failing--;
        return true;
    }

    /** Takes one of the account's credit and keeps the message, or does nothing if there is no credit. */
    synchronized Optional<MessageId> accept(Sid sid, PhoneNumber sender, ImageMessage message) {
        long left = credit.get(sid);
        if (left == 0) {
            return Optional.empty();
        }
        credit.put(sid, left - 1);
        // As long as the page's sample; no two are equal in one simulator, nor by likelihood between two of them.
        MessageId id = MessageId.of("A%011X%08X".formatted(firstHalfOfIds, ++lastId));
        if (accepted.size() == MOST_KEPT) {
            accepted.removeFirst();
        }
        accepted.addLast(new AcceptedMessage(id, sid, sender, message, Instant.now()));
        return Optional.of(id);
    }

    synchronized List<AcceptedMessage> accepted() {
        return List.copyOf(accepted);
    }

    synchronized long creditOf(Sid sid) {
        Long left = credit.get(requireNonNull(sid, "sid"));
        if (left == null) {
            throw new IllegalArgumentException("sid: must be one of the simulator's accounts, but it is " + sid);
        }
        return left;
    }
}
