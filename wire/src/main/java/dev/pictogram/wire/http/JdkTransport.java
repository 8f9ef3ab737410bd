// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static java.util.Objects.requireNonNull;

import dev.pictogram.SendPolicy;
import dev.pictogram.wire.http.ClientRotation.Generation;
import dev.pictogram.wire.internal.Threads;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Posts each request once, on {@code java.net.http}, and knows whether it was handed over: the transport of the
 * library's own adapters.
 *
 * <p>Its own client speaks HTTP/1.1, follows no redirect, uses no proxy, trusts what the JVM's trust store trusts
 * (whatever default {@code SSLContext} the application has set) and the name in a certificate, and asks for no
 * compression. It keeps connections for {@link SendPolicy#idleTimeout()} at most, and then replaces the client: the first
 * request after that opens a connection. A client that is not used has neither a connection nor a thread.
 *
 * <p>Not-sent is told from lost by whether the body was ever handed to the client, not by the type of an exception:
 * the same {@link IOException} comes before and after. A body can be handed over once, so the client cannot repeat the
 * request, whatever its settings and the JVM's are. Where the client hands over too early, the outcome errs on the side
 * of lost: a server that hangs up in the middle of a TLS handshake is an example.
 *
 * <p>The timeout of a call covers it as a whole, but for one thing: {@link #post} looks the server's name up on the
 * calling thread, and the JVM gives no way to end that; what comes too late for the timeout is not sent any more. An
 * answer is seen however busy the common pool is; a failure may then be seen only when the time is over.
 */
public final class JdkTransport implements HttpTransport {

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
     * {@return a transport with its own client, which starts no thread before the first request}
     *
     * @param policy its connect timeout and its idle timeout count
     */
    public static JdkTransport create(SendPolicy policy) {
        return create(policy, trustStoreOnly());
    }

    static JdkTransport create(SendPolicy policy, SSLContext context) {
        // One builder: with one SSL context, a new client resumes the TLS sessions of the last one.
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(context)
                .sslParameters(verifyHostnames())
                .connectTimeout(policy.connectTimeout())
                .executor(clientExecutor());
        ClientRotation clients = ClientRotation.of(builder::build, policy.idleTimeout(), Threads.TIMER);
        return new JdkTransport(clients, Threads.pool("pictogram-start"), Threads.TIMER, true);
    }

    /**
     * {@return a transport over a client of the application's, which is neither changed nor closed} Its proxy, cookies,
     * TLS and connect timeout count; a call's connect timeout does not, nor does an idle timeout. A client with an authenticator would send the
     * request again after a 401; that is prevented, and what became of the message is then in doubt.
     *
     * @param client any that follows no redirect, which is how a client is unless it was told otherwise
     * @throws IllegalArgumentException if it follows redirects: it would take the key to wherever an answer points
     */
    public static JdkTransport over(HttpClient client) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "client: must not follow redirects, which would take the key elsewhere, but its policy is "
                            + client.followRedirects());
        }
        return new JdkTransport(ClientRotation.never(client), Threads.pool("pictogram-start"), Threads.TIMER, false);
    }

    /** Unlike the JVM's default context, one that no other library can have made to trust everything. */
    private static SSLContext trustStoreOnly() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** Said here, a name counts even in a JVM with {@code -Djdk.internal.httpclient.disableHostnameVerification}. */
    private static SSLParameters verifyHostnames() {
        SSLParameters parameters = new SSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }

    @Override
    public Result post(Request call) {
        Conversation conversation = new Conversation(call);
        Attempt attempt = conversation.attempt;
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted before anything was sent");
            }
            endInTime(attempt, call);
            if (clientNeedsNoThread) {
                // Not sendAsync, whose future ends on the common pool, and with two processors or one on a new thread
                // each time.
                conversation.endIfUnanswered(send(conversation));
            } else {
                // Not send, which does not return, even after its timeout, when the client's executor has no thread
                // left.
                start(conversation);
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
    public CompletableFuture<Result> postAsync(Request call) {
        Conversation conversation = new Conversation(call);
        Attempt attempt = conversation.attempt;
        try {
            endInTime(attempt, call);
            // Not on the caller's thread: it may have to look a name up. It is free before the answer comes.
            starters.execute(() -> start(conversation));
        } catch (RuntimeException | Error noThread) {
            attempt.end(noThread);
        }
        return attempt.outcome();
    }

    private void endInTime(Attempt attempt, Request call) {
        // On the timer's thread: a virtual one comes late when the carriers are busy.
        attempt.schedule(timer, call.timeout(), attempt::endLate);
    }

    private void start(Conversation conversation) {
        Attempt attempt = conversation.attempt;
        if (attempt.hasEnded()) {
            return;
        }
        try {
            Generation generation = clients.acquire();
            CompletableFuture<HttpResponse<Result>> exchange = sendAsync(conversation, generation);
            conversation.startedAs(exchange);
            // An answer is not awaited from this future: it may end on the common pool, and that may be busy.
            exchange.whenComplete((response, failure) -> {
                generation.release();
                if (failure == null) {
                    conversation.endIfUnanswered(response);
                } else {
                    Throwable wrapped = failure instanceof CompletionException ? failure.getCause() : null;
                    attempt.end(wrapped == null ? failure : wrapped);
                }
            });
        } catch (RuntimeException | Error refused) {
            attempt.end(refused);
        }
    }

    private HttpResponse<Result> send(Conversation conversation) throws IOException, InterruptedException {
        Generation generation = clients.acquire();
        try {
            conversation.startsOn(generation);
            return generation.client.send(request(conversation), conversation);
        } finally {
            generation.release();
        }
    }

    private CompletableFuture<HttpResponse<Result>> sendAsync(Conversation conversation, Generation generation) {
        try {
            conversation.startsOn(generation);
            return generation.client.sendAsync(request(conversation), conversation);
        } catch (RuntimeException | Error refused) {
            generation.release();
            throw refused;
        }
    }

    private static HttpRequest request(Conversation conversation) {
        Request call = conversation.call;
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(call.timeout())
                .POST(conversation);
        call.headers().forEach(request::setHeader);
        return request.build();
    }

    /**
     * {@return an executor that runs tasks on the calling thread, except for TLS handshakes}
     *
     * <p>On the calling thread, a send over TLS takes three quarters of the default pool's processor time. With several
     * threads the client sometimes gives a request to a connection that it has just closed. But that thread is the one
     * selector thread of the client. A handshake there would delay all other requests by milliseconds of computing, or by
     * a revocation check that waits for its server.
     */
    private static Executor clientExecutor() {
        Executor handshakes = Threads.pool("pictogram-handshake");
        return task -> {
            // Only its class tells; where that has another name, handshakes run on the calling thread as well.
            if (task.getClass().getName().startsWith("jdk.internal.net.http.common.SSLFlowDelegate")) {
                handshakes.execute(task);
            } else {
                task.run();
            }
        };
    }

    /** An attempt in the language of the client. */
    private static final class Conversation implements BodyPublisher, BodyHandler<Result>, BodySubscriber<Result> {

        private static final Future<?> NO_EXCHANGE = CompletableFuture.completedFuture(null);
        private static final Subscription NOTHING = new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        };

        final Attempt attempt;

        private final Request call;
        private volatile @Nullable Generation generation; // null: not started
        private volatile Future<?> exchange = NO_EXCHANGE;
        private volatile Subscription incoming = NOTHING;

        Conversation(Request call) {
            this.call = call;
            this.attempt = new Attempt(call);
            attempt.cancelWith(this::cancel);
        }

        /** What was answered is not cancelled but left unread: its connection may serve the next request already. */
        private void cancel() {
            if (attempt.isAnswered()) {
                incoming.cancel();
            } else {
                exchange.cancel(true);
            }
        }

        void startsOn(Generation generation) {
            this.generation = generation;
        }

        /** Takes the client's own future, to cancel it if the attempt ends before there is an answer. */
        void startedAs(Future<?> exchange) {
            this.exchange = exchange;
            if (attempt.hasEnded() && !attempt.isAnswered()) {
                exchange.cancel(true);
            }
        }

        /** Ends an attempt whose client is done but asked for no body: a proxy's refusal, which is not the server's. */
        void endIfUnanswered(HttpResponse<?> response) {
            if (!attempt.isAnswered()) {
                attempt.end(new IOException("HTTP " + response.statusCode() + " from a proxy"));
            }
        }

        // BodyPublisher: the way out

        @Override
        public long contentLength() {
            return call.body().length;
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> client) {
            byte[] body;
            try {
                body = attempt.handOver();
            } catch (IOException refused) {
                client.onSubscribe(NOTHING);
                client.onError(refused);
                return;
            }
            BodyPublishers.ofByteArray(body).subscribe(client);
        }

        // BodyHandler and BodySubscriber: the way back

        @Override
        public BodySubscriber<Result> apply(ResponseInfo info) {
            requireNonNull(generation).answered();
            attempt.answered(
                    info.statusCode(), name -> info.headers().firstValue(name).orElse(null));
            return this;
        }

        /** Ends with the attempt, and so in time whatever the body does; a client that ends it ends nothing else. */
        @Override
        public CompletionStage<Result> getBody() {
            return attempt.outcome().minimalCompletionStage();
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
        public void onNext(List<ByteBuffer> part) {
            for (ByteBuffer bytes : part) {
                if (!attempt.take(bytes)) {
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
            incoming = NOTHING; // The connection is the client's again: to cancel now would be to close it.
            attempt.end(null);
        }
    }
}
