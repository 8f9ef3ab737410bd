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

/** Deliberately wrong adapters, each of which the contract has to catch. */
final class BadAdapters {

    private BadAdapters() {}

    /** An adapter over JdkTransport that changes its results. */
    abstract static class Spoiled extends HttpAdapterContract {

        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            JdkTransport http = JdkTransport.create(policy);
            return KaleyraMessaging.over(request -> spoil(http, request), account, policy);
        }

        abstract Result spoil(HttpTransport http, Request request);
    }

    /** Returns "not sent" for every failure, like a client that knows success and failure only. */
    static class NeverInDoubt extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            HttpTransport.NotSent failed = new HttpTransport.NotSent(new IOException("failed"));
            return http.post(request)
                    .fold(
                            response -> new String(response.body(), UTF_8).contains("message_id\":\"AX1\"")
                                    ? response
                                    : failed,
                            notSent -> notSent,
                            noResponse -> failed);
        }
    }

    /** Has the right result with the wrong cause. */
    static class RunsOutOfMemory extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            http.post(request);
            return new NoResponse(new IOException(new OutOfMemoryError("Java heap space")));
        }
    }

    static class AlwaysInDoubt extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            return http.post(request)
                    .fold(response -> response, notSent -> new NoResponse(notSent.cause()), noResponse -> noResponse);
        }
    }

    static class AlwaysAccepted extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            http.post(request);
            return new Response(202, Map.of(), "{\"data\":{\"message_id\":\"AX1\"}}".getBytes(UTF_8));
        }
    }

    static class FollowsRedirects extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            HttpClient client = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.ALWAYS)
                    .build();
            return KaleyraMessaging.over(request -> bare(client, request), account, policy);
        }
    }

    static class WritesOtherBytes extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            Map<String, String> headers = new HashMap<>(request.headers());
            headers.put("X-Sent-By", "a bad adapter");
            URI uri = request.uri().resolve(request.uri().getPath().replaceFirst("^/a gateway/kaleyra", ""));
            return http.post(new Request(
                    uri,
                    headers,
                    request.body(),
                    request.connectTimeout(),
                    request.timeout(),
                    request.responseLimit()));
        }
    }

    static class UsesJvmSettings extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            return KaleyraMessaging.over(JdkTransport.over(HttpClient.newHttpClient()), account, policy);
        }
    }

    static class RetriesAsTheJvmSays extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            HttpClient client = HttpClient.newHttpClient();
            return KaleyraMessaging.over(request -> bare(client, request), account, policy);
        }
    }

    /** Ends the wait at the timeout and leaves the connection open. */
    static class LeavesConnectionsOpen extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            HttpClient client = HttpClient.newHttpClient();
            return KaleyraMessaging.over(
                    request -> CompletableFuture.supplyAsync(
                                    () -> bare(client, request),
                                    task -> daemon(task).start())
                            .completeOnTimeout(
                                    new NoResponse(new IOException("late")),
                                    request.timeout().toMillis(),
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

    /** Ignores the idle timeout. */
    static class KeepsIdleConnections extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            JdkTransport http = JdkTransport.create(policy.withIdleTimeout(Duration.ofHours(1)));
            return KaleyraMessaging.over(http, account, policy);
        }
    }

    /** Closes all connections after a pause of the pool, but no idle connection while others are in use. */
    static class MeasuresIdleTimeOfThePool extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            AtomicReference<JdkTransport> http = new AtomicReference<>();
            AtomicLong last = new AtomicLong(System.nanoTime());
            return KaleyraMessaging.over(
                    request -> {
                        long now = System.nanoTime();
                        boolean idled = now - last.getAndSet(now)
                                >= 4 * policy.idleTimeout().toNanos(); // sends on a busy machine are late
                        return http.updateAndGet(kept -> kept == null || idled
                                        ? JdkTransport.create(policy.withIdleTimeout(Duration.ofHours(1)))
                                        : kept)
                                .post(request);
                    },
                    account,
                    policy);
        }
    }

    /** Runs chained functions on the one thread that all sends need. */
    static class SendsOneByOne extends HttpAdapterContract {
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

    /** Returns dependent futures, whose cancellation does not reach the port below. */
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

    static class DecoratorThatChangesResults extends DecoratorContract {
        @Override
        protected MessagingPort decorate(MessagingPort port) {
            return message -> port.send(message).fold(a -> a, r -> r, n -> n, d -> new NotSent(d.why(), d.cause()));
        }
    }

    /** Returns futures that the caller cannot cancel. */
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

    /** Ignores the request's timeouts, like an adapter that builds a second request. */
    static class UsesOtherTimeouts extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            return http.post(new Request(
                    request.uri(),
                    request.headers(),
                    request.body(),
                    request.connectTimeout(),
                    SendPolicy.defaults().timeout(),
                    request.responseLimit()));
        }
    }

    /** Sends on the calling thread. The short timeout shortens the test. */
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

    static class ThrowsOnUploadedImages extends Spoiled {
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
        Result spoil(HttpTransport http, Request request) {
            return http.post(request);
        }
    }

    /** Returns the response to the previous send. */
    static class MixesUpResponses extends Spoiled {

        private final AtomicReference<Result> before = new AtomicReference<>();

        @Override
        Result spoil(HttpTransport http, Request request) {
            Result mine = http.post(request);
            Result other = before.getAndSet(mine);
            return other == null ? mine : other;
        }
    }

    /** Truthful and useless. */
    static class SendsNothing extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            return new HttpTransport.NotSent(new IOException("not today"));
        }
    }

    /** Truthful and useless, too. */
    static class DoubtsEverything extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            http.post(request);
            return new NoResponse(new IOException("who knows"));
        }
    }

    static class SendsAgain extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            return http.post(request).fold(response -> response, notSent -> notSent, noResponse -> http.post(request));
        }
    }

    static class ShowsTheKey extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            return http.post(request)
                    .fold(
                            response -> response,
                            notSent -> notSent,
                            noResponse -> new NoResponse(new IOException("failed: POST " + request.headers())));
        }
    }

    /** Treats a response that it cannot decode as no response. */
    static class FailsOnGzip extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            return http.post(request).fold(FailsOnGzip::decoded, notSent -> notSent, noResponse -> noResponse);
        }

        private static Result decoded(Response response) {
            byte[] body = response.body();
            return body.length > 0 && body[0] == 0x1f
                    ? new HttpTransport.NotSent(new ZipException("unknown coding"))
                    : response;
        }
    }

    /** Decodes every body as text, which corrupts other bodies. */
    static class ReadsText extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            return http.post(request)
                    .fold(
                            response -> new Response(
                                    response.status(),
                                    response.headers(),
                                    new String(response.body(), UTF_8).getBytes(UTF_8)),
                            notSent -> notSent,
                            noResponse -> noResponse);
        }
    }

    /** Waits on the common pool, with a short timeout. */
    static class WaitsOnTheCommonPool extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            try {
                return CompletableFuture.supplyAsync(() -> http.post(request)).get(300, TimeUnit.MILLISECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                return new NoResponse(e);
            }
        }
    }

    /** Uses the JDK's old client, which uses the JVM's settings. */
    static class UsesAUrlConnection extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            return KaleyraMessaging.over(UsesAUrlConnection::post, account, policy);
        }

        private static Result post(Request request) {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) request.uri().toURL().openConnection();
                request.headers().forEach(connection::setRequestProperty);
                connection.setDoOutput(true);
                connection.getOutputStream().write(request.body());
                return new Response(
                        connection.getResponseCode(),
                        Map.of(),
                        connection.getInputStream().readAllBytes());
            } catch (IOException e) {
                return new NoResponse(e);
            }
        }
    }

    /** Multiplies the timeout by 40. */
    static class IgnoresTheTimeout extends Spoiled {
        @Override
        Result spoil(HttpTransport http, Request request) {
            Duration generous = request.timeout().multipliedBy(40);
            return http.post(new Request(
                    request.uri(),
                    request.headers(),
                    request.body(),
                    request.connectTimeout(),
                    generous,
                    request.responseLimit()));
        }
    }

    /** Checks the certificate and not the host name. */
    static class VerifiesNoHostName extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            return KaleyraMessaging.over(VerifiesNoHostName::post, account, policy);
        }

        private static Result post(Request request) {
            try (Socket socket = SSLContext.getDefault()
                    .getSocketFactory()
                    .createSocket(request.uri().getHost(), request.uri().getPort())) {
                writeTo(socket, request);
                return responseFrom(socket.getInputStream());
            } catch (IOException | GeneralSecurityException e) {
                return new HttpTransport.NotSent(e);
            }
        }
    }

    /** Keeps one connection, and takes any bytes on it for the response. */
    static class KeepsOneSocket extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            AtomicReference<Socket> kept = new AtomicReference<>();
            return KaleyraMessaging.over(request -> post(kept, request), account, policy);
        }

        private static synchronized Result post(AtomicReference<Socket> kept, Request request) {
            try {
                if (kept.get() == null) {
                    kept.set(new Socket(request.uri().getHost(), request.uri().getPort()));
                }
                writeTo(kept.get(), request);
                return responseFrom(kept.get().getInputStream());
            } catch (IOException e) {
                return new NoResponse(e);
            }
        }
    }

    /** Reads a response to its end, without a limit. */
    static class ReadsToTheEnd extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            return KaleyraMessaging.over(ReadsToTheEnd::post, account, policy);
        }

        private static Result post(Request request) {
            try (Socket socket =
                    new Socket(request.uri().getHost(), request.uri().getPort())) {
                writeTo(socket, request);
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                return new NoResponse(new IOException("an response as long as that?"));
            } catch (IOException e) {
                return new NoResponse(e);
            }
        }
    }

    private static void writeTo(Socket socket, Request request) throws IOException {
        StringBuilder head = new StringBuilder("POST " + request.uri().getRawPath() + " HTTP/1.1\r\n");
        request.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("Content-Length: " + request.body().length + "\r\n\r\n");
        socket.getOutputStream().write(head.toString().getBytes(UTF_8));
        socket.getOutputStream().write(request.body());
    }

    /** Reads a response with a length, the first one of several. */
    private static Response responseFrom(InputStream in) throws IOException {
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

    private static Result bare(HttpClient client, Request request) {
        try {
            HttpRequest.Builder http =
                    HttpRequest.newBuilder(request.uri()).POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
            request.headers().forEach(http::setHeader);
            HttpResponse<byte[]> response = client.send(http.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Response(response.statusCode(), Map.of(), response.body());
        } catch (IOException | InterruptedException e) {
            return new NoResponse(e);
        }
    }
}
