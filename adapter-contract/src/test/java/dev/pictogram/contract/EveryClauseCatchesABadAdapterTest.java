// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.contract.Clauses.Clause;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;

/** For each clause and each fault, there is a wrong adapter that it catches. */
@Execution(ExecutionMode.CONCURRENT)
class EveryClauseCatchesABadAdapterTest {

    private static final String FAULTS = "a_fault_has_a_truthful_result_in_time_and_at_most_one_request";
    private static final String STALE_CONNECTIONS = "a_request_on_a_stale_connection_is_not_retried";
    private static final String LEFT_OVERS = "bytes_after_a_response_are_not_the_response_to_the_next_request";

    private static final Map<Class<? extends MessagingPortContract>, List<String>> CAUGHT_BY_CLAUSE = Map.ofEntries(
            entry(
                    BadAdapters.NeverInDoubt.class,
                    List.of(
                            "an_interrupt_at_a_random_moment_keeps_the_flag_and_a_truthful_result",
                            "an_interrupt_while_waiting_for_the_response_is_in_doubt",
                            "an_interrupt_while_reading_the_response_is_in_doubt",
                            "every_row_of_the_verdict_table_holds")),
            entry(
                    BadAdapters.AlwaysInDoubt.class,
                    List.of(
                            "a_refused_connection_is_not_sent",
                            "an_unknown_host_is_not_sent",
                            "a_connect_timeout_is_not_sent",
                            "a_tls_handshake_timeout_is_not_sent",
                            "an_interrupt_while_connecting_is_not_sent",
                            "an_untrusted_certificate_is_not_sent")),
            entry(
                    BadAdapters.AlwaysAccepted.class,
                    List.of(
                            "a_plain_text_server_on_https_never_gets_the_key",
                            "a_deep_or_large_response_within_the_limit_has_a_result")),
            entry(BadAdapters.SendsAgain.class, List.of("under_random_faults_every_result_agrees_with_the_server")),
            entry(
                    BadAdapters.SendsNothing.class,
                    List.of(
                            "under_random_faults_every_result_agrees_with_the_server",
                            "an_interrupt_at_a_random_moment_keeps_the_flag_and_a_truthful_result")),
            entry(
                    BadAdapters.DoubtsEverything.class,
                    List.of("under_random_faults_every_result_agrees_with_the_server")),
            entry(BadAdapters.FollowsRedirects.class, List.of("a_redirect_is_rejected_and_not_followed")),
            entry(
                    BadAdapters.WritesOtherBytes.class,
                    List.of(
                            "the_request_equals_the_vendors_sample_byte_for_byte",
                            "the_request_path_starts_with_the_path_of_the_pod")),
            entry(
                    BadAdapters.UsesJvmSettings.class,
                    List.of(
                            "a_default_ssl_context_that_trusts_everything_is_ignored",
                            "the_default_proxy_selector_is_ignored",
                            "proxies_in_system_properties_are_ignored")),
            entry(BadAdapters.RetriesAsTheJvmSays.class, List.of("a_post_is_not_retried_even_when_the_jvm_enables_it")),
            entry(
                    BadAdapters.UsesAUrlConnection.class,
                    List.of("the_default_authenticator_is_ignored", "the_default_cookie_handler_is_ignored")),
            entry(
                    BadAdapters.VerifiesNoHostName.class,
                    List.of(
                            "a_certificate_for_another_host_is_not_sent",
                            "host_names_are_verified_even_when_the_jvm_disables_it")),
            entry(
                    BadAdapters.LosesInterrupts.class,
                    List.of(
                            "an_interrupted_thread_sends_nothing",
                            "an_interrupted_thread_does_not_connect",
                            "an_interrupt_ends_send_and_keeps_the_flag")),
            entry(
                    BadAdapters.MixesUpResponses.class,
                    List.of(
                            "concurrent_sends_each_get_a_separate_id",
                            "concurrent_sends_each_get_the_response_to_their_own_request")),
            entry(BadAdapters.ReadsText.class, List.of("every_row_of_the_verdict_table_holds")),
            entry(BadAdapters.ThrowsOnUploadedImages.class, List.of("every_kind_of_message_is_accepted")),
            entry(
                    BadAdapters.WaitsOnTheCommonPool.class,
                    List.of("a_response_is_read_while_the_common_pool_is_blocked")),
            entry(BadAdapters.KeepsIdleConnections.class, List.of("a_connection_is_not_reused_after_the_idle_timeout")),
            entry(
                    BadAdapters.MeasuresIdleTimeOfThePool.class,
                    List.of("an_idle_connection_is_not_reused_while_others_are_in_use")),
            entry(BadAdapters.SendsOneByOne.class, List.of("a_blocked_chained_function_does_not_delay_other_sends")),
            entry(
                    BadAdapters.IgnoresCancellation.class,
                    List.of(
                            "no_retry_follows_a_cancelled_send",
                            "a_send_cancelled_at_a_random_moment_writes_no_later_request")),
            entry(BadAdapters.UsesOtherTimeouts.class, List.of("a_send_cancelled_while_connecting_writes_no_body")),
            entry(
                    BadAdapters.CannotBeCancelled.class,
                    List.of("a_cancelled_send_stays_cancelled_and_later_sends_work")),
            entry(BadAdapters.DecoratorThatIgnoresCancellation.class, List.of("cancellation_reaches_the_port_below")),
            entry(BadAdapters.DecoratorThatChangesResults.class, List.of("the_result_of_the_port_below_is_returned")),
            entry(
                    BadAdapters.BlocksItsCaller.class,
                    List.of(
                            "send_async_does_not_wait_for_the_response",
                            "send_async_works_on_an_interrupted_thread_and_keeps_the_flag",
                            "a_chained_function_does_not_run_on_the_callers_thread",
                            "null_throws_at_once")));

