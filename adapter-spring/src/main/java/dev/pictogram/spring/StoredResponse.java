// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.wire.http.HttpTransport.Response;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** A response that has been read, as a {@link ClientHttpResponse}. */
final class StoredResponse implements ClientHttpResponse {

    private final Response response;
    private final HttpHeaders headers = new HttpHeaders();

    StoredResponse(Response response) {
        this.response = response;
        response.headers().forEach(headers::set);
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return HttpStatusCode.valueOf(response.status());
    }

    @Override
    public String getStatusText() {
        return "";
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public InputStream getBody() {
        return new ByteArrayInputStream(response.body());
    }

    @Override
    public void close() {
        // The transport has already released the connection.
    }
}
