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
    void a_call_has_everything_that_an_exchange_needs() {
        List<Request> calls = new ArrayList<>();
        SendPolicy policy = SendPolicy.defaults()
                .withConnectTimeout(Duration.ofSeconds(1))
                .withTimeout(Duration.ofSeconds(2))
                .withResponseLimit(4096);
        MessagingPort port = KaleyraMessaging.over(
                call -> {
                    calls.add(call);
                    return ACCEPTED;
                },
                ACCOUNT,
                policy);

        assertThat(port.send(MESSAGE)).isEqualTo(new Accepted(MessageId.of("AX1")));

        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.uri()).hasToString("https://api.in.kaleyra.io/v2/HXAP16/whatsapp/+919800000000/messages");
            assertThat(call.headers())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "Content-Type", "application/json",
                            "api-key", "Asecret3",
                            "cache-control", "no-cache",
                            "Accept", "application/json",
                            "Accept-Encoding", "identity",
                            "User-Agent", "pictogram/" + Version.CURRENT));
            assertThat(call.body()).isEqualTo(RequestJson.of(MESSAGE));
            assertThat(call.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
            assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(2));
            assertThat(call.responseLimit()).isEqualTo(4096);
            assertThat(call.toString()).isEqualTo("POST " + call.uri() + " (" + call.body().length + " bytes)");
        });
    }

    @Test
    void an_exchange_that_is_a_lambda_can_post_asynchronously() {
        Thread caller = Thread.currentThread();
        CompletableFuture<Thread> posted = new CompletableFuture<>();
        MessagingPort port = over(call -> {
            posted.complete(Thread.currentThread());
            return ACCEPTED;
        });

        assertThat(port.sendAsync(MESSAGE).join()).isEqualTo(new Accepted(MessageId.of("AX1")));
        assertThat(posted.join()).isNotSameAs(caller);
    }

    @Test
    void the_version_was_put_in_by_the_build() {
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
        HttpTransport exchange = call -> {
            if (call.uri()
                    .toString()
                    .equals("https://gateway.example/kaleyra/v2/HXAP16/whatsapp/+919800000000/messages")) {
                right.incrementAndGet();
            }
            return ACCEPTED;
        };

        KaleyraMessaging.over(exchange, gateway, SendPolicy.defaults()).send(MESSAGE);

        assertThat(right).hasValue(1);
    }

    @Test
    void an_exchange_that_throws_has_not_told_whether_the_message_left() {
        for (Throwable broken : List.of(new IllegalStateException("a bug"), new StackOverflowError("deep"))) {
            MessagingPort port = over(call -> {
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
    void an_exchange_that_returns_null_has_not_told_either() {
        assertThat(over(call -> null).send(MESSAGE)).isInstanceOf(InDoubt.class);
        assertThat(over(call -> null).sendAsync(MESSAGE).join()).isInstanceOf(InDoubt.class);
        assertThat(over(asynchronous(null)).sendAsync(MESSAGE).join()).isInstanceOf(InDoubt.class);
        assertThat(over(asynchronous(CompletableFuture.completedFuture(null)))
                        .sendAsync(MESSAGE)
                        .join())
                .isInstanceOf(InDoubt.class);
    }

    @Test
    void an_interrupt_before_the_send_keeps_the_exchange_untouched() {
        AtomicInteger posted = new AtomicInteger();
        MessagingPort port = over(call -> {
            posted.incrementAndGet();
            return ACCEPTED;
        });

        Thread.currentThread().interrupt();
        SendResult result = port.send(MESSAGE);

        assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
        assertThat(result).isEqualTo(new NotSent("nothing was sent: the thread was interrupted before", null));
        assertThat(posted).hasValue(0);
    }

    @Test
    void null_is_refused_at_once() {
        MessagingPort port = over(call -> ACCEPTED);

        assertThatNullPointerException().isThrownBy(() -> port.send(null)).withMessage("message");
        assertThatNullPointerException().isThrownBy(() -> port.sendAsync(null)).withMessage("message");
        assertThatNullPointerException().isThrownBy(() -> KaleyraMessaging.over(null, ACCOUNT, SendPolicy.defaults()));
        assertThatNullPointerException()
                .isThrownBy(() -> KaleyraMessaging.over(c -> ACCEPTED, null, SendPolicy.defaults()));
        assertThatNullPointerException().isThrownBy(() -> KaleyraMessaging.over(c -> ACCEPTED, ACCOUNT, null));
    }

    @Test
    void what_users_chain_does_not_run_on_the_exchanges_thread() throws Exception {
        CompletableFuture<Result> answer = new CompletableFuture<>();
        CountDownLatch slow = new CountDownLatch(1);
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        over(asynchronous(answer)).sendAsync(MESSAGE).thenAccept(result -> {
            ranOn.complete(Thread.currentThread());
            try {
                slow.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        answer.complete(ACCEPTED); // would not return if the chained function ran here

        assertThat(ranOn.get()).isNotSameAs(Thread.currentThread());
        slow.countDown();
    }

    private static MessagingPort over(HttpTransport exchange) {
        return KaleyraMessaging.over(exchange, ACCOUNT, SendPolicy.defaults());
    }

    private static HttpTransport asynchronous(CompletableFuture<Result> answer) {
        return new HttpTransport() {
            @Override
            public Result post(Request call) {
                throw new AssertionError("not the synchronous way");
            }

            @Override
            public CompletableFuture<Result> postAsync(Request call) {
                return answer;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable any) throws T {
        throw (T) any;
    }
}
