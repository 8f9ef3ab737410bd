// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.Sid;
import dev.pictogram.contract.RawServer;
import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.simulator.KaleyraSimulator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** Tests of the application's client with each of Spring's request factories. */
@Timeout(60)
class OwnRestClientTest {

    private static final SendPolicy ONCE = SendPolicy.defaults().withAttempts(1);
    private static final ImageMessage MESSAGE = ImageMessage.to("+919800000001", Image.uploaded("1"));
    private static final String KEY = "Asecret3";
    private static final String ACCEPTED = "{\"data\":{\"message_id\":\"AX1\"}}";

    /** The factories with their defaults. */
    enum Factory {
        JDK {
            @Override
            ClientHttpRequestFactory make() {
                return new JdkClientHttpRequestFactory();
            }
        },
        SIMPLE {
            @Override
            ClientHttpRequestFactory make() {
                return new SimpleClientHttpRequestFactory();
            }
        },
        HTTP_COMPONENTS {
            @Override
            ClientHttpRequestFactory make() {
                return new HttpComponentsClientHttpRequestFactory();
            }
        };

        abstract ClientHttpRequestFactory make();

        MessagingPort port(Account account, SendPolicy policy) {
            return SpringMessaging.of(
                    account, policy, RestClient.builder().requestFactory(make()).build());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_message_is_accepted_and_has_a_content_length(Factory factory) {
        try (RawServer server = RawServer.start(Reaction.respond(http(202, "", ACCEPTED)))) {
            assertThat(send(factory, server)).isEqualTo(new Accepted(MessageId.of("AX1")));

            assertThat(server.requests()).singleElement().satisfies(request -> {
                assertThat(request.head())
                        .startsWith("POST /v2/HXAP1/whatsapp/+919800000000/messages HTTP/1.1\r\n")
                        .containsIgnoringCase("\r\nContent-Length: " + request.body().length + "\r\n")
                        .containsIgnoringCase("\r\nContent-Type: application/json\r\n")
                        .doesNotContainIgnoringCase("chunked");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_interceptor_of_the_application_sees_the_request(Factory factory) {
        try (RawServer server = RawServer.start(Reaction.respond(http(202, "", ACCEPTED)))) {
            RestClient client = RestClient.builder()
                    .requestFactory(factory.make())
                    .requestInterceptor((request, body, execution) -> {
                        request.getHeaders().set("X-Seen", String.valueOf(body.length));
                        return execution.execute(request, body);
                    })
                    .build();

            assertThat(SpringMessaging.of(at(server), ONCE, client).send(MESSAGE))
                    .isEqualTo(new Accepted(MessageId.of("AX1")));
            assertThat(server.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request.head())
                            .containsIgnoringCase("\r\nX-Seen: " + request.body().length + "\r\n"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "HTTP_COMPONENTS"})
    void a_401_is_a_refusal_with_its_reason(Factory factory) {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            Account wrongKey = new Account(
                    kaleyra.pod(),
                    kaleyra.account().sid(),
                    ApiKey.of(KEY),
                    kaleyra.account().sender());

            assertThat(factory.port(wrongKey, ONCE).send(MESSAGE)).isInstanceOfSatisfying(Rejected.class, rejected -> {
                assertThat(rejected.reason()).isEqualTo(Reason.INVALID_CREDENTIALS);
                assertThat(rejected.code()).isEqualTo("RBC001");
                assertThat(rejected.message()).isEqualTo("Incorrect SID or API key.");
            });
        }
    }

    @Test
    void a_401_over_the_simple_factory_is_a_refusal_without_its_reason() {
        try (RawServer server = RawServer.start(Reaction.respond(http(401, "", "{\"code\":\"RBC001\"}")))) {
            assertThat(send(Factory.SIMPLE, server)).isInstanceOfSatisfying(Rejected.class, rejected -> {
                assertThat(rejected.reason()).isEqualTo(Reason.UNRECOGNIZED);
                assertThat(rejected.status()).isEqualTo(401);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_refused_connection_is_in_doubt_since_the_client_may_have_sent_the_request(Factory factory) throws Exception {
        URI closed;
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = URI.create("http://127.0.0.1:" + port.getLocalPort());
        }

        SendResult result = factory.port(account(Pod.at(closed)), ONCE).send(MESSAGE);

        assertThat(result).isInstanceOfSatisfying(InDoubt.class, inDoubt -> {
            assertThat(inDoubt.why())
                    .startsWith("no response: ")
                    .containsAnyOf("could not connect", "Connection refused")
                    .doesNotContain("HXAP1", "919800000000", KEY);
            assertThat(inDoubt.cause()).hasRootCauseInstanceOf(IOException.class);
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_connection_closed_after_the_request_is_in_doubt_and_not_retried(Factory factory) {
        try (RawServer server = RawServer.start(Reaction.respondAndClose(new byte[0]))) {
            assertThat(send(factory, server))
                    .isInstanceOfSatisfying(
                            InDoubt.class,
                            inDoubt -> assertThat(inDoubt.why()).doesNotContain("HXAP1", "919800000000", KEY));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_503_with_retry_after_is_not_retried_by_the_client(Factory factory) {
        for (int status : new int[] {408, 429, 503}) {
            try (RawServer server = RawServer.start(Reaction.respond(http(status, "Retry-After: 0\r\n", "")))) {
                assertThat(send(factory, server)).isInstanceOf(Rejected.class);
                assertThat(server.requests()).as("%s on %d", factory, status).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_redirect_is_not_followed(Factory factory) {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            try (RawServer elsewhere = RawServer.start(Reaction.respond(http(202, "", ACCEPTED)));
                    RawServer server = RawServer.start(
                            Reaction.respond(http(status, "Location: " + elsewhere.uri() + "/\r\n", "")))) {
                assertThat(send(factory, server)).isInstanceOf(Rejected.class);
                assertThat(elsewhere.connections())
                        .as("%s on %d", factory, status)
                        .isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_response_is_read_up_to_the_limit(Factory factory) {
        String large = "{\"data\":{\"message_id\":\"AX1\"},\"x\":\"" + "x".repeat(100_000) + "\"}";
        String late = "{\"x\":\"" + "x".repeat(100_000) + "\",\"data\":{\"message_id\":\"AX1\"}}";
        SendPolicy small = ONCE.withResponseLimit(1024);
        try (RawServer server = RawServer.start(Reaction.respond(http(202, "", large)));
                RawServer other = RawServer.start(Reaction.respond(http(202, "", late)))) {
            assertThat(factory.port(at(server), small).send(MESSAGE)).isEqualTo(new Accepted(MessageId.of("AX1")));
            assertThat(factory.port(at(other), small).send(MESSAGE)).isInstanceOf(InDoubt.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "SIMPLE"})
    void an_endless_response_is_truncated_at_the_limit(Factory factory) {
        AtomicLong written = new AtomicLong();
        Reaction endless = connection -> {
            OutputStream out = connection.getOutputStream();
            out.write("HTTP/1.1 202 Accepted\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
            byte[] part = new byte[8192];
            for (; written.get() < 1L << 30; written.addAndGet(part.length)) {
                out.write(part);
            }
        };
        try (RawServer server = RawServer.start(endless)) {
            assertThat(send(factory, server)).isInstanceOf(InDoubt.class);
            assertThat(written).hasValueLessThan(1L << 27);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "SIMPLE"})
    void an_endless_slow_body_is_in_doubt_in_time(Factory factory) {
        Reaction trickle = connection -> {
            OutputStream out = connection.getOutputStream();
            out.write("HTTP/1.1 202 Accepted\r\nContent-Length: 1000000\r\n\r\n".getBytes(UTF_8));
            connection.setSoTimeout(50);
            while (true) {
                out.write(' ');
                try {
                    if (connection.getInputStream().read() < 0) {
                        return;
                    }
                } catch (SocketTimeoutException next) {
                    // the time between two bytes
                }
            }
        };
        try (RawServer server = RawServer.start(trickle)) {
            long start = System.nanoTime();
            SendPolicy quick = ONCE.withTimeout(Duration.ofMillis(400));

            assertThat(factory.port(at(server), quick).send(MESSAGE)).isInstanceOf(InDoubt.class);
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(15));
        }
    }

    @Test
    void a_status_with_a_truncated_body_is_a_response() {
        byte[] cut = "HTTP/1.1 400 Bad Request\r\nContent-Length: 1000\r\n\r\n{\"code\":\"WA400\"".getBytes(UTF_8);
        try (RawServer server = RawServer.start(Reaction.respondAndClose(cut))) {
            assertThat(send(Factory.JDK, server))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            rejected -> assertThat(rejected.reason()).isEqualTo(Reason.INVALID_PAYLOAD));
        }
    }

    @Test
    void a_status_that_spring_cannot_represent_is_a_response() {
        try (RawServer server = RawServer.start(Reaction.respondAndClose("HTTP/1.1 042 Odd\r\n\r\n".getBytes(UTF_8)))) {
            assertThat(SpringMessaging.of(at(server)).send(MESSAGE))
                    .isInstanceOfSatisfying(
                            InDoubt.class, inDoubt -> assertThat(inDoubt.why()).contains("42"));
        }
    }

    @Test
    void a_failure_after_the_response_does_not_change_the_result() {
        try (RawServer server = RawServer.start(Reaction.respond(http(202, "", ACCEPTED)))) {
            ClientHttpRequestFactory jdk = new JdkClientHttpRequestFactory();
            RestClient client = RestClient.builder()
                    .requestFactory(jdk)
                    .requestInterceptor(
                            (request, body, execution) -> new FailsToClose(execution.execute(request, body)))
                    .build();

            assertThat(SpringMessaging.of(at(server), ONCE, client).send(MESSAGE))
                    .isEqualTo(new Accepted(MessageId.of("AX1")));
        }
    }

    @Test
    void null_is_rejected() {
        assertThatNullPointerException().isThrownBy(() -> SpringMessaging.of(null));
        assertThatNullPointerException()
                .isThrownBy(() -> SpringMessaging.of(account(Pod.IN), null))
                .withMessage("policy");
        assertThatNullPointerException()
                .isThrownBy(() -> SpringMessaging.of(account(Pod.IN), ONCE, null))
                .withMessage("client");
    }

    private static SendResult send(Factory factory, RawServer server) {
        return factory.port(at(server), ONCE).send(MESSAGE);
    }

    private static byte[] http(int status, String headers, String body) {
        return ("HTTP/1.1 " + status + " Whatever\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(UTF_8);
    }

    private static Account at(RawServer server) {
        return account(Pod.at(server.uri()));
    }

    private static Account account(Pod pod) {
        return new Account(pod, Sid.of("HXAP1"), ApiKey.of(KEY), PhoneNumber.of("+919800000000"));
    }
}
