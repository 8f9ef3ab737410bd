// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Stands for Kaleyra in a process that is not killed, and counts requests and acceptances for each key. */
final class Referee implements AutoCloseable {

    final Map<String, Integer> posted = new ConcurrentHashMap<>();
    final Map<String, Integer> accepted = new ConcurrentHashMap<>();
    final Semaphore arrivals = new Semaphore(0);
    final Queue<Long> times = new ConcurrentLinkedQueue<>();
    private final ServerSocket server;
    private final Random random;
    private final int refusedOfThousand;
    private final int longestMillis;

    /**
     * @param refusedOfThousand the number of 1000 requests that are rejected for a temporary reason
     * @param longestMillis the maximum time of a response, in milliseconds
     */
    Referee(long seed, int refusedOfThousand, int longestMillis) {
        this.random = new Random(seed);
        this.refusedOfThousand = refusedOfThousand;
        this.longestMillis = longestMillis;
        try {
            this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private static void daemon(Runnable runnable) {
        Thread thread = new Thread(runnable, "referee");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                daemon(() -> response(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void response(Socket socket) {
        try (socket;
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            for (String key = in.readLine(); key != null; key = in.readLine()) {
                times.add(System.nanoTime());
                posted.merge(key, 1, Integer::sum);
                boolean refused;
                int millis;
                synchronized (random) {
                    refused = random.nextInt(1000) < refusedOfThousand;
                    millis = random.nextInt(longestMillis + 1);
                }
                if (!refused) {
                    accepted.merge(key, 1, Integer::sum);
                }
                arrivals.release();
                TimeUnit.MILLISECONDS.sleep(millis); // a response takes time
                socket.getOutputStream().write((refused ? "later\n" : "accepted\n").getBytes(UTF_8));
            }
        } catch (IOException | InterruptedException theClientWasKilled) {
            // The killed worker has closed the connection.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** Posts to a referee in another process. */
    static final class Port implements MessagingPort {

        private final int port;
        private final ConcurrentLinkedDeque<Socket> idle = new ConcurrentLinkedDeque<>();

        Port(int port) {
            this.port = port;
        }

        @Override
        public SendResult send(ImageMessage message) {
            String key = message.extraInfo().ref().orElseThrow();
            try {
                Socket socket = idle.pollFirst();
                if (socket == null) {
                    socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    socket.setTcpNoDelay(true);
                }
                socket.getOutputStream().write((key + "\n").getBytes(UTF_8));
                StringBuilder response = new StringBuilder();
                for (int c = socket.getInputStream().read();
                        c != '\n';
                        c = socket.getInputStream().read()) {
                    if (c < 0) {
                        throw new IOException("closed");
                    }
                    response.append((char) c);
                }
                idle.addFirst(socket);
                return response.toString().equals("accepted")
                        ? Messages.accepted(key)
                        : new SendResult.Rejected(
                                SendResult.Reason.UNAVAILABLE, 503, "", "", Map.of(), Optional.of(Duration.ZERO));
            } catch (IOException e) {
                return new SendResult.InDoubt("the connection broke", e);
            }
        }
    }
}
