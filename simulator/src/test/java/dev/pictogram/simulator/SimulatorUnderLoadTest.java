// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pictogram.ApiKey;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Concurrent clients, reused connections, and the state after closing. */
@Timeout(60)
class SimulatorUnderLoadTest {

    @Test
    void concurrent_clients_spend_exactly_the_credit() throws Exception {
        int clients = 32;
        int requests = 50;
        int credit = 1_000;
        SimulatedAccount account = SimulatedAccount.of(
                        Sid.of("HXAP"), ApiKey.of("Asecret3"), PhoneNumber.of("+919800000000"))
                .withCredit(credit);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start(account)) {
            kaleyra.failNext(100);
            RawRequest request = RawRequest.by(kaleyra.account());
            Callable<List<Integer>> client = () -> {
                List<Integer> statuses = new ArrayList<>();
                try (RawConnection connection = new RawConnection(kaleyra.pod())) {
                    for (int i = 0; i < requests; i++) {
                        statuses.add(connection.send(request).status());
                    }
                }
                return statuses;
            };
            List<Integer> statuses = new ArrayList<>();
            for (Future<List<Integer>> done : threads.invokeAll(Collections.nCopies(clients, client))) {
                statuses.addAll(done.get());
            }

            assertThat(statuses).hasSize(clients * requests);
            assertThat(statuses.stream().filter(s -> s == 500)).hasSize(100);
            assertThat(statuses.stream().filter(s -> s == 202)).hasSize(credit);
            assertThat(statuses.stream().filter(s -> s == 400)).hasSize(clients * requests - 100 - credit);
            assertThat(kaleyra.creditOf(account.sid())).isZero();
            assertThat(kaleyra.accepted())
                    .hasSize(credit)
                    .extracting(AcceptedMessage::id)
                    .doesNotHaveDuplicates();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void exactly_the_given_number_of_concurrent_requests_fails() throws Exception {
        int told = 1_000_000;
        CyclicBarrier together = new CyclicBarrier(8);
        Ledger ledger = new Ledger(List.of());
        ledger.fail(Failure.ofNext(told, Failure.Mode.WA500));
        Callable<Integer> asking = () -> {
            together.await();
            int failures = 0;
            for (int i = 0; i < told; i++) {
                failures += ledger.takeFailure() == Failure.NONE ? 0 : 1;
            }
            return failures;
        };
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            int failures = 0;
            for (Future<Integer> done : threads.invokeAll(Collections.nCopies(8, asking))) {
                failures += done.get();
            }
            assertThat(failures).isEqualTo(told);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_reused_connection_has_no_delay() throws IOException {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start();
                RawConnection connection = new RawConnection(kaleyra.pod())) {
            RawRequest request = RawRequest.by(kaleyra.account());
            List<Duration> durations = new ArrayList<>();
            for (int i = 0; i < 51; i++) {
                long begin = System.nanoTime();
                connection.send(request);
                durations.add(Duration.ofNanos(System.nanoTime() - begin));
            }
            durations.sort(null);

            // A quarter is enough: a busy machine has slow requests, and a delayed acknowledgement takes 40 ms nearly
            // every time.
            assertThat(durations.get(12)).isLessThan(Duration.ofMillis(30));
        }
    }

    @Test
    void closing_frees_the_port_ends_the_threads_and_keeps_accepted_messages() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        KaleyraSimulator kaleyra = KaleyraSimulator.start();
        try (RawConnection used = new RawConnection(kaleyra.pod());
                RawConnection halfway = new RawConnection(kaleyra.pod())) {
            RawRequest request = RawRequest.by(kaleyra.account());
            used.send(request);
            halfway.write(request.head());
            Set<Thread> ours = new HashSet<>(Thread.getAllStackTraces().keySet());
            ours.removeAll(before);
            assertThat(ours).isNotEmpty().allMatch(Thread::isDaemon);

            kaleyra.close();

            assertThatExceptionOfType(IOException.class).isThrownBy(() -> used.send(request));
            assertThatExceptionOfType(IOException.class).isThrownBy(halfway::read);
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new RawConnection(kaleyra.pod()));
            for (Thread thread : ours) {
                thread.join(20_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
        assertThat(kaleyra.accepted()).hasSize(1);
        assertThat(kaleyra.creditOf(kaleyra.account().sid())).isEqualTo(999_999);
        assertThatCode(kaleyra::close).doesNotThrowAnyException();
    }

    @RepeatedTest(20) // Repeated, because one run may miss a port that is freed late.
    void an_interrupted_thread_can_close_and_keeps_its_interrupt_flag() {
        KaleyraSimulator kaleyra = KaleyraSimulator.start();
        Thread.currentThread().interrupt();

        kaleyra.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new RawConnection(kaleyra.pod()));
    }
}
