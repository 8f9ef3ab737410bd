// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import static java.util.Objects.requireNonNull;

import dev.pictogram.wire.http.HttpTransport;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.http.HttpTransport.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/** A request that posts the call it carries, and throws whatever is not an answer. */
final class OneShotRequest extends AbstractClientHttpRequest {

    private final URI uri;
    private final HttpTransport transport;

    OneShotRequest(URI uri, HttpTransport transport) {
        this.uri = uri;
        this.transport = transport;
    }

    @Override
    public HttpMethod getMethod() {
        return HttpMethod.POST;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    /** Takes nothing: the call has the bytes. */
    @Override
    protected OutputStream getBodyInternal(HttpHeaders headers) {
        return OutputStream.nullOutputStream();
    }

    @Override
    protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
        PendingCall pending = (PendingCall) requireNonNull(getAttributes().get(PendingCall.ATTRIBUTE));
        Result outcome = transport.post(pending.call);
        pending.outcome = outcome;
        // Spring has no type for a status of less than three digits, so that such an answer is thrown too.
        if (outcome instanceof Response answer && answer.status() >= 100 && answer.status() <= 999) {
            return new StoredResponse(answer);
        }
        throw new IOException("no answer: the request's attribute has its outcome");
    }
}
