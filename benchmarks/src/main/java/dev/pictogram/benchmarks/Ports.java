// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import dev.pictogram.benchmarks.Jvm.StubProcess;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures the time, threads and memory of many ports in one JVM, each of which sends a message and keeps its connection. */
final class Ports {

    private Ports() {}

    static void start(Arguments args) throws Exception {
        List<Clients> clients =
                args.list("clients", "pictogram-jdk,pictogram-httpcore,pictogram-feign,pictogram-spring").stream()
                        .map(Clients::named)
                        .toList();
        Server server = Server.named(args.text("server", "tls"));
        int ports = args.number("ports", 500);
        args.done();
        Keys keys = Keys.create(Jvm.thisOne());
        System.out.printf(
                Locale.ROOT,
                "%n### %d ports, JDK %s, %s%n%n",
                ports,
                Jvm.thisOne().version(),
                server.title());
        System.out.println("| client | created, ms | first messages, ms | threads | heap MB | RSS MB |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        for (Clients client : clients) {
            try (StubProcess stub = new StubProcess(server, 0, keys)) {
                System.out.print(Jvm.thisOne()
                        .output(
                                300,
                                keys,
                                "ports-one",
                                "--url=" + stub.uri(),
                                "--client=" + client.title(),
                                "--ports=" + ports));
            }
        }
    }

    /** Runs in this process and prints a row of the table. */
    static void run(URI base, Clients client, int ports) throws Exception {
        client.sender(base).send(); // loads the classes
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        long heap = heap();
        long start = System.nanoTime();
        List<Sender> senders = new ArrayList<>();
        for (int i = 0; i < ports; i++) {
            senders.add(client.sender(base));
        }
        long created = System.nanoTime();
        for (Sender sender : senders) {
            if (!sender.send()) {
                throw new IllegalStateException("a message was not accepted");
            }
        }
        long sent = System.nanoTime();
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %d | +%d | +%.0f | %d |%n",
                client.title(),
                (created - start) / 1_000_000,
                (sent - created) / 1_000_000,
                ManagementFactory.getThreadMXBean().getThreadCount() - threads,
                (heap() - heap) / 1e6,
                Load.rssMb());
        System.exit(senders.isEmpty() ? 1 : 0); // which keeps the ports until here
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
