// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.customadapter;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes sockets that no {@code -DsocksProxyHost} leads elsewhere, and that read so many bytes and no more. */
final class DirectSockets extends SocketFactory {

    private final long mostBytes;

    DirectSockets(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    @Override
    public Socket createSocket() {
        return new Socket(Proxy.NO_PROXY) {
            @Override
            public InputStream getInputStream() throws IOException {
                return new FilterInputStream(super.getInputStream()) {
                    private long left = mostBytes;

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        if (left <= 0) {
                            throw new IOException("more than an answer can have");
                        }
                        int count = super.read(bytes, offset, length);
                        left -= count;
                        return count;
                    }
                };
            }
        };
    }

    // OkHttp connects by itself and calls none of these.

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
