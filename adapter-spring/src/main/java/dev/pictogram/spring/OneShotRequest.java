// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.wire.HttpExchange.Answer;
import dev.pictogram.wire.HttpExchange.Outcome;
import dev.pictogram.wire.OutcomeException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.function.BiFunction;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.FastByteArrayOutputStream;

/** A request that collects what Spring gives it, posts it, and throws whatever is not an answer. */
final class OneShotRequest extends AbstractClientHttpRequest implements StreamingHttpOutputMessage {

    private final URI uri;
    private final BiFunction<HttpHeaders, byte[], Outcome> post;
    private final FastByteArrayOutputStream bytes = new FastByteArrayOutputStream(512);
    private Body body = out -> {};

    OneShotRequest(URI uri, BiFunction<HttpHeaders, byte[], Outcome> post) {
        this.uri = uri;
        this.post = post;
    }

    @Override
    public HttpMethod getMethod() {
        return HttpMethod.POST;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public void setBody(Body body) {
        this.body = body;
    }

    @Override
    protected OutputStream getBodyInternal(HttpHeaders headers) {
        return bytes;
    }

    @Override
    protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
        body.writeTo(bytes);
        Outcome outcome = post.apply(headers, bytes.toByteArrayUnsafe());
        // Spring has no type for a status of less than three digits, so that such an answer is thrown too.
        if (outcome instanceof Answer answer && answer.status() >= 100 && answer.status() <= 999) {
            return new AnsweredResponse(answer);
        }
        throw new OutcomeException(outcome);
    }
}