    private static final Map<Class<? extends HttpAdapterContract>, Set<Fault>> CAUGHT_BY_FAULT = Map.ofEntries(
            entry(
                    BadAdapters.AlwaysAccepted.class,
                    EnumSet.of(
                            Fault.CLOSED_ON_ARRIVAL,
                            Fault.RESET_ON_ARRIVAL,
                            Fault.CLOSED_WHILE_READING,
                            Fault.RESET_WHILE_READING)),
            entry(
                    BadAdapters.NeverInDoubt.class,
                    EnumSet.complementOf(EnumSet.of(
                            Fault.CLOSED_ON_ARRIVAL,
                            Fault.RESET_ON_ARRIVAL,
                            Fault.CLOSED_WHILE_READING,
                            Fault.RESET_WHILE_READING,
                            Fault.GZIP_UNASKED,
                            Fault.GZIP_BOMB,
                            Fault.STRAY_SECOND_RESPONSE,
                            Fault.TWO_LENGTHS))),
            entry(
                    BadAdapters.SendsAgain.class,
                    EnumSet.of(
                            Fault.CLOSED_AFTER_READING,
                            Fault.RESET_AFTER_READING,
                            Fault.ENDS_IN_THE_STATUS_LINE,
                            Fault.STALE_CONNECTION_CLOSED,
                            Fault.STALE_CONNECTION_RESET)),
            entry(BadAdapters.IgnoresTheTimeout.class, EnumSet.of(Fault.TRICKLES_THE_BODY)),
            entry(BadAdapters.ShowsTheKey.class, EnumSet.of(Fault.GARBAGE)),
            entry(BadAdapters.FailsOnGzip.class, EnumSet.of(Fault.GZIP_UNASKED, Fault.GZIP_BOMB)),
            entry(BadAdapters.RunsOutOfMemory.class, EnumSet.of(Fault.ENDLESS_BODY)),
            entry(
                    BadAdapters.UsesOtherTimeouts.class,
                    EnumSet.of(Fault.NEVER_ANSWERS, Fault.STALLS_IN_THE_HEADERS, Fault.TRICKLES_THE_HEADERS)),
            entry(BadAdapters.LeavesConnectionsOpen.class, EnumSet.of(Fault.NEVER_ANSWERS)),
            entry(BadAdapters.KeepsOneSocket.class, EnumSet.of(Fault.STRAY_SECOND_RESPONSE, Fault.TWO_LENGTHS)),
            entry(
                    BadAdapters.ReadsToTheEnd.class,
                    EnumSet.of(
                            Fault.ENDLESS_BODY,
                            Fault.ENDLESS_CHUNKS,
                            Fault.ENDLESS_CHUNK_SIZE,
                            Fault.ENDLESS_HEADERS,
                            Fault.ENDLESS_100_CONTINUE,
                            Fault.DECLARES_8_GIB_AND_SENDS_ON)));

