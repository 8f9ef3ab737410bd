// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import dev.pictogram.benchmarks.Jvm.StubProcess;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** Sends many messages and measures, ten times during the run, the heap after a collection. */
final class Soak {

    private static final int STEPS = 10;

    private Soak() {}

    static void start(Arguments args) throws Exception {
        Clients client = Clients.named(args.text("client", "pictogram-jdk"));
        int sends = args.number("sends", 2_000_000);
        Server server = Server.named(args.text("server", "plain"));
        Shape shape = Shape.of(args.text("shape", "threads:16"));
        args.done();
        Keys keys = Keys.create(Jvm.thisOne());
        try (StubProcess stub = new StubProcess(server, 0, keys)) {
            String out = Jvm.thisOne()
                    .output(
                            3600,
                            keys,
                            "soak-one",
                            "--url=" + stub.uri(),
                            "--client=" + client.title(),
                            "--sends=" + sends,
                            "--shape=" + shape);
            System.out.printf(
                    Locale.ROOT,
                    "%n### %s, %s, %s, %d messages%n%n%s",
                    client.title(),
                    server.title(),
                    shape,
                    sends,
                    out);
            System.out.printf(Locale.ROOT, "%nrequests at the server: %d%n", stub.requests());
        }
    }

    /** Runs in this process and prints a line for each step. */
    static void run(URI base, Clients client, int sends, Shape shape) throws Exception {
        Sender sender = client.sender(base);
        System.out.println("| messages | not accepted | heap after a collection, KB | threads |");
        System.out.println("|---:|---:|---:|---:|");
        LongAdder errors = new LongAdder();
        for (int step = 0; step <= STEPS; step++) {
            if (step > 0) {
                send(sender, sends / STEPS, shape, errors);
            }
            System.gc();
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %d | %d | %d |%n",
                    (long) sends / STEPS * step,
                    errors.sum(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024,
                    ManagementFactory.getThreadMXBean().getThreadCount());
        }
        System.exit(errors.sum() == 0 ? 0 : 1);
    }

    private static void send(Sender sender, int sends, Shape shape, LongAdder errors) throws Exception {
        if (shape.kind() == Shape.Kind.ASYNC) {
            Semaphore places = new Semaphore(shape.many());
            for (int i = 0; i < sends; i++) {
                places.acquire();
                sender.sendAsync().whenComplete((accepted, thrown) -> {
                    count(thrown == null && accepted, errors);
                    places.release();
                });
            }
            places.acquire(shape.many()); // waits until all have ended
            return;
        }
        CountDownLatch done = new CountDownLatch(shape.many());
        for (int thread = 0; thread < shape.many(); thread++) {
            new Thread(() -> {
                        for (int i = 0; i < sends / shape.many(); i++) {
                            try {
                                count(sender.send(), errors);
                            } catch (Exception e) {
                                count(false, errors);
                            }
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
    }

    private static void count(boolean accepted, LongAdder errors) {
        if (!accepted) {
            errors.increment();
        }
    }
}
