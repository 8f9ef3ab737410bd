// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks.prototypes;

import dev.pictogram.wire.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.net.ssl.SSLContext;

/**
 * Posts on the caller's thread over connections that it keeps, the one used last first.
 *
 * <p>A time that is over closes the connection, and so does an interrupt; either ends what the thread waits for.
 */
final class BlockingConnections implements HttpExchange {

    private static final long KEPT_NANOS = 30_000_000_000L;

    private final Http1.Factory language;
    private final Deadlines deadlines = new Deadlines();
    private final Map<URI, Deque<Connection>> kept = new ConcurrentHashMap<>();
    private volatile SSLContext trust;

    BlockingConnections(Http1.Factory language) {
        this.language = language;
    }

    @Override
    public Outcome post(Call call) {
        long end = Deadlines.now() + call.timeout().toNanos();
        if (Thread.currentThread().isInterrupted()) {
            return new NeverSent(new InterruptedException());
        }
        Deque<Connection> idle = kept.get(call.uri());
        if (idle == null) {
            idle = kept.computeIfAbsent(call.uri(), first -> new ConcurrentLinkedDeque<>());
        }
        Connection connection;
        try {
            connection = keptOrNew(idle, call, end);
        } catch (IOException | RuntimeException e) {
            return new NeverSent(interruptOr(e));
        }
        connection.forgetWhatLeft();
        Outcome outcome;
        boolean again = false;
        try {
            connection.http().ask(call);
            Answer head = connection.http().head();
            outcome =
                    new Answer(head.status(), head.headers(), connection.http().body(call.answerLimit()));
            again = connection.http().isDone() && connection.lastsUntil(Deadlines.now() + KEPT_NANOS);
        } catch (IOException | RuntimeException e) {
            Throwable cause = interruptOr(connection.isLate() ? late("no answer", call.timeout(), e) : e);
            outcome = connection.mayHaveLeft() ? new Lost(cause) : new NeverSent(cause);
        } finally {
            if (!again) {
                deadlines.close(connection);
            }
        }
        if (again) {
            idle.addFirst(connection);
        }
        return outcome;
    }

    private Connection keptOrNew(Deque<Connection> idle, Call call, long end) throws IOException {
        for (Connection last = idle.pollFirst(); last != null; last = idle.pollFirst()) {
            if (last.lastsUntil(end) && last.isQuiet()) {
                deadlines.lookAt(end);
                return last;
            }
            deadlines.close(last);
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted"); // The flag closes whatever is looked at: leave the others.
            }
        }
        return connected(idle, call, end);
    }

    private Connection connected(Deque<Connection> idle, Call call, long end) throws IOException {
        URI uri = call.uri();
        boolean secure = uri.getScheme().equals("https");
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        String host = uri.getHost().replaceAll("[\\[\\]]", ""); // of an IPv6 address
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
        long connectEnd = Math.min(end, Deadlines.now() + call.connectTimeout().toNanos());
        Connection connection = new Connection(connectEnd);
        deadlines.watch(connection, connectEnd, () -> idle.remove(connection));
        boolean ready = false;
        try {
            connection.connect(address);
            if (secure) {
                connection.secure(trust(), host, port);
            }
            connection.speak(language);
            ready = connection.lastsUntil(end) && Deadlines.now() < end; // A look-up of the name may have outlasted it.
        } catch (IOException e) {
            throw connection.isLate() ? late("no connection", call.connectTimeout(), e) : e;
        } finally {
            if (!ready) {
                deadlines.close(connection);
            }
        }
        if (!ready) {
            throw late("no connection", call.connectTimeout(), null);
        }
        deadlines.lookAt(end);
        return connection;
    }

    private static HttpTimeoutException late(String what, Object time, Exception cause) {
        HttpTimeoutException late = new HttpTimeoutException(what + " within " + time);
        late.initCause(cause);
        return late;
    }

    private static Throwable interruptOr(Exception cause) {
        return Thread.currentThread().isInterrupted() ? new InterruptedException().initCause(cause) : cause;
    }

    /** Made when it is needed, since it takes its time: what the JVM's trust store trusts, whatever its default context. */
    private SSLContext trust() {
        SSLContext made = trust;
        if (made == null) {
            try {
                made = SSLContext.getInstance("TLS");
                made.init(null, null, null);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JVM has no TLS", e);
            }
            trust = made;
        }
        return made;
    }
}