    static Stream<Arguments> clauses() {
        return clausesWhere(clause -> !clause.isIsolated());
    }

    @ParameterizedTest
    @MethodSource("clauses")
    void the_clause_catches_the_bad_adapter(Class<?> bad, String clause) {
        assertThat(failures(Clauses.named(clause).of(bad)))
                .as("failures of %s in %s", bad.getSimpleName(), clause)
                .isPositive();
    }

    static Stream<Arguments> clausesWhere(Predicate<Clause> chosen) {
        return CAUGHT_BY_CLAUSE.entrySet().stream()
                .flatMap(bad -> bad.getValue().stream()
                        .filter(clause -> chosen.test(Clauses.named(clause)))
                        .map(clause -> Arguments.of(bad.getKey(), clause)));
    }

    static Stream<Arguments> faults() {
        return CAUGHT_BY_FAULT.entrySet().stream()
                .flatMap(bad -> bad.getValue().stream().map(fault -> Arguments.of(bad.getKey(), fault)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void the_fault_catches_the_bad_adapter(Class<?> bad, Fault fault) {
        assertThat(failures(throughSend(bad, fault)))
                .as("failures of %s with %s", bad.getSimpleName(), fault)
                .isPositive();
    }

    @Test
    void there_is_a_bad_adapter_for_every_clause() {
        Stream<String> clauses = CAUGHT_BY_CLAUSE.values().stream().flatMap(List::stream);

        assertThat(Stream.concat(clauses, Stream.of(FAULTS, STALE_CONNECTIONS, LEFT_OVERS))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Stream.of(HttpAdapterContract.class, DecoratorContract.class)
                        .flatMap(Clauses::of)
                        .map(Clause::name)
                        .distinct()
                        .toList());
    }

    @Test
    void there_is_a_bad_adapter_for_every_fault() {
        assertThat(CAUGHT_BY_FAULT.values().stream().flatMap(Set::stream).distinct())
                .containsExactlyInAnyOrder(Fault.values());
    }

    /** Selects the clause's invocation with this fault and {@code send}. */
    private static DiscoverySelector throughSend(Class<?> bad, Fault fault) {
        return switch (fault.nature()) {
            case STALE -> throughSend(bad, STALE_CONNECTIONS, HostileJvmClauses.staleConnections(), fault);
            case LEFT_OVER -> throughSend(bad, LEFT_OVERS, OneRequestClauses.leftOvers(), fault);
            default -> throughSend(bad, FAULTS, HostileJvmClauses.faults(), fault);
        };
    }

    private static DiscoverySelector throughSend(Class<?> bad, String clause, Stream<Arguments> all, Fault fault) {
        List<List<Object>> invocations =
                all.map(arguments -> List.of(arguments.get())).toList();
        int index = invocations.indexOf(List.of(fault, Way.SEND));
        assertThat(index).as("the clause is run with %s", fault).isNotNegative();
        return Clauses.named(clause).of(bad, index);
    }

    static long failures(DiscoverySelector selector) {
        return Clauses.here(selector).execute().testEvents().failed().count();
    }
}
