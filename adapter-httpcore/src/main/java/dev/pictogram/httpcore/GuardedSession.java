// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.pictogram.wire.http.Attempt;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.Lock;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A session that one thread at a time serves: an I/O thread, or the thread that sends a message on a kept connection. That thread
 * writes the request and reads the response itself, which saves the change to an I/O thread and back.
 *
 * <p>Closes the session on an {@link Error}, such as one of the application's trust manager. Otherwise the error would end the I/O
 * thread with all its connections. A guard in our own handler would not see the errors of the TLS handshake.
 */
final class GuardedSession implements IOSession {

    private final IOSession session;
    private Reactor.@Nullable Handler http; // null: no event yet

    // While the sending thread serves the session

    /** Until a thread has left {@link #receive}: two would take each other's wake-ups from the selector. */
    private volatile boolean receiving;

    private boolean sending;
    private @Nullable Command pending; // null: executed
    private int events; // those that the library would be called for

    private final IOEventHandler guard = new IOEventHandler() {

        @Override
        public void connected(IOSession caller) throws IOException {
            serve(() -> session.getHandler().connected(caller));
        }

        @Override
        public void inputReady(IOSession caller, @Nullable ByteBuffer input) throws IOException {
            serve(() -> session.getHandler().inputReady(caller, input));
        }

        @Override
        public void outputReady(IOSession caller) throws IOException {
            serve(() -> session.getHandler().outputReady(caller));
        }

        @Override
        public void timeout(IOSession caller, Timeout timeout) throws IOException {
            serve(() -> {
                // Otherwise a thread has just begun to send.
                if (timeout.equals(session.getSocketTimeout())) {
                    session.getHandler().timeout(caller, timeout);
                }
            });
        }

        @Override
        public void exception(IOSession caller, Exception cause) {
            if (http == null) { // TLS could not begin.
                session.getHandler().exception(caller, cause);
                return;
            }
            http().turn.lock();
            try {
                session.getHandler().exception(caller, cause);
            } finally {
                http().turn.unlock();
            }
        }

        @Override
        public void disconnected(IOSession caller) {
            session.getHandler().disconnected(caller);
        }
    };

    GuardedSession(IOSession session) {
        this.session = session;
    }

    private Reactor.Handler http() {
        return requireNonNull(http, "handler");
    }

    private void serve(Turn turn) throws IOException {
        http().turn.lock();
        try {
            turn.run();
        } catch (Error error) {
            throw closed(error);
        } finally {
            http().turn.unlock();
        }
    }

    private interface Turn {
        void run() throws IOException;
    }

    // Without TLS's close_notify, for which the library could wait for the failed handshake task for ever.
    private IOException closed(Error error) {
        session.close(CloseMode.IMMEDIATE);
        return new IOException(error);
    }

    /**
     * Executes a request on the calling thread, if the connection is idle. The calling thread must then {@linkplain #receive receive}
     * the response: no I/O thread does.
     *
     * @return whether the request was executed, or has failed; if not, nothing was done
     */
    boolean execute(Command request) {
        Reactor.Handler http = http();
        if (http.turn.isHeldByCurrentThread() || !http.turn.tryLock()) {
            return false;
        }
        try {
            if (receiving || !session.isOpen() || session.hasCommands() || !http.openSelector(session)) {
                return false;
            }
            pending = request;
            serveAsSender(() -> {
                http.outputReady(this); // executes the request
                http.outputReady(this); // writes it
                if (session.getHandler() != http) {
                    session.getHandler().outputReady(this); // writes the encrypted request
                }
                // Not for input, so that no I/O thread is called for the response.
                int remaining = events & SelectionKey.OP_WRITE;
                if (remaining != session.getEventMask()) {
                    session.setEventMask(remaining);
                }
            });
            receiving = pending == null;
            return receiving;
        } finally {
            pending = null;
            http.turn.unlock();
        }
    }

