// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.pictogram.httpcore.HttpCoreTransport.Target;
import dev.pictogram.wire.http.Attempt;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A request on a connection, from the wait for the connection to its return. If a kept connection turns out to be closed before
 * the body was taken, another exchange follows on another connection.
 */
final class Exchange implements AsyncClientExchangeHandler {

    private static final Future<?> NOTHING = CompletableFuture.completedFuture(null);

    private final Attempt attempt;
    private final Target target;
    private final Connections connections;
    private final long connectBy; // System.nanoTime()
    private final @Nullable Thread sender; // null: I/O threads do everything

    @Nullable
    GuardedSession executed; // by the sender

    private final AtomicReference<@Nullable PoolEntry<HttpHost, IOSession>> entry = new AtomicReference<>();
    private final AtomicBoolean lost = new AtomicBoolean();
    private volatile Future<?> waiting = NOTHING; // for a connection
    private volatile boolean reused;
    private volatile @Nullable ByteBuffer body; // null: not taken

    /**
     * @param connectBy the {@link System#nanoTime()} of the connect timeout
     * @param sender a thread that calls {@link #start} and then {@link #receive}; null if I/O threads do everything
     */
    Exchange(Attempt attempt, Target target, Connections connections, long connectBy, @Nullable Thread sender) {
        this.attempt = attempt;
        this.target = target;
        this.connections = connections;
        this.connectBy = connectBy;
        this.sender = sender;
    }

    void start() {
        attempt.onEnd(this::abort);
        waitFor(connections.lease(target.host, new FutureCallback<>() {
            @Override
            public void completed(PoolEntry<HttpHost, IOSession> leased) {
                try {
                    leased(leased);
                } catch (RuntimeException | Error failed) {
                    lost(failed); // Not the failure of the exchange that returned the entry.
                }
            }

            @Override
            public void failed(Exception cause) {
                attempt.fail(cause);
            }

            @Override
            public void cancelled() {
                if (!hasEnded()) {
                    start(); // An interrupt has cancelled it. It ends post, but not postAsync.
                }
            }
        }));
    }

    private void startAgain() {
        try {
            start();
        } catch (RuntimeException | Error refused) {
            attempt.fail(refused);
        }
    }

    /**
     * Receives the response on the sender's thread if that has executed the request. May return before the attempt has ended, which
     * then ends without this thread.
     */
    void receive(long deadline) {
        if (executed != null) {
            executed.receive(attempt, deadline);
        }
    }

    /** Threads may call this in another order than that of the futures. An older one is done. */
    synchronized void waitFor(Future<?> connection) {
        if (!connection.isDone()) {
            waiting = connection;
        }
        if (hasEnded()) {
            connection.cancel(true); // The attempt may not have seen it.
        }
    }

    private boolean hasEnded() {
        return attempt.result().isDone();
    }

    /** Gives up the connection, however far it is. */
    void abort() {
        waiting.cancel(true);
        PoolEntry<HttpHost, IOSession> held = entry.getAndSet(null);
        if (held != null) {
            IOSession session = held.getConnection();
            if (session != null) {
                session.close(CloseMode.IMMEDIATE);
            }
            connections.drop(held);
        }
    }

    // The connection

    private void leased(PoolEntry<HttpHost, IOSession> leased) {
        if (hasEnded()) {
            connections.giveBack(leased);
            return;
        }
        entry.set(leased);
        IOSession session = leased.getConnection();
        if (session != null && connections.isUsable(session)) {
            reused = true;
            execute(session);
            return;
        }
        leased.discardConnection(CloseMode.GRACEFUL);
        Resolver.THREADS.execute(this::resolve);
    }

    private void resolve() {
        if (hasEnded()) {
            abort();
            return;
        }
        try {
            connect(connections.addresses(target.host), 0);
        } catch (IOException | RuntimeException | Error unknown) {
            lost(unknown);
        }
    }

    /** Tries one address after the other, each for its share of the remaining time. */
    private void connect(List<InetSocketAddress> addresses, int next) {
        if (hasEnded()) {
            abort();
            return;
        }
        boolean last = next + 1 == addresses.size();
        long share = (connectBy - System.nanoTime()) / (addresses.size() - next);
        try {
            waitFor(Reactor.SHARED.connect(
                    target.host,
                    addresses.get(next),
                    last ? Timeout.DISABLED : Timeout.ofMilliseconds(Math.max(1, NANOSECONDS.toMillis(share))),
                    this::prepare,
                    new Connected() {
                        @Override
                        public void completed(IOSession session) {
                            connected(session);
                        }

                        @Override
                        public void failed(Exception cause) {
                            if (last) {
                                lost(cause);
                            } else {
                                connect(addresses, next + 1);
                            }
                        }
                    }));
        } catch (RuntimeException | Error noThread) {
            lost(noThread);
        }
    }

