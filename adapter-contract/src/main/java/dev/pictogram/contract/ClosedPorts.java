// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reserves ports of the loopback interface that refuse every connection. The port of a closed server is reserved for a while,
 * so that a client that retries does not reach the server of another test.
 */
final class ClosedPorts {

    private static final int NEWEST = 256;

    /** Bound and not listening. */
    private static final Deque<Socket> KEPT = new ArrayDeque<>();

    private ClosedPorts() {}

    /** Reserves the port, or any free port if it is 0, and returns it. */
    static synchronized int keep(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReuseAddress(true);
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException taken) {
            socket.close();
            throw taken;
        }
        KEPT.add(socket);
        if (KEPT.size() > NEWEST) {
            KEPT.remove().close();
        }
        return socket.getLocalPort();
    }
}
