// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.nio.ClientHttp1IOEventHandler;
import org.apache.hc.core5.http.impl.nio.ClientHttp1StreamDuplexer;
import org.apache.hc.core5.http.impl.nio.ClientHttp1StreamDuplexerFactory;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.reactor.DefaultConnectingIOReactor;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.IOReactorShutdownException;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.IOSessionListener;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** The I/O threads, which all transports share. They start with the first connection and end with the last one. */
final class Reactor {

    static final Reactor SHARED = new Reactor(new DefaultThreadFactory("pictogram-httpcore", true));

    static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

    private static final Http1Config LIMITS = Http1Config.custom()
            .setBufferSize(4096)
            .setMaxLineLength(64 * 1024)
            .setMaxHeaderCount(1000)
            .build();

    private static final IOReactorConfig CONFIG = IOReactorConfig.custom()
            .setIoThreadCount(THREADS)
            // How late a timeout may be. Only connects to one of several addresses and idle connections have one.
            .setSelectInterval(TimeValue.ofMilliseconds(100))
            // For a connection that nobody has taken; the others set theirs.
            .setSoTimeout(Timeout.ofMinutes(1))
            .build();

    private static final ClientHttp1StreamDuplexerFactory HTTP = new ClientHttp1StreamDuplexerFactory(
            HttpProcessorBuilder.create().build(),
            LIMITS,
            CharCodingConfig.DEFAULT,
            null,
            () -> new ResponseParser(LIMITS),
            null,
            null);

    private final ThreadFactory threads;
    private @Nullable DefaultConnectingIOReactor running;
    private int uses; // pending connects and open connections

    Reactor(ThreadFactory threads) {
        this.threads = threads;
    }

    /**
     * Connects without blocking.
     *
     * @param setup called on the new connection before it is used, to start TLS
     */
    synchronized Future<IOSession> connect(
            HttpHost host,
            InetSocketAddress address,
            Timeout timeout,
            Consumer<ProtocolIOSession> setup,
            FutureCallback<IOSession> callback) {
        Connecting connecting = new Connecting(setup, callback);
        uses++;
        try {
            try {
                return running().connect(host, address, null, timeout, connecting, connecting);
            } catch (IOReactorShutdownException ended) {
                running = null; // An Error has ended one of its threads.
                return running().connect(host, address, null, timeout, connecting, connecting);
            }
        } catch (RuntimeException | Error noThread) {
            release();
            throw noThread;
        }
    }

    private DefaultConnectingIOReactor running() {
        DefaultConnectingIOReactor reactor = running;
        if (reactor == null) {
            reactor = new DefaultConnectingIOReactor(
                    this::createHandler, CONFIG, threads, GuardedSession::new, null, new Listener(), null);
            try {
                reactor.start();
            } catch (Error noThread) {
                reactor.close(CloseMode.IMMEDIATE);
                throw noThread;
            }
            running = reactor;
        }
        return reactor;
    }

    private IOEventHandler createHandler(ProtocolIOSession session, Object connecting) {
        synchronized (this) {
            uses++;
        }
        try {
            ((Connecting) connecting).prepare(session);
            return new Handler(HTTP.create(session));
        } catch (RuntimeException | Error failed) {
            session.close(CloseMode.IMMEDIATE); // The library would close the socket without calling the listener.
            throw new IllegalStateException(failed);
        }
    }

    private synchronized void release() {
        uses--;
        DefaultConnectingIOReactor reactor = running;
        if (uses == 0 && reactor != null) {
            reactor.initiateShutdown();
            running = null;
        }
    }

    /** A pending connect. The library forgets a cancellation while it opens the socket and while it calls {@link #prepare}. */
    private final class Connecting implements FutureCallback<IOSession> {

        private final Consumer<ProtocolIOSession> setup;
        private final FutureCallback<IOSession> callback;
        private @Nullable IOSession opened;
        private boolean cancelled;

        Connecting(Consumer<ProtocolIOSession> setup, FutureCallback<IOSession> callback) {
            this.setup = setup;
            this.callback = callback;
        }

