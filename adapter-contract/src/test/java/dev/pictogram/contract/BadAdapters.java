// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictogram.Account;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.HttpTransport;
import dev.pictogram.wire.http.HttpTransport.NoResponse;
import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.http.HttpTransport.Result;
import dev.pictogram.wire.http.JdkTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipException;
import javax.net.ssl.SSLContext;

/** Adapters that are wrong on purpose, each in a way that the contract is to catch. */
final class BadAdapters {

    private BadAdapters() {}

    /** An adapter over our transport, which it spoils. */
    abstract static class Spoiled extends HttpAdapterContract {

        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            JdkTransport http = JdkTransport.create(policy);
            return KaleyraMessaging.over(call -> spoil(http, call), account, policy);
        }

        abstract Result spoil(HttpTransport http, Request call);
    }

    /** Says that nothing was sent whenever there is no good answer, as clients do that know success and failure only. */
    static class NeverInDoubt extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request call) {
            HttpTransport.NotSent failed = new HttpTransport.NotSent(new IOException("failed"));
            return http.post(call)
                    .fold(
                            answer ->
                                    new String(answer.body(), UTF_8).contains("message_id\":\"AX1\"") ? answer : failed,
                            neverSent -> neverSent,
                            lost -> failed);
        }
    }

    /** Has the right outcome, for a reason that is none. */
    static class RunsOutOfMemory extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request call) {
            http.post(call);
            return new NoResponse(new IOException(new OutOfMemoryError("Java heap space")));
        }
    }

    static class AlwaysInDoubt extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request call) {
            return http.post(call).fold(answer -> answer, neverSent -> new NoResponse(neverSent.cause()), lost -> lost);
        }
    }

    static class AlwaysAccepted extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request call) {
            http.post(call);
            return new Response(202, Map.of(), "{\"data\":{\"message_id\":\"AX1\"}}".getBytes(UTF_8));
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
        Result spoil(HttpTransport http, Request call) {
            Map<String, String> headers = new HashMap<>(call.headers());
            headers.put("X-Sent-By", "a bad adapter");
            URI uri = call.uri().resolve(call.uri().getPath().replaceFirst("^/a gateway/kaleyra", ""));
            return http.post(new Request(
                    uri, headers, call.body(), call.connectTimeout(), call.timeout(), call.responseLimit()));
        }
    }

    static class TakesWhatTheJvmSays extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            return KaleyraMessaging.over(JdkTransport.over(HttpClient.newHttpClient()), account, policy);
        }
    }

    static class PostsAsTheJvmSays extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            HttpClient client = HttpClient.newHttpClient();
            return KaleyraMessaging.over(call -> bare(client, call), account, policy);
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
                                    new NoResponse(new IOException("late")),
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
            MessagingPort port = KaleyraMessaging.over(JdkTransport.create(policy), account, policy);
            return message -> {
                Thread.interrupted();
                try {
                    return port.send(message);
                } finally {
                    Thread.interrupted();
                }
            };
        }
    }

    /** Keeps connections for as long as the JDK does. */
    static class KeepsIdleConnections extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            JdkTransport http = JdkTransport.create(policy.withIdleTimeout(Duration.ofHours(1)));
            return KaleyraMessaging.over(http, account, policy);
        }
    }

    /** Gives up its connections after a pause, but not those that are idle while others are used. */
    static class LooksAtItsLastRequestOnly extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            AtomicReference<JdkTransport> http = new AtomicReference<>();
            AtomicLong last = new AtomicLong(System.nanoTime());
            return KaleyraMessaging.over(
                    call -> {
                        long now = System.nanoTime();
                        boolean idled = now - last.getAndSet(now)
                                >= policy.idleTimeout().toNanos();
                        return http.updateAndGet(kept -> kept == null || idled
                                        ? JdkTransport.create(policy.withIdleTimeout(Duration.ofHours(1)))
                                        : kept)
                                .post(call);
                    },
                    account,
                    policy);
        }
    }

    /** Runs what users chain to a send on the one thread that all sends need. */
    static class SendsOneAfterTheOther extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            MessagingPort port = KaleyraMessaging.over(JdkTransport.create(policy), account, policy);
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

    /** Hands out futures that were chained to those of the port below, which never hears that they were cancelled. */
    static MessagingPort chained(MessagingPort port) {
        return new MessagingPort() {
            @Override
            public SendResult send(ImageMessage message) {
                return port.send(message);
            }

            @Override
            public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
                return port.sendAsync(message).thenApply(result -> result);
            }
        };
    }

    static class IgnoresCancellation extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            return chained(KaleyraMessaging.over(JdkTransport.create(policy), account, policy));
        }
    }

    static class DecoratorThatIgnoresCancellation extends DecoratorContract {
        @Override
        protected MessagingPort decorate(MessagingPort port) {
            return chained(port);
        }
    }

    static class DecoratorThatKnowsBetter extends DecoratorContract {
        @Override
        protected MessagingPort decorate(MessagingPort port) {
            return message -> port.send(message).fold(a -> a, r -> r, n -> n, d -> new NotSent(d.why(), d.cause()));
        }
    }

    /** Hands out futures that only the port itself can complete. */
    static class CannotBeCancelled extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            MessagingPort port = KaleyraMessaging.over(JdkTransport.create(policy), account, policy);
            return new MessagingPort() {
                @Override
                public SendResult send(ImageMessage message) {
                    return port.send(message);
                }

                @Override
                public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
                    CompletableFuture<SendResult> stubborn = new CompletableFuture<>() {
                        @Override
                        public boolean cancel(boolean mayInterruptIfRunning) {
                            return false;
                        }
                    };
                    port.sendAsync(message).thenAccept(stubborn::complete);
                    return stubborn;
                }
            };
        }
    }

    /** Ignores the times of the call, as an adapter that builds a second call does. */
    static class HasTimesOfItsOwn extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request call) {
            return http.post(new Request(
                    call.uri(),
                    call.headers(),
                    call.body(),
                    call.connectTimeout(),
                    SendPolicy.defaults().timeout(),
                    call.responseLimit()));
        }
    }

    /** Sends on the thread that calls, and has no patience, which ends the tests of it sooner. */
    static class BlocksItsCaller extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            SendPolicy impatient = policy.withTimeout(Duration.ofMillis(300));
            MessagingPort port = KaleyraMessaging.over(JdkTransport.create(policy), account, impatient);
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

    static class ThrowsWhatItDoesNotLike extends Spoiled {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            MessagingPort port = super.port(account, policy);
            return message -> {
                if (message.image() instanceof Image.Uploaded) {
                    throw new UnsupportedOperationException("links only");
                }
                return port.send(message);
            };
        }

        @Override
        Result spoil(HttpTransport http, Request call) {
            return http.post(call);
        }
    }

    /** Gives each send the answer to the one before. */
    static class MixesAnswersUp extends Spoiled {

        private final AtomicReference<Result> before = new AtomicReference<>();

        @Override
        Result spoil(HttpTransport http, Request call) {
            Result mine = http.post(call);
            Result other = before.getAndSet(mine);
            return other == null ? mine : other;
        }
    }

    /** Tells the truth, and is of no use. */
    static class SendsNothing extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request call) {
            return new HttpTransport.NotSent(new IOException("not today"));
        }
    }

    /** Cannot be wrong, and is of no use. */
    static class DoubtsEverything extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request call) {
            http.post(call);
            return new NoResponse(new IOException("who knows"));
        }
    }

    static class SendsAgain extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request call) {
            return http.post(call).fold(answer -> answer, neverSent -> neverSent, lost -> http.post(call));
        }
    }

    static class ShowsTheKey extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request call) {
            return http.post(call)
                    .fold(
                            answer -> answer,
                            neverSent -> neverSent,
                            lost -> new NoResponse(new IOException("failed: POST " + call.headers())));
        }
    }

    /** Takes a response that it cannot decode for none. */
    static class FailsOnGzip extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request call) {
            return http.post(call).fold(FailsOnGzip::decoded, neverSent -> neverSent, lost -> lost);
        }

        private static Result decoded(Response answer) {
            byte[] body = answer.body();
            return body.length > 0 && body[0] == 0x1f
                    ? new HttpTransport.NotSent(new ZipException("unknown coding"))
                    : answer;
        }
    }

    /** Takes a body for text, which ruins all others. */
    static class ReadsText extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request call) {
            return http.post(call)
                    .fold(
                            answer -> new Response(
                                    answer.status(),
                                    answer.headers(),
                                    new String(answer.body(), UTF_8).getBytes(UTF_8)),
                            neverSent -> neverSent,
                            lost -> lost);
        }
    }

    /** Waits on the common pool, where others wait too, and has no patience. */
    static class WaitsOnTheCommonPool extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request call) {
            try {
                return CompletableFuture.supplyAsync(() -> http.post(call)).get(300, TimeUnit.MILLISECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                return new NoResponse(e);
            }
        }
    }

    /** The client that each JVM has, and that takes whatever the JVM says. */
    static class UsesAUrlConnection extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            return KaleyraMessaging.over(UsesAUrlConnection::post, account, policy);
        }

        private static Result post(Request call) {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) call.uri().toURL().openConnection();
                call.headers().forEach(connection::setRequestProperty);
                connection.setDoOutput(true);
                connection.getOutputStream().write(call.body());
                return new Response(
                        connection.getResponseCode(),
                        Map.of(),
                        connection.getInputStream().readAllBytes());
            } catch (IOException e) {
                return new NoResponse(e);
            }
        }
    }

    /** Takes a timeout for a hint. */
    static class TakesItsTime extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request call) {
            Duration generous = call.timeout().multipliedBy(40);
            return http.post(new Request(
                    call.uri(), call.headers(), call.body(), call.connectTimeout(), generous, call.responseLimit()));
        }
    }

    /** Trusts whom the JVM trusts and does not look whether it is the one that was called. */
    static class LooksAtNoName extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            return KaleyraMessaging.over(LooksAtNoName::post, account, policy);
        }

        private static Result post(Request call) {
            try (Socket socket = SSLContext.getDefault()
                    .getSocketFactory()
                    .createSocket(call.uri().getHost(), call.uri().getPort())) {
                writeTo(socket, call);
                return answerFrom(socket.getInputStream());
            } catch (IOException | GeneralSecurityException e) {
                return new HttpTransport.NotSent(e);
            }
        }
    }

    /** Keeps one connection for ever, and takes what it finds there for its answer. */
    static class KeepsOneSocket extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            AtomicReference<Socket> kept = new AtomicReference<>();
            return KaleyraMessaging.over(call -> post(kept, call), account, policy);
        }

        private static synchronized Result post(AtomicReference<Socket> kept, Request call) {
            try {
                if (kept.get() == null) {
                    kept.set(new Socket(call.uri().getHost(), call.uri().getPort()));
                }
                writeTo(kept.get(), call);
                return answerFrom(kept.get().getInputStream());
            } catch (IOException e) {
                return new NoResponse(e);
            }
        }
    }

    /** Wants to know how an answer ends, however long that takes. */
    static class ReadsToTheEnd extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            return KaleyraMessaging.over(ReadsToTheEnd::post, account, policy);
        }

        private static Result post(Request call) {
            try (Socket socket = new Socket(call.uri().getHost(), call.uri().getPort())) {
                writeTo(socket, call);
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                return new NoResponse(new IOException("an answer as long as that?"));
            } catch (IOException e) {
                return new NoResponse(e);
            }
        }
    }

    private static void writeTo(Socket socket, Request call) throws IOException {
        StringBuilder head = new StringBuilder("POST " + call.uri().getRawPath() + " HTTP/1.1\r\n");
        call.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("Content-Length: " + call.body().length + "\r\n\r\n");
        socket.getOutputStream().write(head.toString().getBytes(UTF_8));
        socket.getOutputStream().write(call.body());
    }

    /** Reads an answer with a length, the first if it has several. */
    private static Response answerFrom(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.read());
        }
        int length =
                Integer.parseInt(head.toString().split("Content-Length: ")[1].split("\r\n")[0]);
        return new Response(202, Map.of(), in.readNBytes(length));
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "bad-adapter");
        thread.setDaemon(true);
        return thread;
    }

    private static Result bare(HttpClient client, Request call) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(call.uri()).POST(HttpRequest.BodyPublishers.ofByteArray(call.body()));
            call.headers().forEach(request::setHeader);
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Response(response.statusCode(), Map.of(), response.body());
        } catch (IOException | InterruptedException e) {
            return new NoResponse(e);
        }
    }
}
