// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Ports of the loopback that refuse every connection and that nobody else is given for a while: a client that comes back to
 * a server which is closed must not find another test's.
 */
final class ClosedPorts {

    private static final int NEWEST = 256;

    /** Bound and not listening. */
    private static final Deque<Socket> KEPT = new ArrayDeque<>();

    private ClosedPorts() {}

    /** Keeps a port, or any if it is 0, and returns it. */
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
