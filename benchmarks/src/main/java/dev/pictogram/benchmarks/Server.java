// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;

/** The kind of server that the requests go to. */
enum Server {
    /** Plain TCP; connections are kept. */
    PLAIN {
        @Override
        Stub start(long delayMillis, Keys keys) throws IOException {
            return PlainStub.start(delayMillis);
        }
    },
    /** TLS; connections are kept. */
    TLS {
        @Override
        Stub start(long delayMillis, Keys keys) throws IOException, GeneralSecurityException {
            return TlsStub.start(keys.serverContext(), delayMillis, true);
        }
    },
    /** TLS; each request needs a new connection, which may resume a session. */
    TLS_NEW {
        @Override
        Stub start(long delayMillis, Keys keys) throws IOException, GeneralSecurityException {
            return TlsStub.start(keys.serverContext(), delayMillis, false);
        }
    };

    /** Starts a server in this process. */
    abstract Stub start(long delayMillis, Keys keys) throws IOException, GeneralSecurityException;

    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Server named(String title) {
        return Arrays.stream(values())
                .filter(server -> server.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("server: must be one of "
                        + Arrays.stream(values()).map(Server::title).toList() + ", but it is " + title));
    }
}
