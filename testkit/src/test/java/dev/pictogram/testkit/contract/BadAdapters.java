package dev.pictogram.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictogram.Account;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.wire.HttpExchange;
import dev.pictogram.wire.HttpExchange.Answer;
import dev.pictogram.wire.HttpExchange.Call;
import dev.pictogram.wire.HttpExchange.Lost;
import dev.pictogram.wire.HttpExchange.NeverSent;
import dev.pictogram.wire.HttpExchange.Outcome;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.OneShotHttp;
import dev.pictogram.wire.SendPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Adapters that are wrong on purpose, each in a way that the contract is to catch. */
final class BadAdapters {

    private BadAdapters() {}

    /** An adapter over our transport, which it spoils. */
    abstract static class Spoiled extends HttpAdapterContract {

        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            OneShotHttp http = OneShotHttp.create(policy.connectTimeout());
            return KaleyraMessaging.over(call -> spoil(http, call), account, policy);
        }

        abstract Outcome spoil(HttpExchange http, Call call);
    }

    /** Says that nothing was sent whenever there is no good answer, as clients do that know success and failure only. */
    static class NeverInDoubt extends Spoiled {
        @Override
        Outcome spoil(HttpExchange http, Call call) {
            NeverSent failed = new NeverSent(new IOException("failed"));
            return http.post(call)
                    .fold(
                            answer ->
                                    new String(answer.body(), UTF_8).contains("message_id\":\"AX1\"") ? answer : failed,
                            neverSent -> neverSent,
                            lost -> failed);
        }
    }

    static class AlwaysInDoubt extends Spoiled {
        @Override
        Outcome spoil(HttpExchange http, Call call) {
            return http.post(call).fold(answer -> answer, neverSent -> new Lost(neverSent.cause()), lost -> lost);
        }
    }

    static class AlwaysAccepted extends Spoiled {
        @Override
        Outcome spoil(HttpExchange http, Call call) {
            http.post(call);
            return new Answer(202, Map.of(), "{\"data\":{\"message_id\":\"AX1\"}}".getBytes(UTF_8));
        }
    }

    static class FollowsRedirects extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            HttpClient client = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.ALWAYS)
                    .build();
            return KaleyraMessaging.over(call -> bare(client, call), account, policy);
        }
    }

    static class WritesOtherBytes extends Spoiled {
        @Override
        Outcome spoil(HttpExchange http, Call call) {
            Map<String, String> headers = new HashMap<>(call.headers());
            headers.put("X-Sent-By", "a bad adapter");
            URI uri = call.uri().resolve(call.uri().getPath().replaceFirst("^/a gateway/kaleyra", ""));
            return http.post(
                    new Call(uri, headers, call.body(), call.connectTimeout(), call.timeout(), call.answerLimit()));
        }
    }

    static class TakesWhatTheJvmSays extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            return KaleyraMessaging.over(OneShotHttp.over(HttpClient.newHttpClient()), account, policy);
        }
    }

    /** Gives up waiting without telling its client, and lets it read on. */
    static class LeavesConnectionsOpen extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            HttpClient client = HttpClient.newHttpClient();
            return KaleyraMessaging.over(
                    call -> CompletableFuture.supplyAsync(
                                    () -> bare(client, call),
                                    task -> daemon(task).start())
                            .completeOnTimeout(
                                    new Lost(new IOException("late")),
                                    call.timeout().toMillis(),
                                    TimeUnit.MILLISECONDS)
                            .join(),
                    account,
                    policy);
        }
    }

    static class LosesInterrupts extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            MessagingPort port = KaleyraMessaging.over(OneShotHttp.create(policy.connectTimeout()), account, policy);
            return message -> {
                Thread.interrupted();
                return port.send(message);
            };
        }
    }

    /** Runs what users chain to a send on the one thread that all sends need. */
    static class SendsOneAfterTheOther extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            MessagingPort port = KaleyraMessaging.over(OneShotHttp.create(policy.connectTimeout()), account, policy);
            ExecutorService one = Executors.newSingleThreadExecutor(BadAdapters::daemon);
            return new MessagingPort() {
                @Override
                public SendResult send(ImageMessage message) {
                    return port.send(message);
                }

                @Override
                public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
                    return CompletableFuture.supplyAsync(() -> send(message), one);
                }
            };
        }
    }

    static class BlocksItsCaller extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            MessagingPort port = KaleyraMessaging.over(OneShotHttp.create(policy.connectTimeout()), account, policy);
            return new MessagingPort() {
                @Override
                public SendResult send(ImageMessage message) {
                    return message == null ? new NotSent("nothing to send", null) : port.send(message);
                }

                @Override
                public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
                    return CompletableFuture.completedFuture(send(message));
                }
            };
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "bad-adapter");
        thread.setDaemon(true);
        return thread;
    }

    private static Outcome bare(HttpClient client, Call call) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(call.uri()).POST(HttpRequest.BodyPublishers.ofByteArray(call.body()));
            call.headers().forEach(request::setHeader);
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), Map.of(), response.body());
        } catch (IOException | InterruptedException e) {
            return new Lost(e);
        }
    }
}
