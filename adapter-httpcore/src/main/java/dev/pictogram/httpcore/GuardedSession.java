// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.locks.Lock;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Closes the session on an {@link Error}, such as one of the application's trust manager. Otherwise the error would end the I/O
 * thread with all its connections. A guard in our own handler would not see the errors of the TLS handshake.
 */
final class GuardedSession implements IOSession {

    private final IOSession session;

    private final IOEventHandler guard = new IOEventHandler() {

        @Override
        public void connected(IOSession caller) throws IOException {
            try {
                session.getHandler().connected(caller);
            } catch (Error error) {
                throw closed(error);
            }
        }

        @Override
        public void inputReady(IOSession caller, @Nullable ByteBuffer input) throws IOException {
            try {
                session.getHandler().inputReady(caller, input);
            } catch (Error error) {
                throw closed(error);
            }
        }

        @Override
        public void outputReady(IOSession caller) throws IOException {
            try {
                session.getHandler().outputReady(caller);
            } catch (Error error) {
                throw closed(error);
            }
        }

        @Override
        public void timeout(IOSession caller, Timeout timeout) throws IOException {
            session.getHandler().timeout(caller, timeout);
        }

        @Override
        public void exception(IOSession caller, Exception cause) {
            session.getHandler().exception(caller, cause);
        }

        @Override
        public void disconnected(IOSession caller) {
            session.getHandler().disconnected(caller);
        }

        // Without TLS's close_notify, for which the library could wait for the failed handshake task for ever.
        private IOException closed(Error error) {
            session.close(CloseMode.IMMEDIATE);
            return new IOException(error);
        }
    };

    GuardedSession(IOSession session) {
        this.session = session;
    }

    @Override
    public IOEventHandler getHandler() {
        return guard;
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
    public void upgrade(IOEventHandler handler) {
        session.upgrade(handler);
    }

    @Override
    public void enqueue(Command command, Command.Priority priority) {
        session.enqueue(command, priority);
    }

    @Override
    public boolean hasCommands() {
        return session.hasCommands();
    }

    @Override
    public @Nullable Command poll() {
        return session.poll();
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
    public int getEventMask() {
        return session.getEventMask();
    }

    @Override
    public void setEventMask(int ops) {
        session.setEventMask(ops);
    }

    @Override
    public void setEvent(int op) {
        session.setEvent(op);
    }

    @Override
    public void clearEvent(int op) {
        session.clearEvent(op);
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
