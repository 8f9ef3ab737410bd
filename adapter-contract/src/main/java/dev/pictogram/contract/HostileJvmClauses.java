// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.Background.await;
import static dev.pictogram.contract.Background.soon;
import static dev.pictogram.contract.MessagingPortContract.MESSAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.contract.Fault.Nature;
import dev.pictogram.contract.RawServer.Reaction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The clauses that need a small heap, system properties that a JVM reads once, or all threads of the common pool. {@link
 * InHostileJvm} runs them in a second JVM.
 */
abstract class HostileJvmClauses extends HttpClauses {

    /** Longer than {@link HostileJvmProcess#SILENCE}, so that a JVM that hangs is reported as such. */
    static final int TIMEOUT_SECONDS = 120;

    /** Largest part of an endless response that may be in the buffers of two sockets and a client. */
    private static final long MOST_POURED = 32L << 20;

    HostileJvmClauses(HttpAdapterContract contract) {
        super(contract);
    }

    static Stream<Arguments> faults() {
        return faults(Nature.UNREAD, Nature.AT_ONCE, Nature.NO_END_OF_THE_HEAD, Nature.IN_TIME, Nature.READABLE);
    }

    static Stream<Arguments> staleConnections() {
        return faults(Nature.STALE);
    }

    /**
     * Expects one of {@link Fault#truthful()} and at most 32 MiB of the response to be read. The connection has to be closed,
     * unless the head of the response is endless.
     */
    @ParameterizedTest(name = "{0} ({1})")
    @MethodSource("faults")
    final void a_fault_has_a_truthful_result_in_time_and_at_most_one_request(Fault fault, Way way) throws Throwable {
        named(fault, way, () -> {
            RawServer server = RawServer.start(fault);
            try (server) {
                SendPolicy policy = fault.nature() == Nature.IN_TIME ? SHORT : POLICY;
                long start = System.nanoTime();
                SendResult result = way.take(port(at(server), policy), MESSAGE);

                assertSoon(start);
                assertTruthful(fault, result);
                if (fault.nature() == Nature.NO_END_OF_THE_HEAD) {
                    server.closedWithin(Duration.ofMillis(500), 0); // time to read on, for a client that would
                } else {
                    server.awaitNoConnection();
                }
                assertTrue(
                        server.poured() <= MOST_POURED,
                        () -> "the client read " + server.poured() + " bytes instead of at most " + MOST_POURED
                                + ": limit what it reads of a response, its head and informational responses included");
            }
            // Counted after the server is closed, so that a late request counts, too.
            assertEquals(
                    fault.nature() == Nature.UNREAD ? 0 : 1, server.requests().size(), "requests");
        });
    }

    /** Sends twice; the server keeps the connection and ends it after it has read the second request. */
    @ParameterizedTest(name = "{0} ({1})")
    @MethodSource("staleConnections")
    final void a_request_on_a_stale_connection_is_not_retried(Fault fault, Way way) throws Throwable {
        named(fault, way, () -> {
            RawServer server = RawServer.start(fault);
            try (server) {
                MessagingPort port = port(at(server), POLICY);
                assertEquals(FIRST, way.take(port, MESSAGE));

                long start = System.nanoTime();
                SendResult result = way.take(port, MESSAGE);

                assertSoon(start);
                assertTruthful(fault, result);
                server.awaitNoConnection();
            }
            assertEquals(2, server.requests().size(), "requests of two sends");
        });
    }

    /** Names the fault in a failure, since many build tools show only the number of a parameterized test. */
    private static void named(Fault fault, Way way, Executable clause) throws Throwable {
        try {
            clause.execute();
        } catch (AssertionError failed) {
            throw new AssertionError(fault + " (" + way + "): " + failed.getMessage(), failed);
        }
    }

    /** The property is jdk.httpclient.enableAllMethodRetry; the server ends the connection without a response. */
    @ParameterizedTest
    @EnumSource
    final void a_post_is_not_retried_even_when_the_jvm_enables_it(Way way) throws Exception {
        for (Fault fault : List.of(Fault.CLOSED_AFTER_READING, Fault.RESET_AFTER_READING)) {
            RawServer server = RawServer.start(fault);
            try (server) {
                assertTruthful(fault, way.take(port(at(server), POLICY), MESSAGE));
            }
            assertEquals(1, server.requests().size(), "requests of one send");
        }
    }

    /**
     * The property is jdk.internal.httpclient.disableHostnameVerification. Skipped for {@link
     * Difference#OBEYS_THE_JVMS_SETTINGS}.
     */
    @ParameterizedTest
    @EnumSource
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    final void host_names_are_verified_even_when_the_jvm_disables_it(Way way) throws Exception {
        assumeDoesNot(Difference.OBEYS_THE_JVMS_SETTINGS);
        Identities.whileTrusted((right, wrong) -> {
            assertEquals(FIRST, way.take(port(at(right), POLICY), MESSAGE), "the certificate is trusted");
            assertNotSent(way.take(port(at(wrong), POLICY), MESSAGE));
            assertEquals(0, wrong.requests().size());
        });
    }

    /** CompletableFuture does not use a common pool of fewer than three threads. */
    @ParameterizedTest
    @EnumSource
    @ResourceLock("java.util.concurrent.ForkJoinPool.commonPool")
    final void a_response_is_read_while_the_common_pool_is_blocked(Way way) throws Exception {
        int threads = ForkJoinPool.commonPool().getParallelism();
        assertTrue(threads >= 3, "the JVM has a common pool that CompletableFuture uses");
        CountDownLatch busy = new CountDownLatch(threads);
        CountDownLatch release = new CountDownLatch(1);
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            for (int i = 0; i < threads; i++) {
                ForkJoinPool.commonPool().execute(() -> {
                    busy.countDown();
                    await(release);
                });
            }
            assertTrue(busy.await(20, TimeUnit.SECONDS), "the pool runs the tasks that block it");
            MessagingPort port = port(at(server), POLICY);

            assertEquals(FIRST, soon(() -> way.take(port, MESSAGE)));
        } finally {
            release.countDown();
        }
    }
}
