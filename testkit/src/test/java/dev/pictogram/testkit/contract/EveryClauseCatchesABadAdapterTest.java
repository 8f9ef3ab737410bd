package dev.pictogram.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The contract is worth what it catches: for each clause there is an adapter, wrong on purpose, that it catches. */
class EveryClauseCatchesABadAdapterTest {

    private static final Map<Class<? extends HttpAdapterContract>, List<String>> CAUGHT = Map.of(
            BadAdapters.NeverInDoubt.class,
            List.of(
                    "a_connection_closed_after_the_request_is_in_doubt",
                    "a_connection_reset_after_the_request_is_in_doubt",
                    "a_kept_connection_that_ends_under_the_next_request_is_in_doubt",
                    "garbage_is_in_doubt",
                    "an_end_inside_the_status_line_is_in_doubt",
                    "an_end_inside_the_headers_is_in_doubt",
                    "no_answer_in_time_is_in_doubt",
                    "a_body_that_stops_halfway_is_in_doubt_in_time",
                    "a_body_that_trickles_without_end_is_in_doubt_in_time",
                    "headers_that_trickle_without_end_are_in_doubt_in_time",
                    "an_interrupt_while_waiting_is_in_doubt_at_once_and_keeps_the_flag",
                    "every_row_of_the_verdict_table_holds"),
            BadAdapters.AlwaysInDoubt.class,
            List.of(
                    "a_refused_connection_is_not_sent",
                    "an_unknown_host_is_not_sent",
                    "a_connection_that_does_not_come_about_in_time_is_not_sent",
                    "a_certificate_that_nobody_vouches_for_is_not_sent_to"),
            BadAdapters.AlwaysAccepted.class,
            List.of(
                    "a_server_that_does_not_speak_tls_is_not_sent_to_or_in_doubt",
                    "a_deep_or_large_answer_does_no_harm_where_the_limit_lets_it_in"),
            BadAdapters.FollowsRedirects.class,
            List.of("a_redirect_is_a_refusal_and_is_not_followed"),
            BadAdapters.WritesOtherBytes.class,
            List.of("the_pages_sample_is_written_byte_for_byte", "the_path_of_a_pod_is_a_prefix"),
            BadAdapters.TakesWhatTheJvmSays.class,
            List.of(
                    "an_ssl_context_that_trusts_everything_is_not_asked",
                    "a_proxy_of_the_jvms_settings_never_gets_the_key"),
            BadAdapters.LeavesConnectionsOpen.class,
            List.of(
                    "a_connection_is_closed_when_its_time_is_over",
                    "a_connection_is_closed_when_its_answer_is_too_large"),
            BadAdapters.LosesInterrupts.class,
            List.of("a_thread_that_was_interrupted_before_sends_nothing"),
            BadAdapters.SendsOneAfterTheOther.class,
            List.of("a_function_chained_to_a_send_may_block_without_holding_up_others"),
            BadAdapters.BlocksItsCaller.class,
            List.of("send_async_does_not_wait_for_the_answer", "null_is_refused_at_once"));

    static Stream<Arguments> clauses() {
        return CAUGHT.entrySet().stream()
                .flatMap(bad -> bad.getValue().stream().map(clause -> Arguments.of(bad.getKey(), clause)));
    }

    @ParameterizedTest
    @MethodSource("clauses")
    void the_clause_catches_the_bad_adapter(Class<?> bad, String clause) {
        assertThat(failedClauses(bad, clause)).contains(clause);
    }

    @Test
    void there_is_a_bad_adapter_for_every_clause() {
        Set<String> all = clausesOfTheContract().map(Method::getName).collect(Collectors.toSet());

        assertThat(CAUGHT.values().stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(all);
    }

    private static Set<String> failedClauses(Class<?> bad, String clause) {
        Method method = clausesOfTheContract()
                .filter(m -> m.getName().equals(clause))
                .findFirst()
                .orElseThrow();
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(bad, method))
                .execute()
                .testEvents()
                .failed()
                .stream()
                .map(EveryClauseCatchesABadAdapterTest::clauseOf)
                .collect(Collectors.toSet());
    }

    private static String clauseOf(Event failed) {
        TestSource source = failed.getTestDescriptor().getSource().orElseThrow();
        return ((org.junit.platform.engine.support.descriptor.MethodSource) source).getMethodName();
    }

    private static Stream<Method> clausesOfTheContract() {
        return Stream.of(HttpAdapterContract.class.getMethods())
                .filter(m -> m.isAnnotationPresent(Test.class) || m.isAnnotationPresent(ParameterizedTest.class));
    }
}