    /**
     * Receives the response on the calling thread. Returns when the attempt has ended, and before that when the connection is closed,
     * the thread is interrupted or the deadline is over.
     *
     * @param deadline a value of {@link System#nanoTime()}
     */
    void receive(Attempt attempt, long deadline) {
        Reactor.Handler http = http();
        Selector selector = requireNonNull(http.selector, "selector");
        Thread receiver = Thread.currentThread();
        attempt.result().whenComplete((result, none) -> {
            // An I/O thread that had been called for input before may have received the response.
            if (Thread.currentThread() != receiver) {
                selector.wakeup();
            }
        });
        try {
            for (long millis = millisTo(deadline);
                    millis > 0 && !hasEnded(attempt) && !receiver.isInterrupted();
                    millis = millisTo(deadline)) {
                selector.select(key -> {}, millis);
                http.turn.lock();
                try {
                    if (hasEnded(attempt)) {
                        return; // The connection may already serve another one.
                    }
                    serveAsSender(() -> {
                        session.getHandler().inputReady(this, null);
                        if ((events & SelectionKey.OP_WRITE) != 0) {
                            session.setEvent(SelectionKey.OP_WRITE);
                        }
                    });
                } finally {
                    http.turn.unlock();
                }
            }
        } catch (IOException | ClosedSelectorException failed) {
            session.setEvent(SelectionKey.OP_READ);
        } finally {
            receiving = false;
        }
    }

    private static long millisTo(long deadline) {
        return NANOSECONDS.toMillis(deadline - System.nanoTime());
    }

    private boolean hasEnded(Attempt attempt) {
        return attempt.result().isDone() || !session.isOpen();
    }

    private void serveAsSender(Turn turn) {
        sending = true;
        events = 0;
        try {
            turn.run();
        } catch (IOException | RuntimeException failed) {
            fail(failed);
        } catch (Error error) {
            fail(closed(error));
        } finally {
            sending = false;
        }
    }

    private void fail(Exception cause) {
        session.getHandler().exception(this, cause);
        session.close(CloseMode.GRACEFUL);
    }

    private boolean isSender() {
        return sending && http().turn.isHeldByCurrentThread();
    }

    @Override
    public IOEventHandler getHandler() {
        return guard;
    }

    @Override
    public void upgrade(IOEventHandler handler) {
        http = (Reactor.Handler) handler;
        http.session = this;
        session.upgrade(handler);
    }

    /** Leaves the command, and the response to it, to an I/O thread. */
    @Override
    public void enqueue(Command command, Command.Priority priority) {
        session.setEvent(SelectionKey.OP_READ); // Throws if the connection is closed. Nothing is queued then.
        session.enqueue(command, priority);
    }

    @Override
    public boolean hasCommands() {
        return pending != null || session.hasCommands();
    }

    @Override
    public @Nullable Command poll() {
        Command next = pending;
        pending = null;
        return next == null ? session.poll() : next;
    }

    // Each change of the events wakes the I/O thread. The sending thread changes them after its turn, if at all.

    @Override
    public int getEventMask() {
        return isSender() ? events : session.getEventMask();
    }

    @Override
    public void setEventMask(int ops) {
        if (isSender()) {
            events = ops;
        } else {
            session.setEventMask(ops);
        }
    }

    @Override
    public void setEvent(int op) {
        if (isSender()) {
            events |= op;
        } else {
            session.setEvent(op);
        }
    }

    @Override
    public void clearEvent(int op) {
        if (isSender()) {
            events &= ~op;
        } else {
            session.clearEvent(op);
        }
    }

    // The rest passes the call on.

    @Override
    public String getId() {
        return session.getId();
    }

    @Override
    public Lock getLock() {
        return session.getLock();
    }

    @Override
    public ByteChannel channel() {
        return session.channel();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return session.getRemoteAddress();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return session.getLocalAddress();
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        return session.read(to);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return session.write(from);
    }

    @Override
    public Timeout getSocketTimeout() {
        return session.getSocketTimeout();
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        session.setSocketTimeout(timeout);
    }

    @Override
    public void updateReadTime() {
        session.updateReadTime();
    }

    @Override
    public void updateWriteTime() {
        session.updateWriteTime();
    }

    @Override
    public long getLastReadTime() {
        return session.getLastReadTime();
    }

    @Override
    public long getLastWriteTime() {
        return session.getLastWriteTime();
    }

    @Override
    public long getLastEventTime() {
        return session.getLastEventTime();
    }

    @Override
    public Status getStatus() {
        return session.getStatus();
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public void close(CloseMode mode) {
        session.close(mode);
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
