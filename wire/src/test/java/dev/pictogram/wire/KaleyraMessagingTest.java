// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

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
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.Sid;
import dev.pictogram.wire.http.HttpTransport;
import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.http.HttpTransport.Result;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KaleyraMessagingTest {

    private static final Account ACCOUNT =
            new Account(Pod.IN, Sid.of("HXAP16"), ApiKey.of("Asecret3"), PhoneNumber.of("+919800000000"));
    private static final ImageMessage MESSAGE = ImageMessage.to("+919800000001", Image.uploaded("1"));
    private static final Response ACCEPTED =
            new Response(202, Map.of(), "{\"data\":{\"message_id\":\"AX1\"}}".getBytes(UTF_8));

    @Test
    void a_request_has_all_the_parts_that_a_transport_needs() {
        List<Request> requests = new ArrayList<>();
        SendPolicy policy = SendPolicy.defaults()
                .withConnectTimeout(Duration.ofSeconds(1))
                .withTimeout(Duration.ofSeconds(2))
                .withResponseLimit(4096);
        MessagingPort port = KaleyraMessaging.over(
                request -> {
                    requests.add(request);
                    return ACCEPTED;
                },
                ACCOUNT,
                policy);

        assertThat(port.send(MESSAGE)).isEqualTo(new Accepted(MessageId.of("AX1")));

        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.uri())
                    .hasToString("https://api.in.kaleyra.io/v2/HXAP16/whatsapp/+919800000000/messages");
            assertThat(request.headers())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "Content-Type", "application/json",
                            "api-key", "Asecret3",
                            "cache-control", "no-cache",
                            "Accept", "application/json",
                            "Accept-Encoding", "identity",
                            "User-Agent", "pictogram/" + Version.CURRENT));
            assertThat(request.body()).isEqualTo(RequestJson.of(MESSAGE));
            assertThat(request.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
            assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(2));
            assertThat(request.responseLimit()).isEqualTo(4096);
            assertThat(request.toString())
                    .isEqualTo("POST " + request.uri() + " (" + request.body().length + " bytes)");
        });
    }

    @Test
    void a_lambda_transport_can_send_asynchronously() {
        Thread caller = Thread.currentThread();
        CompletableFuture<Thread> posted = new CompletableFuture<>();
        MessagingPort port = over(request -> {
            posted.complete(Thread.currentThread());
            return ACCEPTED;
        });

        assertThat(port.sendAsync(MESSAGE).join()).isEqualTo(new Accepted(MessageId.of("AX1")));
        assertThat(posted.join()).isNotSameAs(caller);
    }

    @Test
    void the_version_is_filled_in_by_the_build() {
        assertThat(Version.CURRENT).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    }

    @Test
    void the_path_of_a_pod_is_kept_as_a_prefix() {
        Account gateway = new Account(
                Pod.at(URI.create("https://gateway.example/kaleyra/")),
                ACCOUNT.sid(),
                ACCOUNT.apiKey(),
                ACCOUNT.sender());
        AtomicInteger right = new AtomicInteger();
        HttpTransport transport = request -> {
            if (request.uri()
                    .toString()
                    .equals("https://gateway.example/kaleyra/v2/HXAP16/whatsapp/+919800000000/messages")) {
                right.incrementAndGet();
            }
            return ACCEPTED;
        };

        KaleyraMessaging.over(transport, gateway, SendPolicy.defaults()).send(MESSAGE);

        assertThat(right).hasValue(1);
    }

    @Test
    void an_exception_of_the_transport_is_in_doubt() {
        for (Throwable broken : List.of(new IllegalStateException("a bug"), new StackOverflowError("deep"))) {
            MessagingPort port = over(request -> {
                throw sneaky(broken);
            });

            assertThat(port.send(MESSAGE))
                    .isInstanceOfSatisfying(
                            InDoubt.class, r -> assertThat(r.cause()).isSameAs(broken));
            assertThat(port.sendAsync(MESSAGE).join())
                    .isInstanceOfSatisfying(
                            InDoubt.class, r -> assertThat(r.cause()).isSameAs(broken));
        }
    }

    @Test
    void a_null_from_the_transport_is_in_doubt() {
        assertThat(over(request -> null).send(MESSAGE)).isInstanceOf(InDoubt.class);
        assertThat(over(request -> null).sendAsync(MESSAGE).join()).isInstanceOf(InDoubt.class);
        assertThat(over(asynchronous(null)).sendAsync(MESSAGE).join()).isInstanceOf(InDoubt.class);
        assertThat(over(asynchronous(CompletableFuture.completedFuture(null)))
                        .sendAsync(MESSAGE)
                        .join())
                .isInstanceOf(InDoubt.class);
    }

    @Test
    void an_interrupt_before_the_send_prevents_the_request() {
        AtomicInteger posted = new AtomicInteger();
        MessagingPort port = over(request -> {
            posted.incrementAndGet();
            return ACCEPTED;
        });

        Thread.currentThread().interrupt();
        SendResult result = port.send(MESSAGE);

        assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
        assertThat(result).isEqualTo(new NotSent("not sent: the thread was already interrupted", null));
        assertThat(posted).hasValue(0);
    }

    @Test
    void null_is_rejected() {
        MessagingPort port = over(request -> ACCEPTED);

        assertThatNullPointerException().isThrownBy(() -> port.send(null)).withMessage("message");
        assertThatNullPointerException().isThrownBy(() -> port.sendAsync(null)).withMessage("message");
        assertThatNullPointerException().isThrownBy(() -> KaleyraMessaging.over(null, ACCOUNT, SendPolicy.defaults()));
        assertThatNullPointerException()
                .isThrownBy(() -> KaleyraMessaging.over(c -> ACCEPTED, null, SendPolicy.defaults()));
        assertThatNullPointerException().isThrownBy(() -> KaleyraMessaging.over(c -> ACCEPTED, ACCOUNT, null));
    }

    @Test
    void dependent_stages_do_not_run_on_the_transports_thread() throws Exception {
        CompletableFuture<Result> future = new CompletableFuture<>();
        CountDownLatch slow = new CountDownLatch(1);
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        over(asynchronous(future)).sendAsync(MESSAGE).thenAccept(result -> {
            ranOn.complete(Thread.currentThread());
            try {
                slow.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        future.complete(ACCEPTED); // would not return if the dependent stage ran here

        assertThat(ranOn.get()).isNotSameAs(Thread.currentThread());
        slow.countDown();
    }

    private static MessagingPort over(HttpTransport transport) {
        return KaleyraMessaging.over(transport, ACCOUNT, SendPolicy.defaults());
    }

    private static HttpTransport asynchronous(CompletableFuture<Result> future) {
        return new HttpTransport() {
            @Override
            public Result post(Request request) {
                throw new AssertionError("must not be called");
            }

            @Override
            public CompletableFuture<Result> postAsync(Request request) {
                return future;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable any) throws T {
        throw (T) any;
    }
}
