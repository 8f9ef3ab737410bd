// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import dev.pictogram.outbox.OutboxThroughput;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Measures the cost of a send and of a callback.
 *
 * <pre>
 * compare   compares whole sends: --clients --servers --shapes --delays --jdks --rounds --warm --measure --seed --log
 * soak      the heap after many sends: --client --server --shape --sends
 * outbox    messages a second of one worker: --databases --waiting --delays --in-flight --rate
 * cold      JVM start to the first accepted message, over TLS: --clients --jdks --rounds --seed --pause
 * payloads  time and memory to read absurd callbacks and responses of one megabyte: --warm --measure
 * ports     time, threads and memory of many ports in one JVM: --clients --server --ports
 * close     messages in doubt after a silent close: --clients --pauses --sends
 * jmh       parts without I/O; further arguments are passed to JMH, such as -prof gc
 * </pre>
 *
 * <p>The first client is the baseline. Shapes are {@code threads:16}, {@code virtual:1000}, {@code async:256} and so on. Servers
 * are {@code plain}, {@code tls}, and {@code tls-new}, which closes each connection after its response.
 */
public final class Main {

    private Main() {}

    /**
     * Runs a benchmark.
     *
     * @param args the benchmark and its options
     * @throws Exception if the benchmark fails
     */
    public static void main(String[] args) throws Exception {
        String what = args.length == 0 ? "" : args[0];
        List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        try {
            switch (what) {
                case "compare" -> new Comparison(new Arguments(rest)).run();
                case "soak" -> Soak.start(new Arguments(rest));
                case "cold" -> new ColdStarts(new Arguments(rest)).run();
                case "outbox" -> outbox(new Arguments(rest));
                case "ports" -> Ports.start(new Arguments(rest));
                case "close" -> SilentClose.start(new Arguments(rest));
                case "payloads" -> payloads(new Arguments(rest));
                case "jmh" -> org.openjdk.jmh.Main.main(rest.toArray(String[]::new));
                // Processes that the benchmarks start
                case "stub" -> stub(new Arguments(rest));
                case "load" -> load(new Arguments(rest));
                case "soak-one" -> soak(new Arguments(rest));
                case "ports-one" -> ports(new Arguments(rest));
                case "first" -> first(new Arguments(rest));
                default ->
                    throw new IllegalArgumentException(
                            "benchmark: must be compare, soak, outbox, cold, payloads, ports, close or jmh, but it is "
                                    + what);
            }
        } catch (IllegalArgumentException misuse) {
            System.err.println(misuse.getMessage());
            System.exit(2);
        }
    }

    private static void outbox(Arguments args) throws Exception {
        List<OutboxThroughput.Kind> databases = args.list("databases", "sqlite,postgresql").stream()
                .map(OutboxThroughput.Kind::named)
                .toList();
        List<Integer> waiting = numbers(args, "waiting", "0,1000000");
        List<Integer> delays = numbers(args, "delays", "0,20");
        List<Integer> inFlight = numbers(args, "in-flight", "16,64,256");
        int rate = args.number("rate", OutboxThroughput.UNLIMITED);
        args.done();
        OutboxThroughput.compare(databases, waiting, delays, inFlight, rate);
    }

    private static List<Integer> numbers(Arguments args, String name, String otherwise) {
        return args.list(name, otherwise).stream().map(Integer::valueOf).toList();
    }

    private static void stub(Arguments args) throws Exception {
        Stub.run(
                Server.named(args.text("server", "plain")),
                args.number("delay", 0),
                new Keys(Path.of(args.text("keys", ""))));
    }

    private static void load(Arguments args) throws Exception {
        Load.run(
                URI.create(args.text("url", "")),
                Clients.named(args.text("client", "")),
                Shape.of(args.text("shape", "")),
                args.number("warm", 5),
                args.number("measure", 5));
    }

    private static void soak(Arguments args) throws Exception {
        Soak.run(
                URI.create(args.text("url", "")),
                Clients.named(args.text("client", "")),
                args.number("sends", 0),
                Shape.of(args.text("shape", "")));
    }

    private static void payloads(Arguments args) throws Exception {
        int warm = args.number("warm", 20);
        int measure = args.number("measure", 15);
        args.done();
        Payloads.run(warm, measure);
    }

    private static void ports(Arguments args) throws Exception {
        Ports.run(URI.create(args.text("url", "")), Clients.named(args.text("client", "")), args.number("ports", 500));
    }

    private static void first(Arguments args) throws Exception {
        Sender client = Clients.named(args.text("client", "")).sender(URI.create(args.text("url", "")));
        Thread.sleep(args.number("pause", 0)); // the measured idle time of the client, not a synchronisation
        boolean accepted = client.send();
        System.out.println(accepted);
        System.exit(accepted ? 0 : 1);
    }
}
