// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.pictogram.PhoneNumber;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sends the messages in an outbox until it is closed.
 *
 * <p>Any number of workers, on any number of machines, may run on one PostgreSQL database. Each sender is served by one worker
 * at a time, so the rate limit is exact. When a worker dies, another one takes over its senders.
 *
 * <p>A worker claims a message in the database before it sends it, and writes the outcome afterwards. If the worker dies
 * in between, the message is {@link OutboxState#IN_DOUBT}. A worker that was suspended for too long, by its machine or by garbage
 * collection, sends nothing until it has regained its lease.
 *
 * <p>While the database is unavailable, a worker sends nothing. It writes pending outcomes when the database is back; if the
 * process ends before, those messages are in doubt.
 *
 * <p>It uses one thread for each sender, at most 32, and the threads of the messaging port. Thread-safe.
 */
public final class OutboxWorker implements AutoCloseable {

    /** The time for which a sender keeps a thread if there are more senders than threads. */
    static final Duration SHARED_SLICE = Duration.ofSeconds(2);

    // The end of a slice waits for the messages in flight, so short slices would lower the rate.
    private static final Duration LONG_SLICE = Duration.ofMinutes(5);
    private static final Duration LONGEST_CLOSE = Duration.ofMinutes(3);
    private static final int MOST_THREADS = 32;
    private static final String TASK = "pictogram-outbox-";
    private static final String INSTANCE = "send";

    private final String name;
    private final List<Pump> pumps;
    private final List<Outbox> outboxes;
    private final Scheduler scheduler;
    private final ScheduledExecutorService writer;
    private boolean closed; // guarded by this

    private OutboxWorker(WorkerSettings settings, List<Outbox> outboxes, Store store, Step.Watcher steps, String name) {
        this.name = name;
        this.outboxes = outboxes;
        Database database = outboxes.get(0).database();
        this.pumps = outboxes.stream()
                .map(outbox -> new Pump(
                        outbox.sender().digits(), outbox.port(), settings, database, store, outbox.clock(), steps))
                .toList();
        int threads = Math.min(pumps.size(), MOST_THREADS);
        Duration slice = pumps.size() > threads ? SHARED_SLICE : LONG_SLICE;
        List<Task<?>> tasks = new ArrayList<>();
        List<CustomTask<Void>> own = new ArrayList<>();
        for (Pump pump : pumps) {
            CustomTask<Void> task = task(pump, settings, slice);
            own.add(task);
            tasks.add(task);
        }
        Clock clock = outboxes.get(0).clock();
        this.scheduler = Scheduler.create(database.source(), tasks)
                .schedulerName(new SchedulerName.Fixed(name))
                .tableName(Store.TASKS)
                .jdbcCustomization(database.dialect().scheduler())
                .clock(clock::instant)
                .threads(threads)
                .pollingInterval(pollingInterval(settings))
                .enableImmediateExecution()
                .heartbeatInterval(settings.heartbeat())
                .missedHeartbeatsLimit(WorkerSettings.MISSED_HEARTBEATS)
                .shutdownMaxWait(LONGEST_CLOSE)
                // The task of a sender that only other machines serve is unknown here, and must not be deleted.
                .deleteUnresolvedAfter(Duration.ofDays(36_500))
                .build();
        this.writer = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, "pictogram-outbox-writer");
            thread.setDaemon(true);
            return thread;
        });
        own.forEach(task -> scheduler.scheduleIfNotExists(task.instance(INSTANCE), clock.instant()));
    }

    private static Duration pollingInterval(WorkerSettings settings) {
        Duration second = Duration.ofSeconds(1);
        return settings.heartbeat().compareTo(second) < 0 ? settings.heartbeat() : second;
    }

    /**
     * Starts a worker with the default settings.
     *
     * @param outboxes an outbox for each sender, all on the same database, each with a messaging port
     * @return the running worker; close it before the outboxes
     * @throws IllegalArgumentException if there is no outbox, one has no port, two have the same sender, or they are on
     *     different databases
     */
    public static OutboxWorker start(Outbox... outboxes) {
        return start(WorkerSettings.defaults(), outboxes);
    }

    /**
     * Starts a worker.
     *
     * @param settings the settings
     * @param outboxes an outbox for each sender, all on the same database, each with a messaging port
     * @return the running worker; close it before the outboxes
     * @throws IllegalArgumentException if there is no outbox, one has no port, two have the same sender, or they are on
     *     different databases
     */
    public static OutboxWorker start(WorkerSettings settings, Outbox... outboxes) {
        check(outboxes);
        return start(settings, List.of(outboxes), outboxes[0].store(), Step.Watcher.NONE);
    }

    /** For tests, which replace the SQL and halt the process at any step. */
    static OutboxWorker start(WorkerSettings settings, List<Outbox> outboxes, Store store, Step.Watcher steps) {
        OutboxWorker worker = new OutboxWorker(settings, outboxes, store, steps, newName());
        worker.scheduler.start();
        worker.writer.scheduleWithFixedDelay(worker::settle, 1, 1, TimeUnit.SECONDS);
        worker.outboxes.forEach(outbox -> outbox.addWorker(worker));
        return worker;
    }

    private static void check(Outbox[] outboxes) {
        if (outboxes.length == 0) {
            throw new IllegalArgumentException("outboxes: a worker needs at least one");
        }
        Set<String> senders = new HashSet<>();
        for (Outbox outbox : outboxes) {
            outbox.port();
            if (!senders.add(outbox.sender().digits())) {
                throw new IllegalArgumentException(
                        "outboxes: sender " + outbox.sender() + " must be given once, but is given twice");
            }
            if (outbox.database() != outboxes[0].database()) {
                throw new IllegalArgumentException(
                        "outboxes: all must be on one database: make them with outbox.forSender(...)");
            }
        }
    }

    // At most 50 characters: the engine cuts longer names, and names must be unique.
    private static String newName() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown";
        }
        String unique = String.format(
                Locale.ROOT,
                "-%d-%s",
                ProcessHandle.current().pid(),
                UUID.randomUUID().toString().substring(0, 8));
        int room = 50 - unique.length();
        return (host.length() > room ? host.substring(0, room) : host) + unique;
    }

    private CustomTask<Void> task(Pump pump, WorkerSettings settings, Duration slice) {
        return Tasks.custom(TASK + pump.sender, Void.class)
                .onDeadExecution((complete, operations) -> operations.reschedule(complete, pump.clock.instant()))
                .onFailure((complete, operations) ->
                        operations.reschedule(complete, pump.clock.instant().plusSeconds(1)))
                .execute((instance, context) -> run(pump, settings, slice, context));
    }

    private CompletionHandler<Void> run(Pump pump, WorkerSettings settings, Duration slice, ExecutionContext context) {
        Slice.Grip grip = new Slice.Grip(TASK + pump.sender, INSTANCE, name, context.getExecution().version);
        Lease lease = new Lease.OfScheduler(context.getCurrentlyExecuting().getHeartbeatState(), settings.deadAfter());
        Duration rest;
        try {
            rest = new Slice(
                            pump,
                            grip,
                            lease,
                            slice,
                            () -> context.getSchedulerState().isShuttingDown())
                    .run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            rest = Duration.ZERO;
        }
        Instant next = pump.clock.instant().plus(rest);
        return (complete, operations) -> operations.reschedule(complete, next);
    }

    /** Called once a second. Does not throw, or the timer would not call it again. */
    private void settle() {
        for (Pump pump : pumps) {
            try {
                pump.settleIfPossible();
                pump.logNewDoubts();
            } catch (RuntimeException | Error broken) {
                // For example, the log failed. The outcomes are kept for the next call.
            }
        }
    }

    /** Notifies the pump of a sender that there may be messages. */
    void wake(String sender) {
        for (Pump pump : pumps) {
            if (pump.sender.equals(sender)) {
                pump.wake();
            }
        }
    }

    /** {@return the name of the worker, as in column {@code owner}: host, process id and a random part} */
    public String name() {
        return name;
    }

    /**
     * {@return the number of attempts of this worker since its start that led to a state}
     *
     * <p>Attempts that are retried later, or that paused the sender, led to {@link OutboxState#QUEUED}. Other workers and
     * {@link Outbox#send} are not counted.
     *
     * @param sender the number that sends
     * @param state the state
     */
    public long attempts(PhoneNumber sender, OutboxState state) {
        return pumps.stream()
                .filter(pump -> pump.sender.equals(sender.digits()))
                .mapToLong(pump -> pump.attempts(state))
                .sum();
    }

    /**
     * Stops sending, waits for the messages in flight and writes their outcomes.
     *
     * <p>It waits at most 3 minutes for responses, and then one minute for the database. Messages that are not settled by then are in
     * doubt. Closing again waits for the first call. A thread that was interrupted before waits like any other.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = Thread.interrupted(); // The engine would interrupt the senders.
        outboxes.forEach(outbox -> outbox.removeWorker(this));
        pumps.forEach(Pump::wake);
        scheduler.stop();
        settle();
        writer.shutdown();
        try {
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (pumps.stream().anyMatch(Pump::hasOutcomes) && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(200); // until the database may be back
                settle();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
