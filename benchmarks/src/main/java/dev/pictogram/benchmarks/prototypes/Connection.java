// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks.prototypes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One connection, in blocking mode, that knows whether it has taken any byte of the request and is closed when its time is
 * over.
 *
 * <p>A channel and not a socket of its own: an interrupt ends what a thread waits for on a channel, and no proxy of the
 * JVM's leads it elsewhere.
 */
final class Connection {

    private static final long LATE = Long.MIN_VALUE;

    private final SocketChannel channel;
    private final ByteBuffer probe = ByteBuffer.allocate(1);
    private final AtomicLong end;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private Http1 http;
    private boolean mayHaveLeft;

    /** Starts its time, before it is there. */
    Connection(long end) throws IOException {
        this.end = new AtomicLong(end);
        this.channel = SocketChannel.open();
    }

    void connect(SocketAddress address) throws IOException {
        channel.connect(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket = channel.socket();
        in = socket.getInputStream();
        out = new Plain();
    }

    void speak(Http1.Factory language) throws IOException {
        http = language.over(this);
    }

    void secure(SSLContext context, String host, int port) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        socket = tls;
        in = tls.getInputStream();
        out = new Tls(tls.getOutputStream());
    }

    Socket socket() {
        return socket;
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    Http1 http() {
        return http;
    }

    // What it has taken

    void forgetWhatLeft() {
        mayHaveLeft = false;
    }

    boolean mayHaveLeft() {
        return mayHaveLeft;
    }

    /** Here it is known to the byte: what the system has not taken has not left. */
    private final class Plain extends OutputStream {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
            try {
                while (left.hasRemaining()) {
                    channel.write(left);
                }
            } finally {
                mayHaveLeft |= left.remaining() < length;
            }
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }
    }

    /** Here anything may have left as soon as it was tried. */
    private final class Tls extends OutputStream {
        private final OutputStream records;

        Tls(OutputStream records) {
            this.records = records;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            mayHaveLeft = true;
            records.write(bytes, offset, length);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }
    }

    // Its time

    /** Gives it another time, unless the one it had is over. */
    boolean lastsUntil(long time) {
        long before = end.get();
        return before != LATE && end.compareAndSet(before, time);
    }

    boolean isLate() {
        return end.get() == LATE;
    }

    /** Closes it if its time is over and returns when it will be. */
    long closeIfLate(long now) {
        long time = end.get();
        if (time > now || time == LATE) {
            return time == LATE ? Long.MAX_VALUE : time;
        }
        if (end.compareAndSet(time, LATE)) {
            close();
            return Long.MAX_VALUE;
        }
        return end.get();
    }

    /**
     * Looks, without waiting, whether there is anything to read: then the server has closed it, or has said more than it
     * was asked.
     */
    boolean isQuiet() {
        try {
            channel.configureBlocking(false);
            int read = channel.read(probe.clear());
            channel.configureBlocking(true);
            return read == 0;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Closes it at once, without a word of TLS, which might have to wait. */
    void close() {
        try {
            channel.close();
        } catch (IOException closedEnough) {
            // There is nothing more to do for it.
        }
    }
}
