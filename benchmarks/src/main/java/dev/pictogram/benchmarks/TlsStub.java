// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/** A stub behind the JDK's TLS server sockets, with one thread for each connection. */
final class TlsStub implements Stub {

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tls-stub");
        thread.setDaemon(true);
        return thread;
    });
    private final long delayMillis;
    private final boolean keepsConnections;
    private final byte[] response;
    private final AtomicLong requests = new AtomicLong();

    private TlsStub(SSLContext context, long delayMillis, boolean keepsConnections) throws IOException {
        this.server = context.getServerSocketFactory().createServerSocket(0, 2048, InetAddress.getLoopbackAddress());
        this.delayMillis = delayMillis;
        this.keepsConnections = keepsConnections;
        this.response = Stub.response(keepsConnections ? "" : "Connection: close\r\n");
    }

    /**
     * Starts a stub in this process.
     *
     * @param keepsConnections false to close each connection after its response
     */
    static TlsStub start(SSLContext context, long delayMillis, boolean keepsConnections) throws IOException {
        TlsStub stub = new TlsStub(context, delayMillis, keepsConnections);
        stub.threads.execute(stub::accept);
        return stub;
    }

    /** Returns the URI with a host name, because certificates rarely contain addresses. */
    @Override
    public URI uri() {
        return URI.create("https://localhost:" + server.getLocalPort());
    }

    @Override
    public long requests() {
        return requests.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException ended) {
            if (!server.isClosed()) {
                throw new IllegalStateException("the stub failed", ended);
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = client.getInputStream();
            byte[] request = new byte[8192];
            do {
                if (!read(in, request)) {
                    return;
                }
                if (delayMillis > 0) {
                    Thread.sleep(delayMillis); // the configured delay
                }
                requests.incrementAndGet();
                client.getOutputStream().write(response);
            } while (keepsConnections);
        } catch (IOException | InterruptedException clientOrStubIsGone) {
            // The connection is closed.
        }
    }

    /** Reads one request, and returns false at the end of the stream. */
    static boolean read(InputStream in, byte[] request) throws IOException {
        int count = 0;
        int length = 0;
        while (length == 0 || count < length) {
            int more = in.read(request, count, request.length - count);
            if (more < 0) {
                return false;
            }
            count += more;
            length = Stub.requestLength(request, 0, count);
        }
        return true;
    }
}
