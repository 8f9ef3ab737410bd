// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Responds to every request with the sample, after a delay, on one thread. A minimal server, which takes as little as possible
 * of the measured processors.
 */
final class PlainStub implements Stub {

    private static final byte[] RESPONSE = Stub.response("");

    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final Queue<Due> due = new ArrayDeque<>();
    private final long delayNanos;
    private final AtomicLong requests = new AtomicLong();

    private record Due(long nanos, SocketChannel client) {}

    private PlainStub(long delayMillis) throws IOException {
        delayNanos = MILLISECONDS.toNanos(delayMillis);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2048);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Starts a stub in this process. */
    static PlainStub start(long delayMillis) throws IOException {
        PlainStub stub = new PlainStub(delayMillis);
        Thread thread = new Thread(stub::serve, "stub");
        thread.setDaemon(true);
        thread.start();
        return stub;
    }

    @Override
    public URI uri() throws IOException {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort());
    }

    @Override
    public long requests() {
        return requests.get();
    }

    /** Closes the selector, which ends the thread. */
    @Override
    public void close() throws IOException {
        server.close();
        selector.close();
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                long wait = due.isEmpty() ? 0 : (due.peek().nanos() - System.nanoTime()) / 1_000_000;
                if (due.isEmpty() || wait > 0) {
                    selector.select(this::ready, wait);
                } else {
                    selector.selectNow(this::ready);
                }
                while (!due.isEmpty() && due.peek().nanos() <= System.nanoTime()) {
                    respond(due.remove().client());
                }
            }
        } catch (IOException | RuntimeException ended) {
            if (selector.isOpen()) {
                throw new IllegalStateException("the stub failed", ended);
            }
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel client = server.accept();
                client.configureBlocking(false);
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                client.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(8192));
            } else {
                read(key);
            }
        } catch (IOException gone) {
            key.cancel();
            close(key);
        }
    }

    private void read(SelectionKey key) throws IOException {
        ByteBuffer in = (ByteBuffer) key.attachment();
        SocketChannel client = (SocketChannel) key.channel();
        if (client.read(in) < 0) {
            close(key);
            return;
        }
        int length = Stub.requestLength(in.array(), in.arrayOffset(), in.position());
        if (length > 0 && in.position() >= length) {
            // Clients do not send a second request before the response to the first.
            in.clear();
            if (delayNanos == 0) {
                respond(client);
            } else {
                due.add(new Due(System.nanoTime() + delayNanos, client));
            }
        }
    }

    private void respond(SocketChannel client) throws IOException {
        requests.incrementAndGet();
        try {
            client.write(ByteBuffer.wrap(RESPONSE)); // fits into any socket buffer
        } catch (IOException gone) {
            client.close();
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException closedEnough) {
            // The connection is closed.
        }
    }
}
