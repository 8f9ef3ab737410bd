// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.wire.http.HttpTransport.Response;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** An answer that has been read, as Spring wants to see it. */
final class StoredResponse implements ClientHttpResponse {

    private final Response answer;
    private final HttpHeaders headers = new HttpHeaders();

    StoredResponse(Response answer) {
        this.answer = answer;
        answer.headers().forEach(headers::set);
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return HttpStatusCode.valueOf(answer.status());
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
        return new ByteArrayInputStream(answer.body());
    }

    @Override
    public void close() {
        // The transport has given its connection back.
    }
}
