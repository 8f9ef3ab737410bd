// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One turn of one sender: claims, sends and settles while the lease holds, and then releases the thread. */
final class Slice {

    private static final System.Logger LOG = System.getLogger(OutboxWorker.class.getName());
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(2);
    private static final Duration LONGEST_TROUBLE = Duration.ofMinutes(1);

    private final Pump pump;
    private final Grip grip;
    private final Lease lease;
    private final Duration length;
    private final BooleanSupplier stopping;

    private int claims;
    private boolean lost;

    /** The identity of the lease in the database. */
    record Grip(String task, String instance, String worker, long version) {}

    /**
     * @param length the maximum time of the turn; only other senders wait for its end
     * @param stopping whether the worker is being closed
     */
    Slice(Pump pump, Grip grip, Lease lease, Duration length, BooleanSupplier stopping) {
        this.pump = pump;
        this.grip = grip;
        this.lease = lease;
        this.length = length;
        this.stopping = stopping;
    }

    /** Runs the turn and returns the time until the next one. */
    Duration run() throws InterruptedException {
        Duration rest = Duration.ZERO;
        try {
            pump.settleIfPossible();
            pump.sliceBegins();
            if (begin()) {
                rest = send();
            }
        } catch (SQLException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    String.format(
                            Locale.ROOT,
                            "Sender %s stops sending until its database is available again. Nothing is lost. %s",
                            pump.sender,
                            e));
            rest = Duration.ofSeconds(1);
        }
        pump.drain(LONGEST_DRAIN);
        return rest;
    }

    private boolean begin() throws SQLException {
        int[] swept = {0};
        pump.settle(connection -> {
            if (isOurs(connection)) {
                swept[0] = pump.store.sweep(connection, pump.clock.instant(), pump.sender);
            }
        });
        if (swept[0] > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    swept[0] + " messages of sender " + pump.sender
                            + " are in doubt: the worker that sent them stopped. They are not sent"
                            + " again. Look at outbox.inDoubt().");
        }
        return !lost;
    }

    /** Locks the lease for the transaction, so that no other worker takes over before its commit. */
    private boolean isOurs(Connection connection) throws SQLException {
        long nanoTime = System.nanoTime();
        Instant wallTime = pump.clock.instant();
        Optional<Instant> heartbeat =
                pump.store.fence(connection, grip.task(), grip.instance(), grip.worker(), grip.version());
        heartbeat.ifPresent(at -> lease.renewed(nanoTime, wallTime, at));
        lost = lost || heartbeat.isEmpty();
        return !lost;
    }

    private Duration send() throws SQLException, InterruptedException {
        long start = System.nanoTime();
        long end = start + length.toNanos();
        Bucket bucket = new Bucket(pump.settings.rate(), start);
        long nextLook = start;
        List<String> campaigns = List.of();
        while (!stopping.getAsBoolean() && System.nanoTime() - end < 0) {
            if (!lease.isHeld() && !confirmLease()) {
                if (!lost && !pump.isRefusedForAll()) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "Sender " + pump.sender
                                    + ": the heartbeats are late, so this worker sends nothing until it has regained its lease."
                                    + " Another worker may take over.");
                }
                return Duration.ZERO;
            }
            long now = System.nanoTime();
            if (now - nextLook >= 0) {
                Look look = look();
                if (look.paused()) {
                    return Duration.ofSeconds(1);
                }
                campaigns = look.campaigns();
                nextLook = now + LOOK_NANOS;
            }
            int wanted = Math.min(pump.freePlaces(), bucket.available(now));
            if (pump.isInTrouble()) {
                wanted = pump.isIdle() ? Math.min(wanted, 1) : 0;
            }
            int claimed = 0;
            if (wanted > 0) {
                claimed = claimAndPost(wanted, campaigns, bucket);
            } else if (pump.hasOutcomes() && !claimsSoon(bucket)) {
                pump.settle(Pump.Claim.NONE);
            }
            if (lost) {
                return Duration.ZERO;
            }
            if (pump.isRefusedForAll()) {
                return Duration.ZERO; // The next slice finds the pause in the table.
            }
            Optional<Duration> trouble = pump.takeTrouble();
            if (trouble.isPresent()) {
                Duration wait = trouble.get();
                return wait.compareTo(LONGEST_TROUBLE) > 0 ? LONGEST_TROUBLE : wait;
            }
            if (claimed > 0) {
                // Continue with the next campaign.
                campaigns = rotated(campaigns);
            } else if (wanted > 0) {
                if (pump.isIdle() && length.compareTo(OutboxWorker.SHARED_SLICE) <= 0) {
                    return Duration.ofSeconds(1);
                }
                pump.await(IDLE_NANOS);
                nextLook = System.nanoTime();
            } else {
                pump.await(waitsForRate() ? bucket.nanosUntilNext() : IDLE_NANOS);
            }
        }
        return Duration.ZERO;
    }

    /** Asks the database, because while nothing is claimed, no transaction confirms the lease. Returns whether it is held. */
    private boolean confirmLease() throws SQLException {
        pump.settle(this::isOurs);
        return lease.isHeld();
    }

    private boolean waitsForRate() {
        return pump.isInTrouble() ? pump.isIdle() : pump.freePlaces() > 0;
    }

    /** Returns whether the next claim is so near that outcomes wait for its transaction, which saves half of the commits. */
    private boolean claimsSoon(Bucket bucket) {
        return waitsForRate() && bucket.nanosUntilNext() <= SOON_NANOS;
    }

    private record Look(boolean paused, List<String> campaigns) {}

    private Look look() {
        return pump.database.transactAlone(connection -> {
            Instant now = pump.clock.instant();
            Optional<Pause> pause = pump.store.pause(connection, pump.sender);
            if (pause.isPresent()) {
                boolean over =
                        pause.get().resumeAt().map(at -> !at.isAfter(now)).orElse(false);
                if (!over) {
                    return new Look(true, List.of());
                }
                pump.store.resumeSender(connection, pump.sender);
                pump.store.audit(
                        connection,
                        new AuditEntry(
                                now,
                                AuditEntry.Subject.SENDER,
                                pump.sender,
                                "RESUME",
                                "worker",
                                "the next day has begun"));
            }
            pump.store.cancelLeftOver(connection, now, pump.sender);
            List<String> open = new ArrayList<>();
            for (CampaignRow campaign : pump.store.openCampaigns(connection, now, pump.sender)) {
                if (campaign.isOpenAt(now)) {
                    open.add(campaign.name());
                }
            }
            return new Look(false, open);
        });
    }

    private static List<String> rotated(List<String> campaigns) {
        if (campaigns.size() < 2) {
            return campaigns;
        }
        List<String> next = new ArrayList<>(campaigns);
        Collections.rotate(next, -1);
        return next;
    }

    /** Settles finished sends, claims, and sends after the commit. Returns the number of sent messages. */
    private int claimAndPost(int wanted, List<String> campaigns, Bucket bucket)
            throws SQLException, InterruptedException {
        String owner = String.format(Locale.ROOT, "%s:%d:%d", grip.worker(), grip.version(), ++claims);
        List<OutboxEntry> claimed = new ArrayList<>();
        pump.steps.at(Step.BEFORE_CLAIM);
        try {
            pump.settle(connection -> {
                claimed.clear();
                if (!isOurs(connection)) {
                    return;
                }
                // Messages without a campaign come first: they react to recent events.
                claim(connection, "", owner, wanted, claimed);
                for (String campaign : campaigns) {
                    claim(connection, campaign, owner, wanted, claimed);
                }
                if (!claimed.isEmpty()) {
                    pump.steps.at(Step.IN_CLAIM);
                }
            });
        } catch (SQLException | RuntimeException e) {
            if (!claimed.isEmpty()) {
                pump.giveBack(owner);
            }
            throw e;
        }
        if (claimed.isEmpty()) {
            return 0;
        }
        pump.claimed(claimed.size());
        pump.steps.at(Step.AFTER_CLAIM);
        int sent = 0;
        for (OutboxEntry entry : claimed) {
            if (!lease.isHeld() || stopping.getAsBoolean()) {
                pump.giveBack(claimed.subList(sent, claimed.size()), owner);
                break;
            }
            bucket.take(System.nanoTime());
            pump.post(entry, owner);
            sent++;
        }
        return sent;
    }

    private void claim(Connection connection, String campaign, String owner, int wanted, List<OutboxEntry> claimed)
            throws SQLException {
        int free = wanted - claimed.size();
        if (free > 0) {
            claimed.addAll(pump.store.claim(connection, pump.clock.instant(), pump.sender, campaign, owner, free));
        }
    }
}
