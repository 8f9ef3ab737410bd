// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import dev.pictogram.MessageId;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Posts callbacks: the steps of the plan when they are due, and others on demand.
 *
 * <p>What waits is at most one step for each message. It names its message by the id, so that a message that is no longer kept
 * is freed; its callbacks are dropped.
 */
final class Callbacks implements AutoCloseable {

    static final int MOST_IN_FLIGHT = 16; // of the plan's callbacks; those on demand have a waiting caller each

    private static final int FEW_WAITING = 1_000;

    private final Ledger ledger;
    private final Optional<CallbackProfile> atStart;
    private final InstantSource clock;
    private final Target target;
    private final Alarm alarm;
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparing(Waiting::due).thenComparingLong(Waiting::number));
    private Optional<CallbackProfile> profile;
    private long lastNumber;
    private int inFlight;
    private int mostWaiting = FEW_WAITING; // Beyond it, those of messages that are gone are removed.
    private boolean closed;

    /** Calls {@link #postDue} once after some time; more often does no harm. */
    interface Alarm {
        void set(Duration in);
    }

    private record Waiting(Instant due, long number, MessageId id, Instant accepted, List<CallbackPlan.Step> steps) {

        Optional<Waiting> next(long number) {
            return of(id, accepted, steps.subList(1, steps.size()), number);
        }

        static Optional<Waiting> of(MessageId id, Instant accepted, List<CallbackPlan.Step> steps, long number) {
            return steps.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Waiting(accepted.plus(steps.get(0).after()), number, id, accepted, steps));
        }
    }

    /** Makes callbacks by a clock and a target of the test's. */
    Callbacks(Ledger ledger, Optional<CallbackProfile> profile, InstantSource clock, Target target, Alarm alarm) {
        this.ledger = ledger;
        this.atStart = profile;
        this.profile = profile;
        this.clock = clock;
        this.target = target;
        this.alarm = alarm;
    }

    /** Makes callbacks over HTTP; there is no thread before the first message is accepted with a profile. */
    static Callbacks overHttp(Ledger ledger, Optional<CallbackProfile> profile, String threadName) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        Target client = new CallbackClient(timer, threadName);
        Target target = new Target() {
            @Override
            public CompletableFuture<Reply> post(CallbackProfile to, String body) {
                return client.post(to, body);
            }

            @Override
            public void close() {
                client.close();
                timer.shutdownNow();
            }
        };
        TimerAlarm alarm = new TimerAlarm(timer);
        Callbacks callbacks = new Callbacks(ledger, profile, InstantSource.system(), target, alarm);
        alarm.rings = callbacks::postDue;
        return callbacks;
    }

    synchronized Optional<CallbackProfile> profile() {
        return profile;
    }

    /** {@return whether callbacks may be sent to other hosts without the owner of the JVM being asked again} */
    synchronized boolean mayLeave() {
        return profile.or(() -> atStart).map(CallbackProfile::otherHosts).orElse(false);
    }

    /** Changes the profile; without one, no callback is posted. Steps that wait are posted by the new one. */
    void setProfile(Optional<CallbackProfile> changed) {
        synchronized (this) {
            profile = changed;
            if (changed.isEmpty()) {
                waiting.clear();
            }
        }
        ledger.changes().tell();
    }

    /** Forgets the steps that wait, and has the profile of the start again. */
    void reset() {
        synchronized (this) {
            waiting.clear();
        }
        setProfile(atStart);
    }

    /** Plans the callbacks of a message that was just accepted. */
    void plan(MessageId id) {
        Instant now = clock.instant();
        synchronized (this) {
            List<CallbackPlan.Step> steps = profile.map(p -> p.plan().steps()).orElse(List.of());
            Waiting.of(id, now, steps, ++lastNumber).ifPresent(this::add);
        }
    }

    private void add(Waiting one) {
        if (closed) {
            return;
        }
        waiting.add(one);
        if (waiting.size() > mostWaiting) {
            waiting.removeIf(old -> ledger.kept(old.id()).isEmpty());
            mostWaiting = Math.max(FEW_WAITING, 2 * waiting.size());
        }
        if (one.equals(waiting.peek())) {
            alarm.set(Duration.between(clock.instant(), one.due()));
        }
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /** Starts what is due, as far as not too much is in flight already, and sets the alarm for what is next. */
    void postDue() {
        List<Waiting> due = new ArrayList<>();
        synchronized (this) {
            Instant now = clock.instant();
            @Nullable Waiting first = waiting.peek();
            while (first != null && inFlight < MOST_IN_FLIGHT && !first.due().isAfter(now)) {
                due.add(waiting.remove());
                inFlight++;
                first = waiting.peek();
            }
            if (first != null && inFlight < MOST_IN_FLIGHT) {
                alarm.set(Duration.between(now, first.due()));
            }
        }
        for (Waiting one : due) {
            start(one);
        }
    }

    private void start(Waiting one) {
        attempt(one.id(), one.steps().get(0).change())
                .ifPresentOrElse(
                        attempt -> attempt.whenComplete((any, never) -> ended(one.next(nextNumber()))),
                        () -> ended(Optional.empty()));
    }

    private synchronized long nextNumber() {
        return ++lastNumber;
    }

    private void ended(Optional<Waiting> next) {
        synchronized (this) {
            inFlight--;
            if (profile.isPresent()) {
                next.ifPresent(this::add);
            }
            if (closed) {
                return;
            }
        }
        alarm.set(Duration.ZERO); // Not postDue: a target that responds at once would make the stack deep.
    }

    /**
     * Posts a callback now.
     *
     * @return what became of it, once the target has responded or its time is over; it never fails
     * @throws IllegalArgumentException if there is no such message
     * @throws IllegalStateException if there is nowhere to post to
     */
    CompletableFuture<CallbackAttempt> post(MessageId id, StatusChange change) {
        if (profile().isEmpty()) {
            throw new IllegalStateException("callbacks: must have a URL to be posted to, but there is none");
        }
        return attempt(id, change)
                .orElseThrow(() -> new IllegalArgumentException(
                        "message: must be one that was accepted and is still kept, but it is not"));
    }

    /** Starts an attempt, or does nothing if there is no profile or the message is not kept any more. */
    private Optional<CompletableFuture<CallbackAttempt>> attempt(MessageId id, StatusChange change) {
        Instant now = clock.instant();
        return profile()
                .flatMap(to -> ledger.happen(id, change, now).map(happened -> {
                    Kept kept = happened.kept();
                    String payload = CallbackPayload.of(to.shape(), kept.accepted(), change, happened.at());
                    return target.post(to, payload)
                            .handle((reply, problem) -> new CallbackAttempt(
                                    id,
                                    change.status(),
                                    now,
                                    payload,
                                    problem == null ? OptionalInt.of(reply.status()) : OptionalInt.empty(),
                                    problem == null ? reply.body() : "",
                                    problem == null ? "" : describe(problem)))
                            .whenComplete((attempt, never) -> ledger.end(kept, attempt));
                }));
    }

    private static String describe(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        String message = String.valueOf(cause.getMessage());
        String text = cause instanceof ConnectException
                ? "the target cannot be reached: it refused the connection"
                : cause.getMessage() == null ? cause.getClass().getSimpleName() : message;
        return text.length() > 200 ? text.substring(0, 200) : text;
    }

    /** Stops posting. What is in flight ends at once, and what waits is dropped. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.clear();
        }
        target.close();
    }

    private static final class TimerAlarm implements Alarm {

        private final ScheduledThreadPoolExecutor timer;
        private volatile Runnable rings = () -> {};
        private long next = Long.MAX_VALUE; // by System.nanoTime, of the one ring that is to come

        TimerAlarm(ScheduledThreadPoolExecutor timer) {
            this.timer = timer;
        }

        @Override
        public synchronized void set(Duration in) {
            long nanos = Math.max(0, in.toNanos());
            long at = System.nanoTime() + nanos;
            if (next != Long.MAX_VALUE && at - next >= 0) {
                return; // It rings sooner, and is set again then.
            }
            next = at;
            try {
                timer.schedule(() -> ring(at), nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                // Nothing is posted any more.
            }
        }

        private void ring(long at) {
            synchronized (this) {
                if (at == next) {
                    next = Long.MAX_VALUE;
                }
            }
            rings.run();
        }
    }
}
