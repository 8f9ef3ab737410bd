// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.gson.Gson;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;

/** Runs a load on one client in one process: first the warm-up, then the measurement. */
final class Load {

    private enum Phase {
        WARM,
        MEASURED,
        OVER
    }

    private final Sender sender;
    private final Shape shape;
    private final ConcurrentHistogram nanos = new ConcurrentHistogram(SECONDS.toNanos(60), 3);
    private final AtomicLong errors = new AtomicLong();
    private final AtomicReference<String> firstError = new AtomicReference<>("");
    private volatile Phase phase = Phase.WARM;

    private Load(Sender sender, Shape shape) {
        this.sender = sender;
        this.shape = shape;
    }

    /** Runs the load in this process and prints the measurement as one line of JSON. */
    static void run(URI base, Clients client, Shape shape, int warmSeconds, int measuredSeconds) throws Exception {
        System.out.println(
                new Gson().toJson(measure(client.sender(base), shape, warmSeconds * 1000L, measuredSeconds * 1000L)));
        System.exit(0); // clients keep threads that are not daemons
    }

    static Measurement measure(Sender sender, Shape shape, long warmMillis, long measuredMillis) throws Exception {
        return new Load(sender, shape).measured(warmMillis, measuredMillis);
    }

    private Measurement measured(long warmMillis, long measuredMillis) throws Exception {
        Allocation allocation = Allocation.counting();
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        List<Thread> threads = start();

        Thread.sleep(warmMillis); // the duration of the warm-up, not a synchronisation
        ManagementFactory.getThreadMXBean().resetPeakThreadCount();
        long bytes = allocation.bytes();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        phase = Phase.MEASURED;

        Thread.sleep(measuredMillis); // the duration of the measurement
        phase = Phase.OVER;
        double seconds = (System.nanoTime() - start) / 1e9;
        cpu = system.getProcessCpuTime() - cpu;
        bytes = allocation.bytes() - bytes;
        for (Thread thread : threads) {
            thread.join();
        }

        long sends = nanos.getTotalCount();
        if (sends == 0) {
            throw new IllegalStateException("no send succeeded during the measurement; first error: " + firstError);
        }
        return new Measurement(
                sends,
                errors.get(),
                firstError.get(),
                seconds,
                cpu / 1e3 / sends,
                (double) bytes / sends,
                nanos.getValueAtPercentile(50) / 1e3,
                nanos.getValueAtPercentile(99) / 1e3,
                ManagementFactory.getThreadMXBean().getPeakThreadCount(),
                rssMb());
    }

    private List<Thread> start() throws ReflectiveOperationException {
        List<Thread> threads = new ArrayList<>();
        switch (shape.kind()) {
            case THREADS -> add(threads, shape.many(), Thread::new, this::sendAndWait);
            case VIRTUAL -> add(threads, shape.many(), virtualThreads(), this::sendAndWait);
            case ASYNC -> add(threads, 1, Thread::new, this::keepInFlight);
        }
        threads.forEach(Thread::start);
        return threads;
    }

    private static void add(List<Thread> threads, int many, ThreadFactory factory, Runnable task) {
        for (int i = 0; i < many; i++) {
            threads.add(factory.newThread(task));
        }
    }

    private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        return (ThreadFactory)
                Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
    }

    private void sendAndWait() {
        while (phase != Phase.OVER) {
            long start = System.nanoTime();
            try {
                note(sender.send(), start, null);
            } catch (Exception e) {
                note(false, start, e);
            }
        }
    }

    private void keepInFlight() {
        Semaphore places = new Semaphore(shape.many());
        while (phase != Phase.OVER) {
            places.acquireUninterruptibly();
            long start = System.nanoTime();
            sender.sendAsync().whenComplete((accepted, thrown) -> {
                note(thrown == null && accepted, start, thrown);
                places.release();
            });
        }
        places.acquireUninterruptibly(shape.many()); // waits until all have ended
    }

    private void note(boolean accepted, long start, Throwable thrown) {
        if (!accepted) {
            errors.incrementAndGet();
            firstError.compareAndSet("", thrown == null ? "not accepted" : thrown.toString());
        } else if (phase == Phase.MEASURED) {
            nanos.recordValue(System.nanoTime() - start);
        }
    }

    static long rssMb() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        }
    }
}
