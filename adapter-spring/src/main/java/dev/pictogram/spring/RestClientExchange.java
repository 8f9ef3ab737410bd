// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import static java.util.Objects.requireNonNull;

import dev.pictogram.wire.HttpExchange;
import dev.pictogram.wire.OutcomeException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;

/** Posts through a {@code RestClient}. Of its exceptions, only those that carry an outcome of ours tell what became. */
final class RestClientExchange implements HttpExchange {

    private final RestClient client;

    RestClientExchange(RestClient client) {
        this.client = requireNonNull(client, "client");
    }

    @Override
    public Outcome post(Call call) {
        long start = System.nanoTime();
        AtomicReference<@Nullable Answer> seen = new AtomicReference<>();
        try {
            // The URI as it is, since a template would escape its plus sign. Not retrieve(), whose status handlers
            // throw. Content-Length is set here, as no message converter of the client's touches the body.
            return requireNonNull(client.post()
                    .uri(call.uri())
                    .headers(headers -> {
                        call.headers().forEach(headers::set);
                        headers.setContentLength(call.body().length);
                    })
                    .body(new OneShotBody(call.body()))
                    .exchange((request, response) -> {
                        Answer answer = answer(response, call, start);
                        seen.set(answer);
                        return answer;
                    }));
        } catch (RuntimeException thrown) {
            // Whatever goes wrong after the answer, in closing it for instance, changes nothing about the message.
            return seen.get() != null ? seen.get() : OutcomeException.outcomeIn(thrown);
        }
    }

    private static Answer answer(ClientHttpResponse response, Call call, long start) throws IOException {
        int status = response.getStatusCode().value();
        // Closed in there, where the rest is left unread: Spring's own closing of the response first reads it all.
        return Answer.of(status, response.getHeaders()::getFirst, body(response, call, start));
    }

    private static byte[] body(ClientHttpResponse response, Call call, long start) {
        try {
            return Answer.bodyOf(response.getBody(), call, start);
        } catch (IOException | RuntimeException none) {
            return new byte[0];
        }
    }
}
