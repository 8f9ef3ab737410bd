// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.Background.inManyThreads;
import static dev.pictogram.contract.MessagingPortContract.MESSAGE;
import static dev.pictogram.contract.MessagingPortContract.SOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pictogram.ExtraInfo;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many sends under random faults: each result agrees with what the server received. */
abstract class RandomFaultClauses extends HttpClauses {

    private static final int SENDS = Integer.getInteger("pictogram.contract.sends", 400);

    private static final long SEED = Long.getLong("pictogram.contract.seed", 20_261_122);

    /** A request may arrive this long after its send was cancelled, if it was already in flight on a busy machine. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** Connections and threads that a pool may keep: one for each of the 16 senders, and some more. */
    private static final int KEPT_IN_POOLS = 32;

    RandomFaultClauses(HttpAdapterContract contract) {
        super(contract);
    }

    /**
     * Sends 400 messages, with up to three attempts each, to a server with random faults. The system properties {@code
     * pictogram.contract.sends} and {@code pictogram.contract.seed} set another number and another seed.
     */
    @ParameterizedTest
    @EnumSource
    @Timeout(600)
    final void under_random_faults_every_result_agrees_with_the_server(Way way) throws Exception {
        SendPolicy policy = SendPolicy.defaults()
                .withTimeout(SHORT.timeout())
                .withBackoff(Duration.ofMillis(1), Duration.ofMillis(4));
        RandomFaultServer faults = new RandomFaultServer(SEED);
        Map<String, SendResult> results = new ConcurrentHashMap<>();
        MessagingPort refused = port(closedPort(), policy);
        RawServer server = RawServer.start(faults);
        try (server) {
            MessagingPort port = port(at(server), policy);
            inManyThreads(SENDS, i -> {
                String ref = "random-" + i;
                boolean isRefused = i % 20 == 0;
                SendResult result = way.take(isRefused ? refused : port, MESSAGE.withExtraInfo(ExtraInfo.ref(ref)));
                if (isRefused) {
                    assertNotSent(result);
                }
                return results.put(ref, result);
            });
        }
        assertEquals(SENDS, results.size());
        List<String> wrong = results.entrySet().stream()
                .flatMap(result -> faults.wrong(result.getKey(), result.getValue()).stream())
                .toList();
        assertEquals(List.of(), wrong, "seed " + SEED);
        // An adapter that reports everything as in doubt would be truthful and useless.
        long responded = results.keySet().stream().filter(faults::gotResponse).count();
        long known = results.entrySet().stream()
                .filter(result -> faults.gotResponse(result.getKey()) && !(result.getValue() instanceof InDoubt))
                .count();
        assertTrue(responded > SENDS / 5, () -> responded + " of " + SENDS + " messages got a response");
        assertTrue(known > responded / 2, () -> known + " of " + responded + " responses are known to the caller");
        report(way + " under random faults", faults.requests(), results);
    }