        void prepare(ProtocolIOSession session) {
            synchronized (this) {
                if (cancelled) {
                    throw new CancellationException("cancelled while connecting");
                }
                opened = session;
            }
            setup.accept(session);
        }

        // Released last, since the callback may connect to the next address with the same threads.

        @Override
        public void completed(IOSession session) {
            try {
                callback.completed(session);
            } catch (RuntimeException | Error failed) {
                session.close(CloseMode.IMMEDIATE);
                callback.failed(new IOException(failed));
            } finally {
                release();
            }
        }

        @Override
        public void failed(Exception cause) {
            try {
                callback.failed(cause);
            } finally {
                release();
            }
        }

        @Override
        public void cancelled() {
            IOSession unused;
            synchronized (this) {
                cancelled = true;
                unused = opened;
            }
            try {
                if (unused != null) {
                    unused.close(CloseMode.IMMEDIATE);
                }
                callback.cancelled();
            } finally {
                release();
            }
        }
    }

    private final class Listener implements IOSessionListener {

        @Override
        public void connected(IOSession session) {}

        @Override
        public void startTls(IOSession session) {}

        @Override
        public void inputReady(IOSession session) {}

        @Override
        public void outputReady(IOSession session) {}

        @Override
        public void timeout(IOSession session) {}

        @Override
        public void exception(IOSession session, Exception cause) {}

        @Override
        public void disconnected(IOSession session) {
            release();
        }
    }

    static Handler handler(IOSession session) {
        return (Handler) session.getHandler();
    }

    /** What a connection has, whether over TLS or not. */
    static final class Handler extends ClientHttp1IOEventHandler {

        private static final Timeout UNWATCHED = Timeout.ofSeconds(1);

        /** Held by the thread that serves the connection. */
        final ReentrantLock turn = new ReentrantLock();

        /** The value of {@link System#nanoTime()} after the last response. */
        volatile long idleSince;

        private Timeout idleTimeout = UNWATCHED; // UNWATCHED: the next timeout closes the connection

        @Nullable
        GuardedSession session; // null: no event yet

        @Nullable
        Selector selector; // null: no thread has received a response itself

        Handler(ClientHttp1StreamDuplexer http) {
            super(http);
        }

        /** {@return whether a thread can wait for a response} The selector takes two more file descriptors. */
        boolean openSelector(IOSession session) {
            if (selector != null) {
                return true;
            }
            try {
                Selector opened = Selector.open();
                try {
                    ((SocketChannel) session.channel()).register(opened, SelectionKey.OP_READ);
                } catch (IOException | RuntimeException closed) {
                    opened.close();
                    return false;
                }
                selector = opened;
                return true;
            } catch (IOException noDescriptor) {
                return false;
            }
        }

        /**
         * Has an I/O thread close the connection when it was idle for so long. After the first second, an I/O thread is called if the
         * server closes it; being called at once would cost as much as a message.
         */
        void keep(IOSession session, Timeout idle) {
            idleTimeout = idle;
            session.setSocketTimeout(idle.compareTo(UNWATCHED) > 0 ? UNWATCHED : idle);
        }

        /** Closes an idle connection with TLS's close_notify; the library would reset it. */
        @Override
        public void timeout(IOSession session, Timeout timeout) {
            boolean open = session.isOpen();
            long rest = idleTimeout.toNanoseconds() - UNWATCHED.toNanoseconds();
            if (open && rest > 0) {
                idleTimeout = UNWATCHED;
                session.setSocketTimeout(Timeout.of(rest, TimeUnit.NANOSECONDS));
                session.setEvent(SelectionKey.OP_READ);
                return;
            }
            session.setSocketTimeout(Timeout.ofSeconds(1)); // for the server's close_notify
            session.close(open ? CloseMode.GRACEFUL : CloseMode.IMMEDIATE);
        }

        @Override
        public void disconnected(IOSession session) {
            turn.lock();
            try {
                super.disconnected(session);
            } finally {
                Closer.closeQuietly(selector); // A socket stays open as long as a selector has it.
                turn.unlock();
            }
        }
    }
}
