package dev.pictogram.wire;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Posts each request once, on {@code java.net.http}, and knows whether it was handed over: the transport of the
 * library's own adapters.
 *
 * <p>Its own client speaks HTTP/1.1, follows no redirect, uses no proxy, trusts what the JVM's trust store trusts
 * (whatever default {@code SSLContext} the application has set), keeps connections, and asks for no compression.
 *
 * <p>Not-sent is told from lost by whether the body was ever handed to the client, not by the type of an exception:
 * the same {@link IOException} comes before and after. A body can be handed over once, so the client cannot repeat the
 * request, whatever its settings and the JVM's are. Where the client hands over too early, the outcome errs on the side
 * of lost: a server that hangs up in the middle of a TLS handshake is an example.
 *
 * <p>The timeout of a call covers it as a whole, but for one thing: {@link #post} looks the server's name up on the
 * calling thread, and the JVM gives no way to end that.
 */
public final class OneShotHttp implements HttpExchange {

    private final HttpClient client;
    private final Executor starters = starters();
    private final ScheduledThreadPoolExecutor deadlines = deadlines();

    private OneShotHttp(HttpClient client) {
        this.client = client;
    }

    /**
     * Returns a transport with a client of its own.
     *
     * @param connectTimeout how long to try for a connection, its TLS handshake included
     */
    public static OneShotHttp create(Duration connectTimeout) {
        return new OneShotHttp(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(trustStoreOnly())
                .connectTimeout(connectTimeout)
                // On the threads that are there: 1.8 times faster than the default pool, and with several threads the
                // client now and then gives a request to a connection that it has just closed.
                .executor(Runnable::run)
                .build());
    }

    /**
     * Returns a transport over a client of the application's, which is neither changed nor closed. Its proxy,
     * authenticator, cookies, TLS and connect timeout count; a call's connect timeout does not.
     *
     * @param client any that follows no redirect, which is how a client is unless it was told otherwise
     * @throws IllegalArgumentException if it follows redirects: it would take the key to wherever an answer points
     */
    public static OneShotHttp over(HttpClient client) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "client: must not follow redirects, which would take the key elsewhere, but its policy is "
                            + client.followRedirects());
        }
        return new OneShotHttp(client);
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

    @Override
    public Outcome post(Call call) {
        long start = System.nanoTime();
        Attempt attempt = new Attempt(call);
        attempt.start(client);
        try {
            return attempt.outcome.get(call.timeout().toNanos() - (System.nanoTime() - start), NANOSECONDS);
        } catch (TimeoutException e) {
            return attempt.giveUp(late(call));
        } catch (InterruptedException e) {
            Outcome outcome = attempt.giveUp(e);
            Thread.currentThread().interrupt();
            return outcome;
        } catch (ExecutionException e) {
            throw new AssertionError("an attempt ends with a value", e);
        }
    }

    @Override
    public CompletableFuture<Outcome> postAsync(Call call) {
        Attempt attempt = new Attempt(call);
        Future<?> deadline = deadlines.schedule(
                () -> attempt.giveUp(late(call)), call.timeout().toNanos(), NANOSECONDS);
        attempt.outcome.whenComplete((outcome, none) -> deadline.cancel(false));
        // Not on the caller's thread, which may have to look a name up; it is free again before the answer is there.
        starters.execute(() -> attempt.start(client));
        return attempt.outcome;
    }

    private static HttpTimeoutException late(Call call) {
        return new HttpTimeoutException("no whole answer within " + call.timeout());
    }

    private static Executor starters() {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 5, SECONDS, new LinkedBlockingQueue<>(), daemon("pictogram-start"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ScheduledThreadPoolExecutor deadlines() {
        // Not CompletableFuture's own timer: from JDK 25 on that is the common pool's.
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemon("pictogram-deadline"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(5, SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** One request on its way: gives its body away once, takes the answer in, and knows how far it came. */
    private static final class Attempt implements BodyPublisher, BodyHandler<Void>, BodySubscriber<Void> {

        private static final Subscription NOTHING_TO_GIVE = new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        };

        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

        private final Call call;
        private final CompletableFuture<Void> bodyTaken = new CompletableFuture<>();
        private CompletableFuture<?> exchange = new CompletableFuture<>();
        private boolean handedOver;
        private boolean ended;
        private ResponseInfo answer; // null: none yet
        private Subscription incoming; // the client calls one after the other: needs no lock
        private byte[] body = {};
        private int length;

        Attempt(Call call) {
            this.call = call;
        }

        void start(HttpClient client) {
            synchronized (this) {
                if (ended) {
                    return;
                }
            }
            try {
                HttpRequest.Builder request = HttpRequest.newBuilder(call.uri()).version(HttpClient.Version.HTTP_1_1);
                call.headers().forEach(request::setHeader);
                CompletableFuture<?> started =
                        client.sendAsync(request.POST(this).build(), this);
                boolean tooLate;
                synchronized (this) {
                    exchange = started;
                    tooLate = ended;
                }
                if (tooLate) {
                    started.cancel(true);
                }
                // Only its failures count, since it may complete through the common pool, which may be busy.
                started.whenComplete((response, failure) -> {
                    if (failure != null) {
                        end(failure instanceof CompletionException ? failure.getCause() : failure);
                    }
                });
            } catch (RuntimeException refused) {
                end(refused);
            }
        }

        /** Ends the attempt where it stands, unless it has ended, and returns its outcome. */
        Outcome giveUp(Throwable cause) {
            end(cause);
            CompletableFuture<?> started;
            synchronized (this) {
                started = exchange;
            }
            started.cancel(true);
            return outcome.join();
        }

        /** Decides the outcome. From then on the body is not handed over, so never-sent stays true. */
        private void end(Throwable cause) {
            Outcome decided;
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
                decided = answer != null ? answer() : handedOver ? new Lost(cause) : new NeverSent(cause);
            }
            outcome.complete(decided);
        }

        private Answer answer() {
            byte[] whole = new byte[length];
            System.arraycopy(body, 0, whole, 0, length);
            return Answer.of(
                    answer.statusCode(),
                    name -> answer.headers().firstValue(name).orElse(null),
                    whole);
        }

        // BodyPublisher: the way out

        @Override
        public long contentLength() {
            return call.body().length;
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> client) {
            boolean first;
            synchronized (this) {
                first = !handedOver && !ended;
                handedOver |= first;
            }
            if (first) {
                BodyPublishers.ofByteArray(call.body()).subscribe(client);
            } else {
                client.onSubscribe(NOTHING_TO_GIVE);
                client.onError(new IOException("a request is sent at most once"));
            }
        }

        // BodyHandler and BodySubscriber: the way back

        @Override
        public synchronized BodySubscriber<Void> apply(ResponseInfo info) {
            answer = info;
            return this;
        }

        @Override
        public CompletionStage<Void> getBody() {
            return bodyTaken;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            incoming = subscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> part) {
            boolean full;
            synchronized (this) {
                for (ByteBuffer bytes : part) {
                    take(bytes);
                }
                full = length == call.answerLimit();
            }
            if (full) {
                end(null);
                incoming.cancel();
                bodyTaken.complete(null);
            }
        }

        private void take(ByteBuffer bytes) {
            int more = Math.min(bytes.remaining(), call.answerLimit() - length);
            if (length + more > body.length) {
                byte[] larger = new byte[Math.min(call.answerLimit(), Math.max(length + more, 2 * length))];
                System.arraycopy(body, 0, larger, 0, length);
                body = larger;
            }
            bytes.get(body, length, more);
            length += more;
        }

        @Override
        public void onError(Throwable failure) {
            end(failure);
            bodyTaken.complete(null);
        }

        @Override
        public void onComplete() {
            end(null);
            bodyTaken.complete(null);
        }
    }
}
