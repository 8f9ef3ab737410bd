// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.JdkTransport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The contract runs the clauses for a hostile JVM in a second JVM, and reports each of them. */
@Isolated("counts processes")
class HostileJvmTest {

    static class Good extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            return KaleyraMessaging.over(JdkTransport.create(policy), account, policy);
        }
    }

    static class DiffersByDesign extends Good {
        @Override
        protected Set<Difference> differences() {
            return Set.of(Difference.OBEYS_THE_JVMS_SETTINGS);
        }
    }

    static class EndsTheJvm extends Good {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            if (isSecondJvm()) {
                System.err.println("something is wrong with the adapter");
                Runtime.getRuntime().halt(3);
            }
            return super.port(account, policy);
        }
    }

    static class Hangs extends Good {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            while (isSecondJvm()) {
                Thread.onSpinWait();
            }
            return super.port(account, policy);
        }
    }

    private static boolean isSecondJvm() {
        return System.getProperty("sun.java.command", "").contains(HostileJvmMain.class.getName());
    }

    @AfterEach
    void no_second_jvm_is_left() {
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(HostileJvmMain.class.getName()))
                        .filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    private static Events hostileClausesOf(Class<?> contract) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectNestedClass(List.of(contract), HttpAdapterContract.HostileJvm.class))
                .execute()
                .testEvents();
    }

    private static List<String> failures(Events events) {
        return events.failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow().getMessage())
                .toList();
    }

    @Test
    void every_hostile_clause_of_a_good_adapter_succeeds_and_none_is_skipped() {
        Events events = hostileClausesOf(Good.class);

        assertThat(failures(events)).isEmpty();
        assertThat(events.skipped().count() + events.aborted().count()).isZero();
        assertThat(events.succeeded().count())
                .isEqualTo(HostileJvmClauses.faults().count()
                        + HostileJvmClauses.staleConnections().count()
                        + 3L * Way.values().length);
    }

    static class TellsItsSettings extends Good {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            throw new IllegalStateException("heap " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB, "
                    + Locale.getDefault() + ", retry " + System.getProperty("jdk.httpclient.enableAllMethodRetry")
                    + ", unverified "
                    + System.getProperty("jdk.internal.httpclient.disableHostnameVerification")
                    + ", common pool " + ForkJoinPool.commonPool().getParallelism());
        }
    }

    @Test
    void a_failure_in_the_second_jvm_is_reported_with_its_message() {
        assertThat(failures(hostileClausesOf(TellsItsSettings.class)))
                .isNotEmpty()
                .allSatisfy(message -> assertThat(message)
                        .contains("in the hostile JVM", "MiB, ar_EG, retry true, unverified true, common pool 4")
                        .containsPattern("heap 6[0-9] MiB"));
    }

    @Test
    void a_difference_is_reported_as_skipped_with_its_reason() {
        Stream<String> reasons = hostileClausesOf(DiffersByDesign.class).aborted().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow().getMessage());

        assertThat(reasons)
                .hasSize(Way.values().length)
                .allSatisfy(reason -> assertThat(reason).contains(Difference.OBEYS_THE_JVMS_SETTINGS.toString()));
    }

    @Test
    void every_clause_fails_when_the_second_jvm_ends_early() {
        Events events = hostileClausesOf(EndsTheJvm.class);

        assertThat(failures(events))
                .hasSameSizeAs(events.finished().stream().toList())
                .isNotEmpty()
                .allSatisfy(
                        message -> assertThat(message).contains("exit value 3", "something is wrong with the adapter"));
    }

    @Test
    void a_second_jvm_that_hangs_is_ended() throws Exception {
        try (HostileJvmProcess process = HostileJvmProcess.start(Hangs.class, Duration.ofSeconds(5))) {
            HostileJvmProcess.Outcome outcome = process.await("[engine:junit-jupiter]/[class:any]");

            assertThat(outcome.status()).isEqualTo(Status.FAILED);
            assertThat(outcome.text()).contains("reported nothing for 5 s");
        }
    }

    @Test
    void what_an_adapter_prints_is_no_outcome() {
        assertThat(HostileJvmMain.Line.parse("a\tb\tc\td")).isEmpty();
    }
}
