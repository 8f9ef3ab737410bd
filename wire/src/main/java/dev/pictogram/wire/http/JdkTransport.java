// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.pictogram.SendPolicy;
import dev.pictogram.wire.http.ClientRotation.SharedClient;
import dev.pictogram.wire.internal.Threads;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A transport on {@code java.net.http} that sends each request at most once.
 *
 * <p>The default client uses HTTP/1.1 without redirects, proxy, cookies or compression. It trusts the JVM's trust store, even if
 * the application has replaced the default {@code SSLContext}, and verifies host names. It keeps connections open for at most
 * {@link SendPolicy#idleTimeout()}; then the next request opens a new connection. An unused transport holds no connection and no
 * thread.
 *
 * <p>A failure is {@link HttpTransport.NotSent} or {@link HttpTransport.NoResponse}
 * depending on whether the client has taken the body, because the JDK throws the same {@link IOException} before and after that.
 * The body can be taken once, so the client cannot retry the request, whatever its settings and the JVM's are. A client may take
 * the body although it cannot send it, for example when the server closes the connection during the TLS handshake. The result is then
 * {@code NoResponse} although nothing was sent.
 *
 * <p>Both time limits of a request apply. {@link #post} resolves the host name on the calling thread, which the JVM cannot
 * interrupt, so {@code post} may return late; the request is then not sent. A response is received even if the common pool is
 * busy. A failure may then be noticed only at the timeout.
 */
public final class JdkTransport implements HttpTransport {

    private static final long UNTIL_INTERRUPT_MILLIS = 500;

    private final ClientRotation clients;
    private final Executor starters;
    private final ScheduledExecutorService timer;
    private final boolean clientNeedsNoThread;

    JdkTransport(
            ClientRotation clients, Executor starters, ScheduledExecutorService timer, boolean clientNeedsNoThread) {
        this.clients = clients;
        this.starters = starters;
        this.timer = timer;
        this.clientNeedsNoThread = clientNeedsNoThread;
    }

    /**
     * {@return a transport with the default client, which starts no thread before the first request}
     *
     * @param policy the connect timeout and the idle timeout
     */
    public static JdkTransport create(SendPolicy policy) {
        return create(policy, trustStoreOnly());
    }

    static JdkTransport create(SendPolicy policy, SSLContext context) {
        // One builder, so one SSL context: a new client resumes the TLS sessions of the previous one.
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(context)
                .sslParameters(verifyHostnames())
                .connectTimeout(policy.connectTimeout())
                .executor(ClientExecutor.create());
        ClientRotation clients = ClientRotation.of(builder::build, policy.idleTimeout(), Threads.TIMER);
        return new JdkTransport(clients, Threads.pool("pictogram-start"), Threads.TIMER, true);
    }

    /**
     * {@return a transport over the application's client, which is neither reconfigured nor closed}
     *
     * <p>The client's proxy, cookies and TLS settings apply. The shorter of its connect timeout and the request's applies. The
     * idle timeout of a policy does not. A client with an {@code Authenticator} would send the request again after a 401; that is
     * prevented, and the result is then {@link HttpTransport.NoResponse}.
     *
     * @param client a client that follows no redirects, which is the JDK's default
     * @throws IllegalArgumentException if the client follows redirects, which would send the API key to another server
     */
    public static JdkTransport over(HttpClient client) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "client: must not follow redirects, which would send the API key to another server, but its policy is "
                            + client.followRedirects());
        }
        return new JdkTransport(ClientRotation.fixed(client), Threads.pool("pictogram-start"), Threads.TIMER, false);
    }

    /** Not the JVM's default context, which another library may have replaced by one that trusts everything. */
    private static SSLContext trustStoreOnly() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM does not support TLS", e);
        }
    }

    /** Set explicitly, so that {@code -Djdk.internal.httpclient.disableHostnameVerification} has no effect. */
    private static SSLParameters verifyHostnames() {
        SSLParameters parameters = new SSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }

    @Override
    public Result post(Request request) {
        AttemptHandler handler = new AttemptHandler(request, timer);
        Attempt attempt = handler.attempt;
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted before the request was sent");
            }
            if (!attempt.hasEnded()) {
                if (clientNeedsNoThread) {
                    // Not sendAsync: its future completes on the common pool or, with up to two processors, on a new
                    // thread each time.
                    handler.endWithoutResponse(send(handler));
                } else {
                    // Not send: it does not return, even after its timeout, when the client's executor has no thread
                    // left.
                    start(handler);
                }
            }
        } catch (InterruptedException e) {
            attempt.end(e);
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            attempt.end(e);
        }
        return attempt.await();
    }

    @Override
    public CompletableFuture<Result> postAsync(Request request) {
        AttemptHandler handler = new AttemptHandler(request, timer);
        Attempt attempt = handler.attempt;
        try {
            // Not on the caller's thread, because sendAsync may resolve the host name. It returns before the response.
            starters.execute(() -> start(handler));
        } catch (RuntimeException | Error noThread) {
            attempt.end(noThread);
        }
        return attempt.result();
    }

    private void start(AttemptHandler handler) {
        Attempt attempt = handler.attempt;
        if (attempt.hasEnded()) {
            return;
        }
        try {
            SharedClient client = clients.acquire();
            CompletableFuture<HttpResponse<Result>> future = sendAsync(handler, client);
            handler.started(future);
            // The response itself does not come from this future: it may complete on the common pool, which may be
            // busy.
            future.whenComplete((response, failure) -> {
                client.release();
                if (failure == null) {
                    handler.endWithoutResponse(response);
                } else {
                    Throwable wrapped = failure instanceof CompletionException ? failure.getCause() : null;
                    attempt.end(wrapped == null ? failure : wrapped);
                }
            });
        } catch (RuntimeException | Error refused) {
            attempt.end(refused);
        }
    }

    private HttpResponse<Result> send(AttemptHandler handler) throws IOException, InterruptedException {
        SharedClient client = clients.acquire();
        BlockedThread blocked = new BlockedThread(timer);
        try {
            handler.uses(client);
            handler.started(blocked);
            return client.http.send(httpRequest(handler), handler);
        } catch (InterruptedException e) {
            if (blocked.takeInterrupt()) {
                throw new IOException(e);
            }
            throw e;
        } finally {
            blocked.returned();
            client.release();
        }
    }

    private CompletableFuture<HttpResponse<Result>> sendAsync(AttemptHandler handler, SharedClient client) {
        try {
            handler.uses(client);
            return client.http.sendAsync(httpRequest(handler), handler);
        } catch (RuntimeException | Error refused) {
            client.release();
            throw refused;
        }
    }

    private static HttpRequest httpRequest(AttemptHandler handler) {
        Request request = handler.request;
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri())
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(request.timeout())
                .POST(handler);
        request.headers().forEach(builder::setHeader);
        return builder.build();
    }

    /**
     * A thread in {@code HttpClient.send}. Cancelling it interrupts the thread if {@code send} does not return soon, as before JDK 21
     * when the client's selector thread has ended.
     */
    private static final class BlockedThread extends CompletableFuture<Void> {

        private final ScheduledExecutorService timer;
        private final Thread thread = Thread.currentThread();
        private boolean interrupted;

        BlockedThread(ScheduledExecutorService timer) {
            this.timer = timer;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            // Not immediately: an interrupt by the application at the same time would be lost.
            timer.schedule(this::interrupt, UNTIL_INTERRUPT_MILLIS, MILLISECONDS);
            return false;
        }

        private synchronized void interrupt() {
            if (!isDone() && !thread.isInterrupted()) {
                interrupted = true;
                thread.interrupt();
            }
        }

        /** {@return whether this, and not the application, has caused an {@code InterruptedException}, which it thereby handles} */
        synchronized boolean takeInterrupt() {
            boolean was = interrupted;
            interrupted = false;
            return was;
        }

        /** Prevents an interrupt from now on, and clears the flag of one that came too late. */
        synchronized void returned() {
            complete(null);
            if (interrupted) {
                Thread.interrupted();
            }
        }
    }

    /** Connects an attempt to the client's callbacks for the two bodies. */
    private static final class AttemptHandler implements BodyPublisher, BodyHandler<Result>, BodySubscriber<Result> {

        private static final Future<?> NOT_STARTED = CompletableFuture.completedFuture(null);
        private static final Subscription NO_SUBSCRIPTION = new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        };

        final Attempt attempt;

        private final Request request;
        private volatile @Nullable SharedClient client; // null: not started
        private volatile Future<?> future = NOT_STARTED;
        private volatile Subscription incoming = NO_SUBSCRIPTION;

        AttemptHandler(Request request, ScheduledExecutorService timer) {
            this.request = request;
            this.attempt = Attempt.start(request, timer);
            attempt.onEndDirectly(this::cancel);
        }

        /** After a response, stops reading only: the connection may already serve the next request. */
        private void cancel() {
            if (attempt.hasResponse()) {
                incoming.cancel();
            } else if (!future.isDone()) {
                // Not on the timer's thread: during a TLS handshake it waits for the step that is being computed.
                Threads.run(() -> future.cancel(true));
            }
        }

        void uses(SharedClient client) {
            this.client = client;
        }

        /** Sets the client's future, which is cancelled if the attempt ends without a response. */
        void started(Future<?> future) {
            this.future = future;
            if (attempt.hasEnded() && !attempt.hasResponse()) {
                future.cancel(true);
            }
        }

        /** Ends an attempt whose client is done but asked for no body subscriber: a proxy refused, not the server. */
        void endWithoutResponse(HttpResponse<?> response) {
            if (!attempt.hasResponse()) {
                attempt.end(new IOException("HTTP " + response.statusCode() + " from a proxy"));
            }
        }

        // BodyPublisher: the request body

        @Override
        public long contentLength() {
            return request.body().length;
        }

        /**
         * The body is taken on the first request for it, not on the subscription: after a failed TLS handshake, the client may
         * subscribe and cancel.
         */
        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new Subscription() {
                private final AtomicBoolean done = new AtomicBoolean();

                @Override
                public void request(long n) {
                    if (done.getAndSet(true)) {
                        return;
                    }
                    byte[] body;
                    try {
                        body = attempt.takeBody();
                    } catch (IOException refused) {
                        subscriber.onError(refused);
                        return;
                    }
                    subscriber.onNext(ByteBuffer.wrap(body));
                    subscriber.onComplete();
                }

                @Override
                public void cancel() {
                    done.set(true);
                }
            });
        }

        // BodyHandler and BodySubscriber: the response

        @Override
        public BodySubscriber<Result> apply(ResponseInfo info) {
            requireNonNull(client).responseReceived();
            attempt.receiveHead(
                    info.statusCode(), name -> info.headers().firstValue(name).orElse(null));
            return this;
        }

        /** Completes when the attempt ends, so in time even if the body stalls. The client can complete only its copy. */
        @Override
        public CompletionStage<Result> getBody() {
            return attempt.result().minimalCompletionStage();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            incoming = subscription;
            if (attempt.hasEnded()) {
                subscription.cancel();
            } else {
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                if (!attempt.receivePart(part)) {
                    return;
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            attempt.end(failure);
        }

        @Override
        public void onComplete() {
            attempt.receiveEnd();
        }
    }
}
