// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import com.google.gson.Gson;
import dev.pictogram.benchmarks.Jvm.StubProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs the same load on several clients, each in a separate process, in shuffled rounds, and prints a table of medians with
 * ratios to the first client.
 */
final class Comparison {

    private record Run(
            String jdk, String server, String shape, int delay, String client, int round, Measurement measured) {}

    private final List<Clients> clients;
    private final List<Server> servers;
    private final List<Shape> shapes;
    private final List<Integer> delays;
    private final List<Jvm> jvms;
    private final int rounds;
    private final int warmSeconds;
    private final int measuredSeconds;
    private final Random random;
    private final Path log;

    Comparison(Arguments args) {
        clients =
                args
                        .list(
                                "clients",
                                Arrays.stream(Clients.values())
                                        .map(Clients::title)
                                        .collect(Collectors.joining(",")))
                        .stream()
                        .map(Clients::named)
                        .toList();
        servers = args.list("servers", "plain").stream().map(Server::named).toList();
        shapes = args.list("shapes", "threads:16").stream().map(Shape::of).toList();
        delays = args.list("delays", "0").stream().map(Integer::valueOf).toList();
        jvms = args.list("jdks", System.getProperty("java.home")).stream()
                .map(home -> new Jvm(Path.of(home)))
                .toList();
        rounds = args.number("rounds", 5);
        warmSeconds = args.number("warm", 5);
        measuredSeconds = args.number("measure", 5);
        random = new Random(args.number("seed", 1));
        log = Path.of(args.text("log", "benchmarks.jsonl"));
        args.done();
    }

    void run() throws Exception {
        Keys keys = Keys.create(Jvm.thisOne());
        for (Jvm jvm : jvms) {
            for (Server server : servers) {
                for (int delay : delays) {
                    for (Shape shape : shapes) {
                        compare(jvm, server, delay, shape, keys);
                    }
                }
            }
        }
    }

    private void compare(Jvm jvm, Server server, int delay, Shape shape, Keys keys) throws Exception {
        String jdk = jvm.version();
        Map<Clients, List<Measurement>> results = new LinkedHashMap<>();
        clients.forEach(client -> results.put(client, new ArrayList<>()));
        for (int round = 1; round <= rounds; round++) {
            List<Clients> order = new ArrayList<>(clients);
            Collections.shuffle(order, random);
            for (Clients client : order) {
                Measurement measured = measured(jvm, server, delay, shape, keys, client);
                results.get(client).add(measured);
                log(new Run(jdk, server.title(), shape.toString(), delay, client.title(), round, measured));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%n### JDK %s, %s, %s, response after %d ms (median of %d, from lowest to highest)%n%n",
                jdk,
                server.title(),
                shape,
                delay,
                rounds);
        print(results);
    }

    private Measurement measured(Jvm jvm, Server server, int delay, Shape shape, Keys keys, Clients client)
            throws Exception {
        try (StubProcess stub = new StubProcess(server, delay, keys)) {
            String line = jvm.output(
                    60 + warmSeconds + measuredSeconds,
                    keys,
                    "load",
                    "--url=" + stub.uri(),
                    "--client=" + client.title(),
                    "--shape=" + shape,
                    "--warm=" + warmSeconds,
                    "--measure=" + measuredSeconds);
            return new Gson().fromJson(line, Measurement.class);
        }
    }

    private void log(Run run) throws Exception {
        String line = new Gson().toJson(run);
        System.err.println(line);
        Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void print(Map<Clients, List<Measurement>> results) {
        Clients first = clients.get(0);
        System.out.printf(
                Locale.ROOT,
                "| client | sends/s to %s | CPU us | to it | KB | p50 us | p99 us | threads | RSS MB | errors |%n",
                first.title());
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        List<Measurement> reference = results.get(first);
        results.forEach((client, measured) -> System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %d |%n",
                client.title(),
                ratios(measured, reference, Measurement::perSecond),
                Spread.of(measured, Measurement::cpuMicros).text("%.1f"),
                ratios(measured, reference, Measurement::cpuMicros),
                Spread.of(measured, m -> m.bytes() / 1000).text("%.1f"),
                Spread.of(measured, Measurement::p50Micros).median("%.0f"),
                Spread.of(measured, Measurement::p99Micros).median("%.0f"),
                Spread.of(measured, Measurement::threads).median("%.0f"),
                Spread.of(measured, Measurement::rssMb).median("%.0f"),
                measured.stream().mapToLong(Measurement::errors).sum()));
        System.out.printf(
                Locale.ROOT,
                "%n%s: %s sends/s%n",
                first.title(),
                Spread.of(reference, Measurement::perSecond).text("%.0f"));
    }

    /** Within each round, so that changes over time that affect all clients do not count. */
    private String ratios(
            List<Measurement> measured, List<Measurement> reference, ToDoubleFunction<Measurement> value) {
        return Spread.of(
                        IntStream.range(0, rounds).boxed().toList(),
                        round -> value.applyAsDouble(measured.get(round)) / value.applyAsDouble(reference.get(round)))
                .text("%.2f");
    }
}
