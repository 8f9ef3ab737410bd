// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.wire.http.HttpTransport.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.StreamingHttpOutputMessage;

/**
 * A request body that can be written once, so a client that writes it to its connection cannot retry the request, whatever its
 * settings. A client that buffers the body first, for example because of an interceptor, can.
 */
final class SingleUseBody implements StreamingHttpOutputMessage.Body {

    private final Request request;
    private final AtomicBoolean written = new AtomicBoolean();

    SingleUseBody(Request request) {
        this.request = request;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        if (!written.compareAndSet(false, true)) {
            throw new IOException("a request is sent once");
        }
        if (request.isCancelled()) {
            throw new IOException("the caller cancelled the request");
        }
        out.write(request.body());
    }

    /** HttpComponents checks this before it retries a request or follows a redirect. */
    @Override
    public boolean repeatable() {
        return false;
    }
}
