// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.util.stream.Collectors.partitioningBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectIteration;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * Runs the contract in a JVM of its own, which the adapter under test may bring down or keep from ending.
 *
 * <p>A client that hangs costs a clause its whole patience, so clauses wait beside each other where they can.
 */
final class ContractRun {

    static final String FAULTS = "a_fault_has_a_truthful_result_in_time_and_one_request_at_most";

    /** They change the whole JVM for a moment, or use all of it. */
    private static final Set<String> ALONE = Set.of(
            "a_certificate_for_another_name_is_not_sent_to",
            "a_jvm_that_was_told_to_look_at_no_name_looks_all_the_same",
            "an_ssl_context_that_trusts_everything_is_not_asked",
            "a_proxy_selector_of_the_jvms_never_gets_the_key",
            "a_proxy_of_the_system_properties_never_gets_the_key",
            "credentials_of_the_jvms_are_not_asked_for",
            "cookies_of_the_jvms_are_neither_kept_nor_sent",
            "an_answer_is_seen_however_busy_the_common_pool_is",
            "a_deep_or_large_answer_does_no_harm_where_the_limit_lets_it_in",
            "many_threads_at_once_each_get_an_id_of_their_own",
            "many_threads_at_once_each_get_the_answer_to_their_own_message",
            "whatever_goes_wrong_the_result_agrees_with_what_the_server_saw",
            "an_interrupt_at_any_moment_leaves_the_flag_and_a_true_result");

    private static final Set<Fault> HEAVY = EnumSet.of(
            Fault.ENDLESS_BODY,
            Fault.ENDLESS_CHUNKS,
            Fault.ENDLESS_CHUNK_SIZE,
            Fault.ENDLESS_HEADERS,
            Fault.ENDLESS_100_CONTINUE,
            Fault.DECLARES_8_GIB_AND_SENDS_ON,
            Fault.GZIP_BOMB);

    private ContractRun() {}

    /** Takes the class of a contract, a file to write what became of each test, and, if not all, the clauses to run. */
    public static void main(String[] args) throws Exception {
        Class<?> contract = Class.forName(args[0]);
        List<String> names = List.of(args).subList(2, args.length);
        Predicate<Method> chosen = m -> names.isEmpty() || names.contains(m.getName());
        Map<Boolean, List<Method>> alone =
                clauses(contract).filter(chosen).collect(partitioningBy(m -> ALONE.contains(m.getName())));

        List<DiscoverySelector> together = new ArrayList<>();
        List<DiscoverySelector> inTurn = new ArrayList<>();
        alone.get(true).forEach(m -> inTurn.add(selectMethod(contract, m)));
        for (Method clause : alone.get(false)) {
            if (clause.getName().equals(FAULTS)) {
                together.add(selectIteration(selectMethod(contract, clause), faults(fault -> !HEAVY.contains(fault))));
                inTurn.add(selectIteration(selectMethod(contract, clause), faults(HEAVY::contains)));
            } else {
                together.add(selectMethod(contract, clause));
            }
        }
        List<String> lines = new ArrayList<>();
        // First, so that what comes to run together does not have to be loaded meanwhile.
        run(inTurn, false, lines);
        run(together, true, lines);
        Files.write(Path.of(args[1]), lines);
        System.exit(0);
    }

    static Stream<Method> clauses(Class<?> contract) {
        return Stream.of(contract.getMethods())
                .filter(m -> m.isAnnotationPresent(Test.class) || m.isAnnotationPresent(ParameterizedTest.class));
    }

    private static int[] faults(Predicate<Fault> chosen) {
        List<Fault> invocations =
                HttpAdapterContract.faults().map(a -> (Fault) a.get()[0]).toList();
        return IntStream.range(0, invocations.size())
                .filter(i -> chosen.test(invocations.get(i)))
                .toArray();
    }

    private static void run(List<DiscoverySelector> selectors, boolean parallel, List<String> lines) {
        if (selectors.isEmpty()) {
            return;
        }
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectors.toArray(DiscoverySelector[]::new))
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

    /** The clause, the name of the fault or of the row of the verdict table that it ran with, the status, the failure. */
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
