// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.feign;

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
import dev.pictogram.simulator.SimulatedAccount;
import feign.Client;
import feign.Request;
import feign.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests of this adapter beyond the contract of all adapters, mainly with the application's client. */
@Timeout(60)
class FeignMessagingTest {

    private static final SendPolicy ONCE = SendPolicy.defaults().withAttempts(1);
    private static final ImageMessage MESSAGE = ImageMessage.to("+919800000001", Image.uploaded("1"));
    private static final String ACCEPTED = "{\"data\":{\"message_id\":\"AX1\"}}";

    @Test
    void braces_are_not_expanded_as_templates() {
        SimulatedAccount braces =
                SimulatedAccount.of(Sid.of("HXAP1"), ApiKey.of("{key}%7B{{x}}:1"), PhoneNumber.of("+919800000000"));
        ImageMessage message = MESSAGE.withCaption("{caption} {{x}} %7B \"quoted\" \\ {");
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start(braces)) {
            FeignMessaging.of(kaleyra.account()).send(message).orElseThrow();

            assertThat(kaleyra.accepted())
                    .singleElement()
                    .satisfies(m -> assertThat(m.message()).isEqualTo(message));
        }
    }

    @Test
    void the_applications_client_gets_one_request_with_the_policys_options() {
        AtomicReference<Request> request = new AtomicReference<>();
        AtomicReference<Request.Options> options = new AtomicReference<>();
        SendPolicy policy = ONCE.withConnectTimeout(Duration.ofSeconds(3)).withTimeout(Duration.ofSeconds(7));

        SendResult result = over(policy, (r, o) -> {
                    request.set(r);
                    options.set(o);
                    return response(r, 202, Map.of(), ACCEPTED);
                })
                .send(MESSAGE);

        assertThat(result).isEqualTo(new Accepted(MessageId.of("AX1")));
        assertThat(request.get().url()).isEqualTo("https://api.in.kaleyra.io/v2/HXAP1/whatsapp/+919800000000/messages");
        assertThat(options.get().connectTimeoutMillis()).isEqualTo(3000);
        assertThat(options.get().readTimeoutMillis()).isEqualTo(7000);
        assertThat(options.get().isFollowRedirects()).isFalse();
    }

    @Test
    void a_timeout_below_a_millisecond_is_not_treated_as_no_limit() {
        AtomicReference<Request.Options> options = new AtomicReference<>();
        SendPolicy hasty = ONCE.withConnectTimeout(Duration.ofNanos(1)).withTimeout(Duration.ofNanos(1));

        over(hasty, (r, o) -> {
                    options.set(o);
                    return response(r, 202, Map.of(), ACCEPTED);
                })
                .send(MESSAGE);

        assertThat(options.get().connectTimeoutMillis()).isEqualTo(1);
        assertThat(options.get().readTimeoutMillis()).isEqualTo(1);
    }

    @Test
    void a_failure_of_the_applications_client_is_in_doubt_and_not_retried() {
        for (Exception failure : List.of(
                new ConnectException("Connection refused"),
                new IOException("reset"),
                new IllegalStateException("pool"))) {
            AtomicInteger tries = new AtomicInteger();
            SendResult result = over(ONCE, (r, o) -> {
                        tries.incrementAndGet();
                        throw sneaky(failure);
                    })
                    .send(MESSAGE);

            assertThat(result).isInstanceOf(InDoubt.class);
            assertThat(tries).hasValue(1);
        }
    }

    @Test
    void a_503_with_retry_after_is_a_response() {
        AtomicInteger tries = new AtomicInteger();
        SendResult result = over(ONCE, (r, o) -> {
                    tries.incrementAndGet();
                    return response(r, 503, Map.of("Retry-After", List.of("1")), "");
                })
                .send(MESSAGE);

        assertThat(result).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(rejected.retryAfter()).contains(Duration.ofSeconds(1));
        });
        assertThat(tries).hasValue(1);
    }

    @Test
    void a_404_is_a_response() {
        SendResult result = over(ONCE, (r, o) -> response(r, 404, Map.of(), "{\"code\":\"X\"}"))
                .send(MESSAGE);

        assertThat(result)
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("X"));
    }

    @Test
    void a_response_without_a_body_is_a_response() {
        SendResult result = over(
                        ONCE,
                        (r, o) -> Response.builder()
                                .request(r)
                                .status(429)
                                .headers(Map.of())
                                .build())
                .send(MESSAGE);

        assertThat(result)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Reason.RATE_LIMITED));
    }

    @Test
    void a_body_is_read_up_to_the_limit() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return ' ';
            }
        };
        SendResult result = over(
                        ONCE,
                        (r, o) -> Response.builder()
                                .request(r)
                                .status(202)
                                .headers(Map.of())
                                .body(endless, null)
                                .build())
                .send(MESSAGE);

        assertThat(result).isInstanceOf(InDoubt.class);
    }

    @Test
    void a_truncated_body_is_kept_as_far_as_it_was_received() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        };
        for (Integer length : new Integer[] {null, 100, 9000}) {
            SendResult result = over(
                            ONCE,
                            (r, o) -> Response.builder()
                                    .request(r)
                                    .status(202)
                                    .headers(Map.of())
                                    .body(
                                            new SequenceInputStream(
                                                    new ByteArrayInputStream(ACCEPTED.getBytes(UTF_8)), broken),
                                            length)
                                    .build())
                    .send(MESSAGE);

            assertThat(result).as("length " + length).isEqualTo(new Accepted(MessageId.of("AX1")));
        }
    }

    @Test
    void a_failure_contains_no_request_and_no_api_key() {
        IOException failure = new IOException("reset");
        SendResult result = over(ONCE, (r, o) -> {
                    throw failure;
                })
                .send(MESSAGE);

        assertThat(result)
                .isInstanceOfSatisfying(
                        InDoubt.class, doubt -> assertThat(doubt.cause()).isSameAs(failure));
    }

    /** Shows why the documentation warns: the JDK hides the body of a 401 from a client that streams its request. */
    @Test
    void feigns_default_client_loses_the_body_of_a_401() {
        byte[] refusal = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 17\r\n\r\n{\"code\":\"RBC001\"}".getBytes(UTF_8);
        try (RawServer server = RawServer.start(Reaction.respondAndClose(refusal))) {
            Account account = account(Pod.at(server.uri()));
            @SuppressWarnings("deprecation") // tested on purpose
            Client stock = new Client.Default(null, null);

            assertThat(FeignMessaging.of(account).send(MESSAGE))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            rejected -> assertThat(rejected.reason()).isEqualTo(Reason.INVALID_CREDENTIALS));
            assertThat(FeignMessaging.of(account, ONCE, stock).send(MESSAGE))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            rejected -> assertThat(rejected.reason()).isEqualTo(Reason.UNRECOGNIZED));
        }
    }

    @Test
    void null_is_rejected() {
        assertThatNullPointerException().isThrownBy(() -> FeignMessaging.of(null));
        assertThatNullPointerException()
                .isThrownBy(() -> FeignMessaging.of(account(Pod.IN), null))
                .withMessage("policy");
        assertThatNullPointerException()
                .isThrownBy(() -> FeignMessaging.of(account(Pod.IN), ONCE, null))
                .withMessage("client");
    }

    private static MessagingPort over(SendPolicy policy, Client client) {
        return FeignMessaging.of(account(Pod.IN), policy, client);
    }

    private static Response response(
            Request request, int status, Map<String, Collection<String>> headers, String body) {
        return Response.builder()
                .request(request)
                .status(status)
                .headers(headers)
                .body(body, UTF_8)
                .build();
    }

    private static Account account(Pod pod) {
        return new Account(pod, Sid.of("HXAP1"), ApiKey.of("Asecret3"), PhoneNumber.of("+919800000000"));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable any) throws T {
        throw (T) any;
    }
}