    private void prepare(ProtocolIOSession session) {
        connections.prepare(target.host, session, new Connected() {
            @Override
            public void completed(IOSession ready) {} // connected() is called before that.
        });
    }

    private void connected(IOSession session) {
        PoolEntry<HttpHost, IOSession> held = entry.get();
        if (held == null) {
            session.close(CloseMode.IMMEDIATE);
            return;
        }
        held.assignConnection(session);
        if (entry.get() == null) {
            session.close(CloseMode.IMMEDIATE); // The attempt ended meanwhile and may not have seen the connection.
            return;
        }
        connections.establish(target.host, session, new Connected() {
            @Override
            public void completed(IOSession ready) {
                execute(ready);
            }
        });
    }

    private abstract class Connected implements FutureCallback<IOSession> {

        @Override
        public void failed(Exception cause) {
            lost(cause);
        }

        @Override
        public void cancelled() {
            lost(new ConnectionClosedException("the connection was closed before the request was sent"));
        }
    }

    private void execute(IOSession session) {
        RequestExecutionCommand request = new RequestExecutionCommand(this, HttpCoreContext.create());
        GuardedSession guarded = requireNonNull(Reactor.handler(session).session, "session");
        if (Thread.currentThread() == sender && guarded.execute(request)) {
            executed = guarded;
        } else {
            guarded.enqueue(request, Command.Priority.NORMAL);
        }
    }

    private void lost(Throwable cause) {
        if (!lost.compareAndSet(false, true)) {
            return; // A second exchange for the same attempt would take the body of the first.
        }
        PoolEntry<HttpHost, IOSession> held = entry.getAndSet(null);
        if (held != null) {
            connections.drop(held);
        }
        if (reused && body == null && !hasEnded()) {
            // In turn: a thread would otherwise try one closed connection inside of the other. Without the sender,
            // which
            // receives for this exchange only.
            connections.inTurn(new Exchange(attempt, target, connections, connectBy, null)::startAgain);
        } else {
            attempt.fail(cause);
        }
    }

    // The request. The library calls what follows on the thread of the connection.

    /** Called after the TLS handshake. */
    @Override
    public void produceRequest(RequestChannel channel, HttpContext context) throws HttpException, IOException {
        PoolEntry<HttpHost, IOSession> held = entry.get();
        IOSession session = held == null ? null : held.getConnection();
        if (session == null) {
            throw new ConnectionClosedException("the attempt has ended");
        }
        if (reused && session.channel().read(ByteBuffer.allocate(1)) != 0) {
            // Closed, or more bytes than the last response had. The library sees that only when it selects next.
            throw new ConnectionClosedException("the server has closed the connection");
        }
        try {
            attempt.connected();
        } catch (IOException ended) {
            attempt.fail(ended);
            throw ended;
        }
        session.setSocketTimeout(Timeout.DISABLED); // The attempt has its own.
        BasicHttpRequest request = new BasicHttpRequest("POST", (HttpHost) null, target.path);
        request.addHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(attempt.length()));
        request.addHeader(HttpHeaders.HOST, target.authority);
        attempt.headers().forEach(request::addHeader);
        channel.sendRequest(request, new BasicEntityDetails(attempt.length(), null), context);
    }

    @Override
    public int available() {
        return attempt.length();
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        ByteBuffer rest = body;
        if (rest == null) {
            try {
                rest = ByteBuffer.wrap(attempt.takeBody());
            } catch (IOException ended) {
                attempt.fail(ended);
                throw ended;
            }
            body = rest;
        }
        channel.write(rest);
        if (!rest.hasRemaining()) {
            channel.endStream();
        }
    }

    // The response

    @Override
    public void consumeInformation(HttpResponse response, HttpContext context) {}

    @Override
    public void consumeResponse(HttpResponse response, @Nullable EntityDetails details, HttpContext context) {
        attempt.receiveHead(response.getCode(), name -> {
            Header header = response.getFirstHeader(name);
            return header == null ? null : header.getValue();
        });
        if (details == null) {
            complete();
        }
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer part) throws IOException {
        if (!attempt.receivePart(part)) {
            throw new ConnectionClosedException("the attempt has ended");
        }
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) {
        complete();
    }

    private void complete() {
        PoolEntry<HttpHost, IOSession> held = entry.getAndSet(null);
        ByteBuffer sent = body;
        if (held != null) {
            if (sent != null && !sent.hasRemaining()) {
                connections.keep(held);
            } else {
                connections.drop(held);
            }
        }
        attempt.receiveEnd();
    }

    // Failures

    @Override
    public void failed(Exception cause) {
        lost(cause);
    }

    @Override
    public void cancel() {
        lost(new ConnectionClosedException("the connection was closed before the request was sent"));
    }

    @Override
    public void releaseResources() {
        PoolEntry<HttpHost, IOSession> held = entry.getAndSet(null);
        if (held != null) {
            connections.drop(held);
        }
    }
}
