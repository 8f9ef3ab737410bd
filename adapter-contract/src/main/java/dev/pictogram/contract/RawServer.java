// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * A server of plain sockets on the loopback interface. It records the bytes of each complete request and reacts as
 * configured, also in ways that an HTTP server does not allow.
 */
public final class RawServer implements AutoCloseable {

    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

    private static final int BACKLOG = 1024;

    private static final long POURED_AT_MOST = 128L << 20;

    private final ServerSocket listener;
    private final String scheme;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicLong poured = new AtomicLong();

    private RawServer(ServerSocket listener, String scheme, Script script) {
        this.listener = listener;
        this.scheme = scheme;
        this.script = script;
        run("accept", this::accept);
    }

    /**
     * One complete request as received.
     *
     * @param head the request line and the headers, each with its line ending
     * @param body the bytes of the body
     */
    public record Request(String head, byte[] body) {

        /** {@return the request line and the body size; headers are left out because one is the key} */
        @Override
        public String toString() {
            return head.lines().findFirst().orElse("") + " (" + body.length + " bytes)";
        }
    }

    /** The reaction to a complete request. The connection stays open for the next request unless the reaction closes it. */
    @FunctionalInterface
    public interface Reaction {

        /**
         * Reacts to one request.
         *
         * @param connection the connection of the request
         * @throws IOException if the client has closed it; the server closes it then
         */
        void on(Socket connection) throws IOException;

        /**
         * Returns a reaction that writes the bytes and keeps the connection.
         *
         * @param response the bytes of the response
         * @return the reaction
         */
        static Reaction respond(byte[] response) {
            return connection -> connection.getOutputStream().write(response);
        }

        /**
         * Returns a reaction that writes the bytes and closes the connection.
         *
         * @param response the bytes of the response, maybe none
         * @return the reaction
         */
        static Reaction respondAndClose(byte[] response) {
            return connection -> {
                connection.getOutputStream().write(response);
                connection.close();
            };
        }

        /** {@return a reaction that resets the connection} */
        static Reaction reset() {
            return connection -> {
                connection.setSoLinger(true, 0);
                connection.close();
            };
        }

        /** {@return a reaction that never responds and keeps the connection} */
        static Reaction silence() {
            return connection -> {};
        }
    }

    /**
     * Starts a server on a free port of the loopback interface.
     *
     * @param reaction the reaction to each complete request
     * @return a server that listens
     */
    public static RawServer start(Reaction reaction) {
        return start(Script.of(reaction));
    }

    static RawServer start(Fault fault) {
        return start(fault.script());
    }

    static RawServer start(Script script) {
        try {
            return new RawServer(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), "http", script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a TLS server on a free port of the loopback interface.
     *
     * @param identity the context with the server's certificate
     * @param reaction the reaction to each complete request
     * @return a server that listens
     */
    public static RawServer startTls(SSLContext identity, Reaction reaction) {
        try {
            return new RawServer(
                    identity.getServerSocketFactory().createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()),
                    "https",
                    Script.of(reaction));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the address, such as {@code http://127.0.0.1:49152}} */
    public URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort());
    }

    /** {@return the complete requests so far, in the order of arrival} */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** {@return the number of connections so far, including those without a request} */
    public int connections() {
        return connections.get();
    }

    /**
     * Waits for the first complete request, for 20 seconds at most.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void awaitRequest() throws InterruptedException {
        if (!asked.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("no request within 20 s");
        }
    }

    /**
     * Waits until every connection so far is closed, for 4 seconds at most, because some clients close idle connections after
     * 5.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void awaitNoConnection() throws InterruptedException {
        awaitAtMost(0);
    }

    void awaitAtMost(int connections) throws InterruptedException {
        if (!closedWithin(Duration.ofSeconds(4), connections)) {
            throw new AssertionError(open.size() + " connections are still open after 4 s");
        }
    }

    /** Waits until at most so many connections are open, and returns whether that was within the time. */
    boolean closedWithin(Duration time, int butFor) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        synchronized (open) {
            while (open.size() > butFor) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                open.wait(left);
            }
        }
        return true;
    }

    /** Pauses; throws, which closes the connection, as soon as the server is closed. */
    void pause(Duration time) throws IOException {
        try {
            if (over.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("the server is closed");
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    /** Writes the bytes repeatedly until the client closes the connection or 128 MiB are written. */
    void pour(Socket connection, byte[] again) throws IOException {
        while (poured.get() < POURED_AT_MOST) {
            connection.getOutputStream().write(again);
            poured.addAndGet(again.length);
        }
        connection.close();
    }

    /** {@return the number of poured bytes} */
    long poured() {
        return poured.get();
    }

    /** Closes the port and every connection, and waits for the threads. */
    @Override
    public void close() {
        over.countDown();
        try {
            listener.close();
            keepPort();
            for (Socket connection : open) {
                closeQuietly(connection);
            }
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(20));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepPort() {
        try {
            ClosedPorts.keep(listener.getLocalPort());
        } catch (IOException portInUse) {
            // Another process has the port by now.
        }
    }

    private static void closeQuietly(Socket connection) {
        try {
            connection.close();
        } catch (IOException alreadyBroken) {
            // It is closed all the same.
        }
    }

    private void run(String name, Runnable task) {
        Thread thread = new Thread(task, "raw-server-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                connections.incrementAndGet();
                connection.setTcpNoDelay(true);
                open.add(connection);
                if (listener.isClosed()) {
                    connection.close();
                }
                run("connection", () -> serve(connection));
            } catch (IOException closed) {
                // The loop ends when the listener is closed.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            script.onArrival(connection);
            InputStream in = new BufferedInputStream(connection.getInputStream());
            while (true) {
                String head = head(in);
                script.onHead(connection);
                if (connection.isClosed()) {
                    return; // Buffered bytes of the body do not count as read.
                }
                Request request = new Request(head, body(in, head));
                requests.add(request);
                asked.countDown();
                script.onRequest(this, connection, request);
            }
        } catch (IOException endOfConnection) {
            // Closed by the client or by a reaction.
        } finally {
            synchronized (open) {
                open.remove(connection);
                open.notifyAll();
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int lastFour = 0;
        while (lastFour != 0x0D0A0D0A) { // the blank line
            int next = in.read();
            if (next < 0) {
                throw new EOFException("incomplete request");
            }
            head.write(next);
            lastFour = lastFour << 8 | next;
        }
        return head.toString(ISO_8859_1);
    }

    private static byte[] body(InputStream in, String head) throws IOException {
        Matcher length = CONTENT_LENGTH.matcher(head);
        byte[] body = new byte[length.find() ? Integer.parseInt(length.group(1)) : 0];
        if (in.readNBytes(body, 0, body.length) < body.length) {
            throw new EOFException("incomplete request");
        }
        return body;
    }
}
