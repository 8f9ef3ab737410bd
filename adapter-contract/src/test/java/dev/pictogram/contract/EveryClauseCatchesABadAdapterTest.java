// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectIteration;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * The contract is worth what it catches: for each clause, and for each fault, there is an adapter, wrong on purpose,
 * that it catches.
 */
class EveryClauseCatchesABadAdapterTest {

    private static final String FAULTS = "a_fault_has_a_truthful_result_in_time_and_one_request_at_most";
    private static final String STALE_CONNECTIONS =
            "a_connection_that_ends_under_the_next_request_is_not_a_reason_to_repeat_it";
    private static final String LEFT_OVERS = "what_is_left_of_an_answer_is_not_the_answer_to_the_next_send";

    private static final Map<Class<? extends MessagingPortContract>, List<String>> CAUGHT_BY_CLAUSE = Map.ofEntries(
            entry(
                    BadAdapters.NeverInDoubt.class,
                    List.of(
                            "an_interrupt_at_any_moment_leaves_the_flag_and_a_true_result",
                            "an_interrupt_while_waiting_is_in_doubt",
                            "an_interrupt_while_reading_is_in_doubt",
                            "every_row_of_the_verdict_table_holds")),
            entry(
                    BadAdapters.AlwaysInDoubt.class,
                    List.of(
                            "a_refused_connection_is_not_sent",
                            "an_unknown_host_is_not_sent",
                            "a_connection_that_does_not_come_about_in_time_is_not_sent",
                            "a_handshake_that_does_not_come_about_in_time_is_not_sent",
                            "an_interrupt_while_connecting_is_not_sent",
                            "a_certificate_that_nobody_vouches_for_is_not_sent_to")),
            entry(
                    BadAdapters.AlwaysAccepted.class,
                    List.of(
                            "a_server_that_does_not_speak_tls_is_not_sent_to_or_in_doubt",
                            "a_deep_or_large_answer_does_no_harm_where_the_limit_lets_it_in")),
            entry(
                    BadAdapters.SendsAgain.class,
                    List.of("whatever_goes_wrong_the_result_agrees_with_what_the_server_saw")),
            entry(
                    BadAdapters.SendsNothing.class,
                    List.of(
                            "whatever_goes_wrong_the_result_agrees_with_what_the_server_saw",
                            "an_interrupt_at_any_moment_leaves_the_flag_and_a_true_result")),
            entry(
                    BadAdapters.DoubtsEverything.class,
                    List.of("whatever_goes_wrong_the_result_agrees_with_what_the_server_saw")),
            entry(BadAdapters.FollowsRedirects.class, List.of("a_redirect_is_a_refusal_and_is_not_followed")),
            entry(
                    BadAdapters.WritesOtherBytes.class,
                    List.of("the_pages_sample_is_written_byte_for_byte", "the_path_of_a_pod_is_a_prefix")),
            entry(
                    BadAdapters.TakesWhatTheJvmSays.class,
                    List.of(
                            "an_ssl_context_that_trusts_everything_is_not_asked",
                            "a_proxy_selector_of_the_jvms_never_gets_the_key",
                            "a_proxy_of_the_system_properties_never_gets_the_key")),
            entry(
                    BadAdapters.PostsAsTheJvmSays.class,
                    List.of("a_jvm_that_was_told_to_repeat_posts_does_not_repeat_this_one")),
            entry(
                    BadAdapters.UsesAUrlConnection.class,
                    List.of(
                            "credentials_of_the_jvms_are_not_asked_for",
                            "cookies_of_the_jvms_are_neither_kept_nor_sent")),
            entry(
                    BadAdapters.LooksAtNoName.class,
                    List.of(
                            "a_certificate_for_another_name_is_not_sent_to",
                            "a_jvm_that_was_told_to_look_at_no_name_looks_all_the_same")),
            entry(
                    BadAdapters.LosesInterrupts.class,
                    List.of(
                            "a_thread_that_was_interrupted_before_sends_nothing",
                            "a_thread_that_was_interrupted_before_does_not_even_connect",
                            "an_interrupt_ends_a_send_soon_and_keeps_the_flag")),
            entry(
                    BadAdapters.MixesAnswersUp.class,
                    List.of(
                            "many_threads_at_once_each_get_an_id_of_their_own",
                            "many_threads_at_once_each_get_the_answer_to_their_own_message")),
            entry(BadAdapters.ReadsText.class, List.of("every_row_of_the_verdict_table_holds")),
            entry(BadAdapters.ThrowsWhatItDoesNotLike.class, List.of("every_kind_of_message_is_accepted")),
            entry(BadAdapters.WaitsOnTheCommonPool.class, List.of("an_answer_is_seen_however_busy_the_common_pool_is")),
            entry(BadAdapters.KeepsIdleConnections.class, List.of("a_connection_is_not_reused_after_the_idle_timeout")),
            entry(
                    BadAdapters.LooksAtItsLastRequestOnly.class,
                    List.of("an_idle_connection_is_not_reused_after_others_were")),
            entry(
                    BadAdapters.SendsOneAfterTheOther.class,
                    List.of("a_function_chained_to_a_send_may_block_without_holding_up_others")),
            entry(
                    BadAdapters.IgnoresCancellation.class,
                    List.of(
                            "no_retry_follows_when_a_send_is_given_up",
                            "a_send_that_is_cancelled_at_any_moment_writes_no_request_afterwards")),
            entry(
                    BadAdapters.HasTimesOfItsOwn.class,
                    List.of("a_send_that_is_given_up_while_it_connects_writes_no_body")),
            entry(
                    BadAdapters.CannotBeCancelled.class,
                    List.of("a_cancelled_send_stays_cancelled_and_later_sends_work")),
            entry(BadAdapters.DecoratorThatIgnoresCancellation.class, List.of("giving_up_reaches_the_port_below")),
            entry(BadAdapters.DecoratorThatKnowsBetter.class, List.of("the_result_of_the_port_below_is_passed_on")),
            entry(
                    BadAdapters.BlocksItsCaller.class,
                    List.of(
                            "send_async_does_not_wait_for_the_answer",
                            "send_async_works_and_keeps_the_flag_of_a_thread_that_was_interrupted",
                            "what_is_chained_to_a_send_does_not_run_on_its_callers_thread",
                            "null_is_refused_at_once")));

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
                            Fault.STRAY_SECOND_ANSWER,
                            Fault.TWO_LENGTHS))),
            entry(
                    BadAdapters.SendsAgain.class,
                    EnumSet.of(
                            Fault.CLOSED_AFTER_READING,
                            Fault.RESET_AFTER_READING,
                            Fault.ENDS_IN_THE_STATUS_LINE,
                            Fault.STALE_CONNECTION_CLOSED,
                            Fault.STALE_CONNECTION_RESET)),
            entry(BadAdapters.TakesItsTime.class, EnumSet.of(Fault.TRICKLES_THE_BODY)),
            entry(BadAdapters.ShowsTheKey.class, EnumSet.of(Fault.GARBAGE)),
            entry(BadAdapters.FailsOnGzip.class, EnumSet.of(Fault.GZIP_UNASKED, Fault.GZIP_BOMB)),
            entry(BadAdapters.RunsOutOfMemory.class, EnumSet.of(Fault.ENDLESS_BODY)),
            entry(
                    BadAdapters.HasTimesOfItsOwn.class,
                    EnumSet.of(Fault.NEVER_ANSWERS, Fault.STALLS_IN_THE_HEADERS, Fault.TRICKLES_THE_HEADERS)),
            entry(BadAdapters.LeavesConnectionsOpen.class, EnumSet.of(Fault.NEVER_ANSWERS)),
            entry(BadAdapters.KeepsOneSocket.class, EnumSet.of(Fault.STRAY_SECOND_ANSWER, Fault.TWO_LENGTHS)),
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
        return CAUGHT_BY_CLAUSE.entrySet().stream()
                .flatMap(bad -> bad.getValue().stream().map(clause -> Arguments.of(bad.getKey(), clause)));
    }

    @ParameterizedTest
    @MethodSource("clauses")
    void the_clause_catches_the_bad_adapter(Class<?> bad, String clause) {
        assertThat(failures(selectMethod(bad, method(clause)))).isPositive();
    }

    static Stream<Arguments> faults() {
        return CAUGHT_BY_FAULT.entrySet().stream()
                .flatMap(bad -> bad.getValue().stream().map(fault -> Arguments.of(bad.getKey(), fault)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void the_fault_catches_the_bad_adapter(Class<?> bad, Fault fault) {
        assertThat(failures(throughSend(bad, fault))).isPositive();
    }

    @Test
    void there_is_a_bad_adapter_for_every_clause() {
        Stream<String> clauses = CAUGHT_BY_CLAUSE.values().stream().flatMap(List::stream);

        assertThat(Stream.concat(clauses, Stream.of(FAULTS, STALE_CONNECTIONS, LEFT_OVERS))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        clausesOfTheContract().map(Method::getName).toList());
    }

    @Test
    void there_is_a_bad_adapter_for_every_fault() {
        assertThat(CAUGHT_BY_FAULT.values().stream().flatMap(Set::stream).distinct())
                .containsExactlyInAnyOrder(Fault.values());
    }

    /** Selects the one invocation of the clause about this fault that goes through {@code send}. */
    private static DiscoverySelector throughSend(Class<?> bad, Fault fault) {
        return switch (fault.nature()) {
            case STALE -> throughSend(bad, STALE_CONNECTIONS, HttpAdapterContract.staleConnections(), fault);
            case LEFT_OVER -> throughSend(bad, LEFT_OVERS, HttpAdapterContract.leftOvers(), fault);
            default -> throughSend(bad, FAULTS, HttpAdapterContract.faults(), fault);
        };
    }

    private static DiscoverySelector throughSend(Class<?> bad, String clause, Stream<Arguments> all, Fault fault) {
        List<List<Object>> invocations =
                all.map(arguments -> List.of(arguments.get())).toList();
        int index = invocations.indexOf(List.of(fault, Way.SEND));
        assertThat(index).as("the clause is run with %s", fault).isNotNegative();
        return selectIteration(selectMethod(bad, method(clause)), index);
    }

    private static long failures(DiscoverySelector selector) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selector)
                .execute()
                .testEvents()
                .failed()
                .count();
    }

    private static Method method(String clause) {
        return clausesOfTheContract()
                .filter(m -> m.getName().equals(clause))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Method> clausesOfTheContract() {
        return Stream.of(HttpAdapterContract.class, DecoratorContract.class)
                .flatMap(contract -> Stream.of(contract.getMethods()))
                .distinct()
                .filter(m -> m.isAnnotationPresent(Test.class) || m.isAnnotationPresent(ParameterizedTest.class));
    }
}
