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

/** A Spring request that sends the request in its attribute, and throws if there is no response. */
final class JdkTransportRequest extends AbstractClientHttpRequest {

    private final URI uri;
    private final HttpTransport transport;

    JdkTransportRequest(URI uri, HttpTransport transport) {
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

    /** Ignores the body: the attribute has it. */
    @Override
    protected OutputStream getBodyInternal(HttpHeaders headers) {
        return OutputStream.nullOutputStream();
    }

    @Override
    protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
        RequestAttribute attribute =
                (RequestAttribute) requireNonNull(getAttributes().get(RequestAttribute.NAME));
        Result result = transport.post(attribute.request);
        attribute.result = result;
        // Spring cannot represent a status without three digits, so such a response is thrown, too.
        if (result instanceof Response response && response.status() >= 100 && response.status() <= 999) {
            return new StoredResponse(response);
        }
        throw new IOException("no response; the result is in the request attribute");
    }
}
