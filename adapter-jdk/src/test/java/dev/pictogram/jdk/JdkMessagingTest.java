// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.jdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.Sid;
import dev.pictogram.contract.RawServer;
import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.contract.TestIdentity;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of this adapter beyond the contract of all adapters. */
@Timeout(60)
class JdkMessagingTest {

    private static final SendPolicy ONCE = SendPolicy.defaults().withAttempts(1);
    private static final ImageMessage MESSAGE = ImageMessage.to("+919800000001", Image.uploaded("1"));
    private static final byte[] ACCEPTED =
            "HTTP/1.1 202 Accepted\r\nContent-Length: 31\r\n\r\n{\"data\":{\"message_id\":\"AX1\"}}  ".getBytes(UTF_8);

    @Test
    void a_connection_is_reused_by_consecutive_sends() {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            MessagingPort port = JdkMessaging.of(at(server));

            for (int i = 0; i < 50; i++) {
                assertThat(port.send(MESSAGE)).isEqualTo(new Accepted(MessageId.of("AX1")));
            }

            assertThat(server.requests()).hasSize(50);
            // Not always one: the client may return a response just before its connection is free again.
            assertThat(server.connections()).isLessThan(10);
        }
    }

    @Test
    void waiting_sends_hold_no_thread() throws Exception {
        int sends = 300;
        CountDownLatch allReceived = new CountDownLatch(sends);
        CountDownLatch respondNow = new CountDownLatch(1);
        try (RawServer server = RawServer.start(connection -> {
            allReceived.countDown();
            await(respondNow);
            connection.getOutputStream().write(ACCEPTED);
        })) {
            MessagingPort port = JdkMessaging.of(at(server));
            Set<Thread> before = liveThreads();
            List<CompletableFuture<SendResult>> pending = new ArrayList<>();
            for (int i = 0; i < sends; i++) {
                pending.add(port.sendAsync(MESSAGE));
            }
            assertThat(allReceived.await(30, TimeUnit.SECONDS)).isTrue();

            List<String> more = liveThreads().stream()
                    .filter(t -> !before.contains(t))
                    .map(Thread::getName)
                    .filter(name -> !name.startsWith("raw-server"))
                    .toList();
            assertThat(more).hasSizeLessThanOrEqualTo(2 + Runtime.getRuntime().availableProcessors());

            respondNow.countDown();
            for (CompletableFuture<SendResult> one : pending) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo(new Accepted(MessageId.of("AX1")));
            }
            assertThat(server.requests()).hasSize(sends);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NORMAL", "ALWAYS"})
    void a_client_that_follows_redirects_is_rejected(HttpClient.Redirect redirect) {
        HttpClient client = HttpClient.newBuilder().followRedirects(redirect).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdkMessaging.of(account(Pod.IN), ONCE, client))
                .withMessage(
                        "client: must not follow redirects, which would send the API key to another server, but its policy is "
                                + redirect);
    }

    @Test
    void a_server_is_trusted_if_the_applications_client_trusts_it() throws Exception {
        TestIdentity identity = TestIdentity.of("127.0.0.1");
        try (RawServer server = RawServer.startTls(identity.context(), Reaction.respond(ACCEPTED))) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(identity.context()).build();

            assertThat(JdkMessaging.of(at(server), ONCE, client).send(MESSAGE))
                    .isEqualTo(new Accepted(MessageId.of("AX1")));
        }
    }

    @Test
    void a_trusted_certificate_for_another_host_name_is_refused() throws Exception {
        TestIdentity another = TestIdentity.of("127.0.0.2");
        try (RawServer server = RawServer.startTls(another.context(), Reaction.respond(ACCEPTED))) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(another.context()).build();

            SendResult result = JdkMessaging.of(at(server), ONCE, client).send(MESSAGE);

            assertThat(result)
                    .isInstanceOfSatisfying(
                            NotSent.class, r -> assertThat(r.why()).contains("127.0.0.1"));
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void a_send_that_timed_out_before_its_start_is_not_sent_later() throws Exception {
        int sends = 500;
        int notSent = 0;
        RawServer server = RawServer.start(Reaction.respond(ACCEPTED));
        try (server) {
            MessagingPort port = JdkMessaging.of(at(server), ONCE.withTimeout(Duration.ofNanos(1)));
            for (int i = 0; i < sends; i++) {
                SendResult result = i % 2 == 0
                        ? port.send(MESSAGE)
                        : port.sendAsync(MESSAGE).get(20, TimeUnit.SECONDS);
                if (result instanceof NotSent) {
                    notSent++;
                } else {
                    assertThat(result).isInstanceOfAny(InDoubt.class, Accepted.class);
                }
            }
        }

        assertThat(server.requests()).as("including late requests").hasSizeLessThanOrEqualTo(sends - notSent);
    }

    @Test
    void null_is_rejected() {
        assertThatNullPointerException().isThrownBy(() -> JdkMessaging.of(null));
        assertThatNullPointerException()
                .isThrownBy(() -> JdkMessaging.of(account(Pod.IN), null))
                .withMessage("policy");
        assertThatNullPointerException().isThrownBy(() -> JdkMessaging.of(account(Pod.IN), ONCE, null));
    }

    private static Set<Thread> liveThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .collect(Collectors.toSet());
    }

    private static Account at(RawServer server) {
        return account(Pod.at(server.uri()));
    }

    private static Account account(Pod pod) {
        return new Account(pod, Sid.of("HXAP16XXXXXX97IN"), ApiKey.of("Axxxxxxx3"), PhoneNumber.of("+919800000000"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
