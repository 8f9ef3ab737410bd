// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import dev.pictogram.contract.Clauses.Clause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.Event;

/**
 * Runs the contract of a stock client in a separate JVM, which the client may crash or keep from ending. Clauses run in
 * parallel where possible, since a client that hangs keeps a clause until its timeout.
 */
final class ContractRun {

    static final String FAULTS = "a_fault_has_a_truthful_result_in_time_and_at_most_one_request";

    /** Besides the isolated clauses, those that use all cores or most of the heap. */
    private static final Set<String> ALONE = Set.of(
            "a_deep_or_large_response_within_the_limit_has_a_result",
            "concurrent_sends_each_get_a_separate_id",
            "concurrent_sends_each_get_the_response_to_their_own_request");

    private static final Set<Fault> HEAVY = EnumSet.of(
            Fault.ENDLESS_BODY,
            Fault.ENDLESS_CHUNKS,
            Fault.ENDLESS_CHUNK_SIZE,
            Fault.ENDLESS_HEADERS,
            Fault.ENDLESS_100_CONTINUE,
            Fault.DECLARES_8_GIB_AND_SENDS_ON,
            Fault.GZIP_BOMB);

    private ContractRun() {}

    /** Arguments: the class of a contract, the file for the outcomes, and the clauses to run, by default all. */
    public static void main(String[] args) throws Exception {
        Class<?> contract = Class.forName(args[0]);
        List<String> names = List.of(args).subList(2, args.length);
        List<DiscoverySelector> together = new ArrayList<>();
        List<DiscoverySelector> inTurn = new ArrayList<>();
        for (Clause clause : Clauses.of(HttpAdapterContract.class)
                .filter(c -> names.isEmpty() || names.contains(c.name()))
                .toList()) {
            if (clause.name().equals(FAULTS)) {
                faults(fault -> !HEAVY.contains(fault)).forEach(i -> together.add(clause.of(contract, i)));
                faults(HEAVY::contains).forEach(i -> inTurn.add(clause.of(contract, i)));
            } else {
                (clause.isIsolated() || ALONE.contains(clause.name()) ? inTurn : together).add(clause.of(contract));
            }
        }
        List<String> lines = new ArrayList<>();
        // First, so that the classes of the clauses that run together are loaded.
        run(inTurn, false, lines);
        run(together, true, lines);
        Files.write(Path.of(args[1]), lines);
        System.exit(0);
    }

    private static IntStream faults(Predicate<Fault> chosen) {
        List<Fault> invocations =
                HostileJvmClauses.faults().map(a -> (Fault) a.get()[0]).toList();
        return IntStream.range(0, invocations.size()).filter(i -> chosen.test(invocations.get(i)));
    }

    private static void run(List<DiscoverySelector> selectors, boolean parallel, List<String> lines) {
        if (selectors.isEmpty()) {
            return;
        }
        Clauses.here(selectors.toArray(DiscoverySelector[]::new))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", String.valueOf(parallel))
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "12")
                .execute()
                .testEvents()
                .finished()
                .list()
                .forEach(event -> lines.add(line(event)));
    }

    /** {@return the clause, the fault or the row of the verdict table, the status, and the failure} */
    private static String line(Event event) {
        TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
        MethodSource clause =
                (MethodSource) event.getTestDescriptor().getSource().orElseThrow();
        String with = event.getTestDescriptor().getDisplayName().replaceFirst(" \\([A-Z_]+\\)$", "");
        return String.join(
                "\t",
                clause.getMethodName(),
                Stream.of(Fault.values())
                        .filter(fault -> fault.toString().equals(with))
                        .map(Fault::name)
                        .findFirst()
                        .orElse(with),
                result.getStatus().name(),
                result.getThrowable().map(String::valueOf).orElse("").replaceAll("\\s+", " "));
    }
}
