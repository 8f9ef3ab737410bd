// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures the time of a JVM from start to end, with one accepted message over TLS. A pause between the creation of the client and
 * the message is not counted: with it, the time is that of a service which has been ready for a while.
 */
final class ColdStarts {

    /** The jars of each client, so that no client pays for opening the jars of others. */
    private static final Map<Clients, List<String>> JARS = Map.of(
            Clients.JDK_STOCK, List.of(),
            Clients.JDK_DIRECT, List.of(),
            Clients.PICTOGRAM_JDK, List.of("failsafe"),
            Clients.PICTOGRAM_HTTPCORE, List.of("failsafe", "httpcore5-5"),
            Clients.PICTOGRAM_FEIGN, List.of("failsafe", "feign-core"),
            Clients.PICTOGRAM_SPRING, List.of("failsafe", "spring", "micrometer"),
            Clients.OKHTTP, List.of("okhttp", "okio", "kotlin"),
            Clients.HTTPCLIENT5, List.of("http", "slf4j"));

    private final List<Clients> clients;
    private final List<Jvm> jvms;
    private final int rounds;
    private final int pause; // milliseconds
    private final Random random;

    ColdStarts(Arguments args) {
        clients = args
                .list(
                        "clients",
                        "jdk-stock,jdk-direct,pictogram-jdk,pictogram-httpcore,pictogram-feign,pictogram-spring,okhttp,httpclient5")
                .stream()
                .map(Clients::named)
                .toList();
        jvms = args.list("jdks", System.getProperty("java.home")).stream()
                .map(home -> new Jvm(Path.of(home)))
                .toList();
        rounds = args.number("rounds", 15);
        pause = args.number("pause", 0);
        random = new Random(args.number("seed", 1));
        args.done();
    }

    void run() throws Exception {
        for (Jvm jvm : jvms) {
            Keys keys = Keys.create(jvm);
            try (Stub server = Server.TLS.start(0, keys)) {
                String url = server.uri().toString();
                Map<Clients, List<Double>> millis = new LinkedHashMap<>();
                clients.forEach(client -> millis.put(client, new ArrayList<>()));
                for (int round = 0; round <= rounds; round++) {
                    List<Clients> order = new ArrayList<>(clients);
                    Collections.shuffle(order, random);
                    for (Clients client : order) {
                        double took = millis(jvm, keys, client, url);
                        if (round > 0) { // the first round reads the jars from the disk
                            millis.get(client).add(took);
                        }
                    }
                }
                System.out.printf(
                        Locale.ROOT,
                        "%n### JDK %s, cold start over TLS, without a pause of %d ms (median of %d)%n%n",
                        jvm.version(),
                        pause,
                        rounds);
                print(millis);
            }
        }
    }

    private void print(Map<Clients, List<Double>> millis) {
        List<Double> reference = millis.get(clients.get(0));
        System.out.printf(
                Locale.ROOT,
                "| client | ms | to %s | jars | MB |%n|---|---:|---:|---:|---:|%n",
                clients.get(0).title());
        millis.forEach((client, took) -> {
            List<File> jars = jars(client);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %d | %.2f |%n",
                    client.title(),
                    Spread.of(took, ms -> ms).text("%.0f"),
                    Spread.of(
                                    IntStream.range(0, rounds).boxed().toList(),
                                    round -> took.get(round) / reference.get(round))
                            .text("%.2f"),
                    jars.size() - 1, // without this program
                    jars.stream().skip(1).mapToLong(File::length).sum() / 1e6);
        });
    }

    private double millis(Jvm jvm, Keys keys, Clients client, String url) throws Exception {
        String classPath = jars(client).stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator));
        List<String> trust = List.of(keys.trustOption(), "-Xshare:auto");
        ProcessBuilder program = jvm.program(
                trust, classPath, "first", "--client=" + client.title(), "--url=" + url, "--pause=" + pause);
        long start = System.nanoTime();
        Jvm.ended(program, 60);
        return (System.nanoTime() - start) / 1e6 - pause;
    }

    /** This program, followed by the jars of the client. */
    private static List<File> jars(Clients client) {
        File program = new File(System.getProperty("java.class.path")).getAbsoluteFile();
        File[] all = new File(program.getParentFile(), "lib").listFiles();
        if (all == null) {
            throw new IllegalArgumentException("class path: must be the jar from the build, but it is not");
        }
        boolean ours = client.name().startsWith("PICTOGRAM");
        List<String> wanted = new ArrayList<>(JARS.getOrDefault(client, List.of("")));
        wanted.add("gson");
        if (ours) {
            wanted.addAll(List.of(
                    "pictogram-core", "pictogram-wire", client.title().replace("pictogram-", "pictogram-adapter-")));
        }
        List<File> jars = new ArrayList<>(List.of(program));
        Arrays.stream(all)
                .sorted()
                .filter(jar -> wanted.stream().anyMatch(jar.getName()::startsWith))
                .forEach(jars::add);
        return jars;
    }
}
