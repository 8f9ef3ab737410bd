// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the messages that are not accepted, because they are in doubt, if the server closes each connection after its response
 * without an announcement.
 */
final class SilentClose {

    private SilentClose() {}

    static void start(Arguments args) throws Exception {
        List<Clients> clients = args.list("clients", "pictogram-jdk,pictogram-httpcore").stream()
                .map(Clients::named)
                .toList();
        List<Integer> pauses =
                args.list("pauses", "0,1,5,50").stream().map(Integer::valueOf).toList();
        int sends = args.number("sends", 1000);
        args.done();
        Keys keys = Keys.create(Jvm.thisOne());
        System.setProperty("javax.net.ssl.trustStore", keys.trusted().toString());
        System.out.printf(
                Locale.ROOT,
                "%n### Silent close, JDK %s, %d sends%n%n",
                Jvm.thisOne().version(),
                sends);
        System.out.println("| client | server | pause | in doubt |\n|---|---|---:|---:|");
        for (boolean secure : new boolean[] {false, true}) {
            try (ServerSocket server = server(keys, secure)) {
                Thread thread = new Thread(() -> serve(server), "silent-close");
                thread.setDaemon(true);
                thread.start();
                URI base = URI.create((secure ? "https" : "http") + "://localhost:" + server.getLocalPort());
                for (Clients client : clients) {
                    inDoubt(client.sender(base), 200, 0); // warms up
                    for (int pause : pauses) {
                        System.out.printf(
                                Locale.ROOT,
                                "| %s | %s | %d ms | %.1f %% |%n",
                                client.title(),
                                secure ? "tls" : "plain",
                                pause,
                                100.0 * inDoubt(client.sender(base), sends, pause) / sends);
                    }
                }
            }
        }
        System.exit(0); // some clients keep threads that are not daemons
    }

    static int inDoubt(Sender sender, int sends, int pauseMillis) throws Exception {
        int inDoubt = 0;
        for (int i = 0; i < sends; i++) {
            if (!sender.send()) {
                inDoubt++;
            }
            if (pauseMillis > 0) {
                LockSupport.parkNanos(MILLISECONDS.toNanos(pauseMillis)); // the pause that is measured
            }
        }
        return inDoubt;
    }

    private static ServerSocket server(Keys keys, boolean secure) throws Exception {
        InetAddress loopback = InetAddress.getByName("localhost");
        return secure
                ? keys.serverContext().getServerSocketFactory().createServerSocket(0, 100, loopback)
                : new ServerSocket(0, 100, loopback);
    }

    static void serve(ServerSocket server) {
        byte[] response = Stub.response("");
        byte[] request = new byte[8192];
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.setTcpNoDelay(true);
                if (TlsStub.read(client.getInputStream(), request)) {
                    client.getOutputStream().write(response);
                }
            } catch (IOException clientIsGone) {
                // The next connection is served.
            }
        }
    }
}
