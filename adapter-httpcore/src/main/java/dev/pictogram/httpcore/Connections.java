// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import dev.pictogram.SendPolicy;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.concurrent.CallbackContribution;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.http.nio.entity.DiscardingEntityConsumer;
import org.apache.hc.core5.http.nio.ssl.BasicClientTlsStrategy;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.nio.support.BasicClientExchangeHandler;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.nio.support.BasicResponseConsumer;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.pool.DefaultDisposalCallback;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.pool.StrictConnPool;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** The connections of one transport. */
final class Connections {

    /** One thread, so that many ports that are created together leave processors to the first messages. */
    private static final Executor TRUST_STORES = Resolver.daemons("pictogram-trust-store", 1);

    private final StrictConnPool<HttpHost, IOSession> pool;
    private final Timeout idleTimeout;
    private final LongSupplier nanoTime;
    private final Supplier<SSLContext> context;
    private final Resolver resolver;
    private final @Nullable InetSocketAddress proxy;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile @Nullable TlsStrategy tls; // null: not used yet

    Connections(Limits limits, Supplier<SSLContext> context, Resolver resolver, @Nullable InetSocketAddress proxy) {
        this(limits, context, resolver, proxy, System::nanoTime);
    }

    Connections(
            Limits limits,
            Supplier<SSLContext> context,
            Resolver resolver,
            @Nullable InetSocketAddress proxy,
            LongSupplier nanoTime) {
        this.pool = new StrictConnPool<>(
                limits.perHost,
                Integer.MAX_VALUE,
                TimeValue.of(limits.age),
                PoolReusePolicy.LIFO,
                new DefaultDisposalCallback<>(), // sends TLS's close_notify, and waits for the server's for a second
                null);
        this.idleTimeout = Timeout.of(limits.idle);
        this.context = context;
        this.resolver = resolver;
        this.proxy = proxy;
        this.nanoTime = nanoTime;
    }

    /**
     * The limits of the connections.
     *
     * @param idle how long an unused connection is kept
     * @param age how long a connection is used; a new one resolves the host name again
     * @param perHost the maximum number; further requests wait for a connection, in the order of their arrival
     */
    record Limits(Duration idle, Duration age, int perHost) {

        static Limits of(SendPolicy policy) {
            return new Limits(policy.idleTimeout(), Duration.ofMinutes(5), 1024);
        }
    }

    /** Calls back at once, or later on the thread that returns an entry. */
    Future<PoolEntry<HttpHost, IOSession>> lease(
            HttpHost host, FutureCallback<PoolEntry<HttpHost, IOSession>> callback) {
        boolean interrupted = Thread.interrupted(); // The pool would cancel the lease.
        try {
            return pool.lease(host, null, Timeout.DISABLED, callback);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * {@return the addresses to connect to, at least one: those of the proxy, if there is one} This blocks. It also loads the trust
     * store, for which an I/O thread has no time.
     */
    List<InetSocketAddress> addresses(HttpHost host) throws UnknownHostException {
        if (isSecure(host)) {
            tls();
        }
        String name = proxy == null ? host.getHostName() : proxy.getHostString();
        int port = proxy == null ? host.getPort() : proxy.getPort();
        return Stream.of(resolver.resolve(name))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    /** {@return whether the connection is open and was not idle for too long} The pool knows that by the wall clock only. */
    boolean isUsable(IOSession session) {
        long idle = nanoTime.getAsLong() - Reactor.handler(session).idleSince;
        return session.isOpen() && idle < idleTimeout.toNanoseconds();
    }

    /** Returns an unused entry to the pool. A connection in it is as idle as before. */
    void giveBack(PoolEntry<HttpHost, IOSession> entry) {
        inTurn(() -> pool.release(entry, true));
    }

    /** Returns an entry to the pool after a response. An open connection is kept for the idle timeout. */
    void keep(PoolEntry<HttpHost, IOSession> entry) {
        IOSession session = entry.getConnection();
        boolean open = session != null && session.isOpen();
        if (open) {
            Reactor.Handler http = Reactor.handler(session);
            http.idleSince = nanoTime.getAsLong();
            entry.updateExpiry(idleTimeout);
            http.keep(session, idleTimeout);
        }
        pool.release(entry, open);
    }

    void drop(PoolEntry<HttpHost, IOSession> entry) {
        inTurn(() -> pool.release(entry, false));
    }

    /** The pool calls the next exchange inside of release. Thousands that have ended would do that inside each other's call. */
    void inTurn(Runnable task) {
        tasks.add(task);
        while (!tasks.isEmpty() && running.compareAndSet(false, true)) {
            try {
                for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                    next.run();
                }
            } finally {
                running.set(false);
            }
        }
    }

    /** Starts TLS on a new connection to an https host. The first request follows the handshake. */
    void prepare(HttpHost host, ProtocolIOSession session, FutureCallback<IOSession> callback) {
        if (proxy == null && isSecure(host)) {
            secure(host, session, callback);
        }
    }

    /** Asks the proxy for a tunnel to the host on a connected session, and starts TLS in it. */
    void establish(HttpHost host, IOSession session, FutureCallback<IOSession> callback) {
        if (proxy == null) {
            callback.completed(session);
            return;
        }
        String authority = host.toHostString();
        BasicHttpRequest connect = new BasicHttpRequest("CONNECT", (HttpHost) null, authority);
        connect.addHeader(HttpHeaders.HOST, authority);
        FutureCallback<Message<HttpResponse, Void>> tunnel = new CallbackContribution<>(callback) {
            @Override
            public void completed(Message<HttpResponse, Void> response) {
                int status = response.getHead().getCode();
                if (status != HttpStatus.SC_OK) {
                    callback.failed(new ConnectException("the proxy responds with HTTP " + status));
                } else if (isSecure(host)) {
                    secure(host, (ProtocolIOSession) session, callback);
                    session.upgrade(session.getHandler()); // The session of TLS has no handler yet.
                } else {
                    callback.completed(session);
                }
            }
        };
        session.enqueue(
                new RequestExecutionCommand(
                        new BasicClientExchangeHandler<>(
                                new BasicRequestProducer(connect, null),
                                new BasicResponseConsumer<>(new DiscardingEntityConsumer<Void>()),
                                tunnel),
                        HttpCoreContext.create()),
                Command.Priority.NORMAL);
    }

    private void secure(HttpHost host, ProtocolIOSession session, FutureCallback<IOSession> callback) {
        tls().upgrade(session, host, null, null, new CallbackContribution<>(callback) {
            @Override
            public void completed(TransportSecurityLayer secured) {
                callback.completed(session);
            }
        });
    }

    private static boolean isSecure(HttpHost host) {
        return URIScheme.HTTPS.same(host.getSchemeName());
    }

    /** Begins to load the trust store, so that the first message finds it loaded. A failure is that of the first message. */
    void loadTrustStore() {
        TRUST_STORES.execute(() -> {
            try {
                tls();
            } catch (RuntimeException | Error failed) {
                // The first message tries again and reports it.
            }
        });
    }

    private TlsStrategy tls() {
        TlsStrategy strategy = tls;
        if (strategy == null) {
            synchronized (this) {
                strategy = tls;
                if (strategy == null) {
                    strategy = new BasicClientTlsStrategy(context.get());
                    tls = strategy;
                }
            }
        }
        return strategy;
    }
}