    /**
     * Cancels a third of the sends within 10 ms, and expects no request later than a second after its cancellation; retries
     * would take at least 1.5 seconds.
     */
    @Test
    @Timeout(600)
    final void a_send_cancelled_at_a_random_moment_writes_no_later_request() throws Exception {
        SendPolicy policy = SendPolicy.defaults()
                .withTimeout(SHORT.timeout())
                .withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(2));
        Random moments = new Random(SEED);
        RandomFaultServer faults = new RandomFaultServer(SEED);
        Map<String, SendResult> results = new ConcurrentHashMap<>();
        Map<String, Long> cancelled = new ConcurrentHashMap<>();
        ScheduledExecutorService canceller = Executors.newScheduledThreadPool(1);
        RawServer server = RawServer.start(faults);
        try (server) {
            MessagingPort port = port(at(server), policy);
            Semaphore inFlight = new Semaphore(64);
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < SENDS; i++) {
                String ref = "cancelled-" + i;
                inFlight.acquire();
                CompletableFuture<SendResult> future = port.sendAsync(MESSAGE.withExtraInfo(ExtraInfo.ref(ref)));
                if (i % 3 == 0) {
                    canceller.schedule(
                            () -> {
                                if (future.cancel(true)) {
                                    cancelled.put(ref, System.nanoTime());
                                }
                            },
                            moments.nextInt(10_000_000),
                            TimeUnit.NANOSECONDS);
                }
                all.add(future.handle((result, thrown) -> {
                    inFlight.release();
                    return thrown == null ? results.put(ref, result) : null;
                }));
            }
            for (CompletableFuture<?> each : all) {
                each.get();
            }
        } finally {
            canceller.shutdown();
            assertTrue(canceller.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS));
        }
        assertEquals(SENDS, results.size() + cancelled.size());
        assertTrue(cancelled.size() > SENDS / 10, () -> cancelled.size() + " were cancelled in time");
        List<String> wrong = Stream.concat(
                        results.entrySet().stream()
                                .flatMap(result -> faults.wrong(result.getKey(), result.getValue()).stream()),
                        cancelled.entrySet().stream()
                                .flatMap(each -> faults.later(each.getKey(), each.getValue() + GRACE.toNanos())))
                .toList();
        assertEquals(List.of(), wrong, "seed " + SEED);
        report(cancelled.size() + " cancelled", faults.requests(), results);
    }

    /**
     * Interrupts each send within its first 10 ms. Afterwards, at most 32 connections are open, and at most 32 more threads run
     * than before.
     */
    @Test
    @Timeout(600)
    final void an_interrupt_at_a_random_moment_keeps_the_flag_and_a_truthful_result() throws Exception {
        Random moments = new Random(SEED);
        Map<String, SendResult> results = new ConcurrentHashMap<>();
        Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
        ScheduledExecutorService interrupter = Executors.newScheduledThreadPool(2);
        long threads = busyThreads().size();
        RawServer server = RawServer.start((self, connection, request) -> {
            String ref = RandomFaultServer.refOf(request);
            seen.computeIfAbsent(ref, none -> new AtomicInteger()).incrementAndGet();
            self.pause(Duration.ofNanos(moments.nextInt(2_000_000)));
            connection.getOutputStream().write(RandomFaultServer.accepted(ref));
        });
        try (server) {
            MessagingPort port = port(at(server), POLICY);
            // Loads the classes, which can take longer than the random moments below.
            for (int i = 0; i < 20; i++) {
                assertInstanceOf(Accepted.class, port.send(MESSAGE.withExtraInfo(ExtraInfo.ref("before"))));
            }
            inManyThreads(SENDS, i -> {
                String ref = "interrupted-" + i;
                Future<?> interrupt = interrupter.schedule(
                        Thread.currentThread()::interrupt, moments.nextInt(10_000_000), TimeUnit.NANOSECONDS);
                SendResult result = port.send(MESSAGE.withExtraInfo(ExtraInfo.ref(ref)));
                assertTrue(flagAfter(interrupt), "the interrupt flag is set");
                return results.put(ref, result);
            });
            server.awaitAtMost(KEPT_IN_POOLS);
        } finally {
            interrupter.shutdownNow();
        }
        awaitAtMost(threads + KEPT_IN_POOLS);
        assertEquals(SENDS, results.size());
        results.forEach((ref, result) -> {
            int requests = seen.getOrDefault(ref, new AtomicInteger()).get();
            boolean agrees = result.fold(
                    accepted -> requests == 1, rejected -> false, notSent -> requests == 0, inDoubt -> requests <= 1);
            assertTrue(agrees, () -> requests + " requests for " + result);
        });
        report("interrupted", seen.size(), results);
    }

    /** Waits until no more threads are busy, for 10 seconds at most. */
    private static void awaitAtMost(long threads) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 100 && busyThreads().size() > threads; i++) {
            // Between two looks: a thread of a pool does not signal that it is idle.
            never.await(100, TimeUnit.MILLISECONDS);
        }
        List<String> busy = busyThreads();
        assertTrue(
                busy.size() <= threads,
                () -> busy.size() + " threads are busy, expected at most " + threads + ": " + busy);
    }

    /** Returns the names of the platform threads, without the threads of pools that wait for a task. */
    private static List<String> busyThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Stream.of(thread.getValue()).noneMatch(RandomFaultClauses::waitsForATask))
                .map(thread -> thread.getKey().getName())
                .sorted()
                .toList();
    }

    /** A pool of a client has its own class, but waits in a queue, too. */
    private static boolean waitsForATask(StackTraceElement frame) {
        return frame.getClassName().equals(ThreadPoolExecutor.class.getName())
                        && frame.getMethodName().equals("getTask")
                || frame.getClassName().endsWith("Queue")
                        && (frame.getMethodName().equals("poll")
                                || frame.getMethodName().equals("take"));
    }

    /** Waits for the interrupt, and clears and returns the interrupt flag. */
    private static boolean flagAfter(Future<?> interrupt) throws Exception {
        boolean flag = Thread.interrupted();
        try {
            interrupt.get();
        } catch (InterruptedException now) {
            flag = true;
        }
        boolean late = Thread.interrupted();
        return flag || late;
    }

    private void report(String title, int requests, Map<String, SendResult> results) {
        Map<String, Long> counts = results.values().stream()
                .collect(Collectors.groupingBy(
                        result -> result.getClass().getSimpleName(), TreeMap::new, Collectors.counting()));
        report(title + ", seed " + SEED + ": " + counts + "; requests: " + requests);
    }
}
