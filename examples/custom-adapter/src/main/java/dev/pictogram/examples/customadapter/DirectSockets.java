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
                return bounded(super.getInputStream());
            }
        };
    }

    private InputStream bounded(InputStream incoming) {
        return new FilterInputStream(incoming) {
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

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("OkHttp connects by itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("OkHttp connects by itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException("OkHttp connects by itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException("OkHttp connects by itself");
    }
}
