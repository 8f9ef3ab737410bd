// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import dev.pictogram.MessageId;
import java.net.ConnectException;
import java.net.URI;
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
 * <p>At most one step of each message is pending. It refers to the message by id, so that a message that is no longer kept
 * can be collected; its callbacks are dropped.
 */
final class Callbacks implements AutoCloseable {

    static final int MOST_IN_FLIGHT = 16; // callbacks of the plan; each callback on demand has a waiting caller

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
    private int mostWaiting = FEW_WAITING; // Above it, steps of messages that are no longer kept are removed.
    private boolean closed;

    /** Calls {@link #postDue} once after a delay; additional calls are harmless. */
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

    /** For tests, with their clock and target. */
    Callbacks(Ledger ledger, Optional<CallbackProfile> profile, InstantSource clock, Target target, Alarm alarm) {
        this.ledger = ledger;
        this.atStart = profile;
        this.profile = profile;
        this.clock = clock;
        this.target = target;
        this.alarm = alarm;
    }

    /** Posts over HTTP. No thread is started before the first message is accepted while a profile is set. */
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

    /** {@return whether the REST API may set a URL on another host} */
    synchronized boolean mayLeave() {
        return profile.or(() -> atStart).map(CallbackProfile::otherHosts).orElse(false);
    }

    /** {@return whether this is the present URL, or without one that of the start} */
    synchronized boolean isSetTo(URI url) {
        return profile.or(() -> atStart).map(CallbackProfile::url).equals(Optional.of(url));
    }

    /** Changes the profile; without one, no callback is posted. Pending steps use the new profile. */
    void setProfile(Optional<CallbackProfile> changed) {
        synchronized (this) {
            profile = changed;
            if (changed.isEmpty()) {
                waiting.clear();
            }
        }
        ledger.changes().publish();
    }

    /** Drops pending steps, and restores the initial profile. */
    void reset() {
        synchronized (this) {
            waiting.clear();
        }
        setProfile(atStart);
    }

    /** Schedules the callbacks of an accepted message. */
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

    /** Starts due steps up to the limit in flight, and sets the alarm for the next step. */
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
        alarm.set(Duration.ZERO); // Not postDue: with a target that responds at once, the recursion would be deep.
    }

    /**
     * Posts a callback now.
     *
     * @return the attempt, once the target has responded or the timeout has passed; the future never fails
     * @throws IllegalArgumentException if there is no such message
     * @throws IllegalStateException if there is no profile
     */
    CompletableFuture<CallbackAttempt> post(MessageId id, StatusChange change) {
        if (profile().isEmpty()) {
            throw new IllegalStateException("callbacks: must have a URL, but there is none");
        }
        return attempt(id, change)
                .orElseThrow(() -> new IllegalArgumentException(
                        "message: must be an accepted message that is still kept, but it is not"));
    }

    /** Starts an attempt, or does nothing if there is no profile or the message is no longer kept. */
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

    /** Stops posting. Attempts in flight end at once, and pending steps are dropped. */
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
        private long next = Long.MAX_VALUE; // System.nanoTime of the next ring

        TimerAlarm(ScheduledThreadPoolExecutor timer) {
            this.timer = timer;
        }

        @Override
        public synchronized void set(Duration in) {
            long nanos = Math.max(0, in.toNanos());
            long at = System.nanoTime() + nanos;
            if (next != Long.MAX_VALUE && at - next >= 0) {
                return; // It rings earlier, and is then set again.
            }
            next = at;
            try {
                timer.schedule(() -> ring(at), nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                // Closed: nothing is posted.
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
