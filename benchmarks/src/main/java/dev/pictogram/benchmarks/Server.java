// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;

/** The kind of server. */
enum Server {
    /** Plain TCP with kept connections. */
    PLAIN {
        @Override
        Stub start(long delayMillis, Keys keys) throws IOException {
            return PlainStub.start(delayMillis);
        }
    },
    /** TLS with kept connections. */
    TLS {
        @Override
        Stub start(long delayMillis, Keys keys) throws IOException, GeneralSecurityException {
            return TlsStub.start(keys.serverContext(), delayMillis, true);
        }
    },
    /** TLS with a new connection for each request, which may resume a session. */
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
