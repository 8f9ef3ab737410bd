// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.customadapter;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import javax.net.SocketFactory;

/** Creates sockets that ignore {@code -DsocksProxyHost} and read a limited number of bytes. */
final class DirectSockets extends SocketFactory {

    private final long maxBytes;

    DirectSockets(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public Socket createSocket() {
        return new Socket(Proxy.NO_PROXY) {
            @Override
            public InputStream getInputStream() throws IOException {
                return new FilterInputStream(super.getInputStream()) {
                    private long remaining = maxBytes;

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        if (remaining <= 0) {
                            throw new IOException("the response is larger than " + maxBytes + " bytes");
                        }
                        int count = super.read(bytes, offset, length);
                        remaining -= count;
                        return count;
                    }
                };
            }
        };
    }

    // OkHttp connects the socket itself and does not call these methods.

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }
}
