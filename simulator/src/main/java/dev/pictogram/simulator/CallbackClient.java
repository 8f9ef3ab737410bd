// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Posts a body once: without redirects, proxies or retries. */
final class CallbackClient implements Target {

    static final int MOST_OF_RESPONSE = 1024; // bytes

    private static final int THREADS = 2;

    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor threads;
    private final Set<InFlight> inFlight = ConcurrentHashMap.newKeySet();
    private @Nullable HttpClient client; // created for the first callback, because most simulators post none
    private boolean closed;

    /**
     * Creates a client without starting a thread.
     *
     * @param timer owned and closed by the caller
     */
    CallbackClient(ScheduledThreadPoolExecutor timer, String threadName) {
        this.timer = timer;
        threads = new ThreadPoolExecutor(THREADS, THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletableFuture<Reply> post(CallbackProfile profile, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(profile.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "pictogram-simulator")
                .POST(BodyPublishers.ofString(body));
        profile.headers().forEach(request::setHeader);
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new IllegalStateException(CLOSED));
            }
            CompletableFuture<HttpResponse<String>> sent =
                    client().sendAsync(request.build(), unused -> new Beginning());
            // None of the client's timeouts limits a body that never ends.
            ScheduledFuture<?> timeout = timer.schedule(
                    () -> reply.completeExceptionally(new TimeoutException(
                            "no complete response within " + profile.timeout().toMillis() + " ms")),
                    profile.timeout().toMillis(),
                    TimeUnit.MILLISECONDS);
            InFlight one = new InFlight(reply);
            inFlight.add(one);
            reply.whenComplete((any, problem) -> {
                inFlight.remove(one);
                timeout.cancel(false);
                sent.cancel(true);
            });
            sent.whenComplete((response, problem) -> {
                if (problem == null) {
                    reply.complete(new Reply(response.statusCode(), response.body()));
                } else {
                    reply.completeExceptionally(problem);
                }
            });
        }
        return reply;
    }

    private HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY) // Otherwise loopback callbacks could leave the machine.
                    .executor(threads)
                    .build();
        }
        return client;
    }

    /** Ends attempts in flight without waiting for responses. */
    @Override
    public void close() {
        @Nullable HttpClient closing;
        synchronized (this) {
            closed = true;
            closing = client;
            client = null;
        }
        List.copyOf(inFlight).forEach(one -> one.reply.completeExceptionally(new IllegalStateException(CLOSED)));
        if (closing != null) {
            shutDown(closing);
        }
        threads.shutdownNow();
    }

    /** Ends the client's selector thread from JDK 21 on; on 17 it ends when the client is collected. */
    private static void shutDown(HttpClient client) {
        try {
            Method shutdownNow = HttpClient.class.getMethod("shutdownNow");
            shutdownNow.invoke(client);
        } catch (ReflectiveOperationException olderJdk) {
            // Leaves a sleeping daemon thread until the next garbage collection.
        }
    }

    /** One request; compared by identity, which futures do not guarantee. */
    private static final class InFlight {

        private final CompletableFuture<Reply> reply;

        InFlight(CompletableFuture<Reply> reply) {
            this.reply = reply;
        }
    }

    /** Reads the beginning of a body and then cancels the rest, so that an endless body is harmless. */
    private static final class Beginning implements BodySubscriber<String> {

        private final CompletableFuture<String> body = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Flow.@Nullable Subscription subscription;

        @Override
        public CompletionStage<String> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] part = new byte[Math.min(buffer.remaining(), MOST_OF_RESPONSE - bytes.size())];
                buffer.get(part);
                bytes.writeBytes(part);
            }
            if (bytes.size() == MOST_OF_RESPONSE && !body.isDone()) {
                requireNonNull(subscription).cancel();
                onComplete();
            }
        }

        @Override
        public void onError(Throwable problem) {
            body.completeExceptionally(problem);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toString(UTF_8));
        }
    }
}
