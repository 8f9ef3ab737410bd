// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pictogram.Account;
import dev.pictogram.SendPolicy;
import dev.pictogram.outbox.OutboxThroughput;
import dev.pictogram.outbox.WorkerSettings;
import dev.pictogram.simulator.AcceptedMessage;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.simulator.SimulatedAccount;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.HttpTransport.Response;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchmarksMeasureWhatTheySayTest {

    @ParameterizedTest
    @EnumSource
    void every_client_sends_one_request_for_a_message_and_reads_its_response(Clients client) throws Exception {
        try (Stub stub = PlainStub.start(0)) {
            Sender sender = client.sender(stub.uri());
            assertThat(sender.send()).isTrue();
            assertThat(sender.send()).isTrue();
            assertThat(stub.requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_client_sends_the_sample_message(Clients client) throws Exception {
        Account account = Sample.account(URI.create("http://127.0.0.1:1"));
        try (KaleyraSimulator simulator =
                KaleyraSimulator.start(SimulatedAccount.of(account.sid(), account.apiKey(), account.sender()))) {
            assertThat(client.sender(simulator.pod().baseUrl()).send()).isTrue();
            assertThat(simulator.accepted())
                    .extracting(AcceptedMessage::message)
                    .containsExactly(Sample.message());
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "JDK_STOCK",
                "JDK_DIRECT",
                "PICTOGRAM_JDK",
                "PICTOGRAM_HTTPCORE",
                "PICTOGRAM_FEIGN",
                "PICTOGRAM_SPRING"
            })
    void asynchronous_sends_get_responses(Clients client) throws Exception {
        try (Stub stub = PlainStub.start(20)) {
            Sender sender = client.sender(stub.uri());
            List<CompletableFuture<Boolean>> sent = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sent.add(sender.sendAsync());
            }
            assertThat(sent).allMatch(CompletableFuture::join);
            assertThat(stub.requests()).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_in_another_jvm_reaches_every_kind_of_server(Server server) throws Exception {
        Keys keys = Keys.create(Jvm.thisOne());
        try (Stub stub = server.start(0, keys)) {
            String accepted = Jvm.thisOne().output(60, keys, "first", "--client=pictogram-jdk", "--url=" + stub.uri());
            assertThat(accepted.strip()).isEqualTo("true");
            assertThat(stub.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void only_tls_new_closes_a_connection_after_its_response(Server server) throws Exception {
        Keys keys = Keys.create(Jvm.thisOne());
        try (Stub stub = server.start(0, keys);
                Socket socket = socketTo(stub.uri(), keys)) {
            byte[] response = new byte[512];
            socket.getOutputStream().write("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}".getBytes(UTF_8));
            assertThat(socket.getInputStream().read(response)).isPositive();
            if (server == Server.TLS_NEW) {
                assertThat(socket.getInputStream().read(response)).isEqualTo(-1);
            } else {
                socket.getOutputStream().write("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
                assertThat(socket.getInputStream().read(response)).isPositive();
                assertThat(stub.requests()).isEqualTo(2);
            }
        }
    }

    private static Socket socketTo(URI uri, Keys keys) throws Exception {
        if (uri.getScheme().equals("http")) {
            return new Socket(uri.getHost(), uri.getPort());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStore.getInstance(keys.trusted().toFile(), (char[]) null));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory().createSocket(uri.getHost(), uri.getPort());
    }

    @Test
    void the_bare_clients_send_the_bytes_that_the_library_sends() {
        List<String> bodies = new ArrayList<>();
        KaleyraMessaging.over(
                        call -> {
                            bodies.add(new String(call.body(), UTF_8));
                            return new Response(202, Map.of(), Sample.RESPONSE.getBytes(UTF_8));
                        },
                        Sample.account(URI.create("http://127.0.0.1:1")),
                        SendPolicy.defaults())
                .send(Sample.message());
        assertThat(bodies).containsExactly(new String(Sample.bytes(), UTF_8));
    }

    @ParameterizedTest
    @EnumSource(
            value = Shape.Kind.class,
            names = {"THREADS", "ASYNC"})
    void a_load_counts_responses(Shape.Kind kind) throws Exception {
        try (Stub stub = PlainStub.start(1)) {
            Measurement measured = Load.measure(Clients.JDK_DIRECT.sender(stub.uri()), new Shape(kind, 8), 200, 500);
            assertThat(measured.errors()).isZero();
            assertThat(measured.sends()).isPositive().isLessThanOrEqualTo(stub.requests());
            assertThat(measured.p50Micros()).isGreaterThanOrEqualTo(1000);
            assertThat(measured.cpuMicros()).isPositive();
        }
    }

    @Test
    void a_load_counts_errors_and_reports_the_first() throws Exception {
        AtomicInteger sends = new AtomicInteger();
        Sender everySecondFails = () -> {
            Thread.onSpinWait();
            if (sends.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("on purpose");
            }
            return true;
        };
        Measurement measured = Load.measure(everySecondFails, Shape.of("threads:1"), 0, 100);
        assertThat(measured.errors()).isPositive();
        assertThat(measured.firstError()).isEqualTo("java.lang.IllegalStateException: on purpose");
        assertThat(measured.errors() + measured.sends()).isLessThanOrEqualTo(sends.get());
    }

    @Test
    void the_allocation_of_ended_threads_is_counted() throws Exception {
        Allocation allocation = Allocation.counting();
        long before = allocation.bytes();
        int megabytes = 600; // more than fits into the heap without a collection
        Thread allocating = new Thread(() -> {
            for (int i = 0; i < megabytes; i++) {
                kept = new byte[1_000_000];
            }
        });
        allocating.start();
        allocating.join();
        assertThat((allocation.bytes() - before) / 1e6).isBetween(megabytes * 0.95, megabytes * 1.2);
    }

    private static volatile byte[] kept;

    @ParameterizedTest
    @EnumSource
    void the_throughput_of_an_outbox_counts_messages_and_commits(
            OutboxThroughput.Kind database, @TempDir Path directory) throws Exception {
        try (OutboxThroughput throughput = new OutboxThroughput(database, directory)) {
            OutboxThroughput.Result result =
                    throughput.run(50, 20, WorkerSettings.defaults().withMaxInFlight(1), 40);
            // One message in 20 ms, claimed and settled in one transaction.
            assertThat(result.perSecond()).isBetween(5.0, 50.0);
            assertThat(result.commits()).isBetween(0.9, 5.0);
            assertThat(result.cpuMicros()).isPositive();
        }
    }

    @Test
    void a_spread_has_median_minimum_and_maximum() {
        assertThat(Spread.of(List.of(5.0, 1.0, 3.0), n -> n)).isEqualTo(new Spread(3, 1, 5));
        assertThat(Spread.of(List.of(4.0, 1.0), n -> n).text("%.1f")).isEqualTo("2.5 (1.0-4.0)");
    }

    @Test
    void an_invalid_argument_is_reported() {
        Arguments args = new Arguments(List.of("--rounds=many", "--round=3"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> args.number("rounds", 5))
                .withMessage("--rounds: must be a number, but it is many");
        assertThatIllegalArgumentException().isThrownBy(args::done).withMessage("argument: unknown option --round");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arguments(List.of("rounds=3")))
                .withMessage("argument: must be --name=value, but it is rounds=3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shape.of("16"))
                .withMessage("shape: must have the form threads:16, but it is 16");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shape.of("fibres:16"))
                .withMessageStartingWith("shape: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Clients.named("curl"))
                .withMessageStartingWith("client: must be one of [jdk-stock, ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Server.named("TLS"))
                .withMessage("server: must be one of [plain, tls, tls-new], but it is TLS");
    }
}
