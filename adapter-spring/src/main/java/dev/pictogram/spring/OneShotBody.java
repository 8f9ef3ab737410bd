// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.wire.http.HttpTransport.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.StreamingHttpOutputMessage;

/**
 * A request's body that can be written once, so that no client that writes it to its connection can repeat the request,
 * whatever its settings are. (One that copies it first, as interceptors make it do, can.)
 */
final class OneShotBody implements StreamingHttpOutputMessage.Body {

    private final Request call;
    private final AtomicBoolean written = new AtomicBoolean();

    OneShotBody(Request call) {
        this.call = call;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        if (!written.compareAndSet(false, true)) {
            throw new IOException("a request is sent at most once");
        }
        if (call.isCancelled()) {
            throw new IOException("a request is not sent when its caller has given up");
        }
        out.write(call.body());
    }

    /** Tells HttpComponents, which asks before it repeats a request or follows a redirect. */
    @Override
    public boolean repeatable() {
        return false;
    }
}
