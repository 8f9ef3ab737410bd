// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;
import org.junit.platform.testkit.engine.Events;

/** An adapter's build may run its test classes in parallel. */
@Isolated("runs clauses that change the whole JVM")
class ParallelRunTest {

    /** Stands for the other tests of an adapter's author. */
    static class OtherTests {
        @RepeatedTest(20)
        void waits() throws InterruptedException {
            new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS); // time in which clauses could run
        }
    }

    @Test
    void no_other_test_runs_while_a_contract_changes_the_jvm() {
        Events events = Clauses.here(
                        selectNestedClass(List.of(HostileJvmTest.Good.class), HttpAdapterContract.JvmSettings.class),
                        selectClass(OtherTests.class))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .execute()
                .testEvents();

        assertThat(events.failed().stream()).isEmpty();
        List<Event> clauses = of(JvmSettingsClauses.class, events);
        List<Event> others = of(OtherTests.class, events);
        assertThat(clauses).isNotEmpty();
        assertThat(others).hasSize(2 * 20);
        boolean othersFirst = last(others).isBefore(first(clauses));
        boolean clausesFirst = last(clauses).isBefore(first(others));
        assertThat(othersFirst || clausesFirst)
                .as("the classes did not overlap")
                .isTrue();
    }

    private static List<Event> of(Class<?> type, Events events) {
        return events.stream()
                .filter(event -> event.getType() == EventType.STARTED || event.getType() == EventType.FINISHED)
                .filter(event -> event.getTestDescriptor().getSource().orElse(null) instanceof MethodSource source
                        && type.isAssignableFrom(source.getJavaClass()))
                .toList();
    }

    private static Instant first(List<Event> events) {
        return events.stream().map(Event::getTimestamp).min(Instant::compareTo).orElseThrow();
    }

    private static Instant last(List<Event> events) {
        return events.stream().map(Event::getTimestamp).max(Instant::compareTo).orElseThrow();
    }
}
