// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import static java.util.Objects.requireNonNull;

import dev.pictogram.wire.http.HttpTransport;
import java.io.IOException;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;

/**
 * Posts through a {@code RestClient}. Where it throws, only our own transport knows the outcome: any other client may have
 * sent before it failed, perhaps more than once.
 */
final class RestClientTransport implements HttpTransport {

    private final RestClient client;

    RestClientTransport(RestClient client) {
        this.client = requireNonNull(client, "client");
    }

    @Override
    public Result post(Request call) {
        long start = System.nanoTime();
        PendingCall pending = new PendingCall(call);
        try {
            // The URI as it is, since a template would escape its plus sign. Not retrieve(), whose status handlers
            // throw. Content-Length is set here, as no message converter of the client's touches the body.
            return requireNonNull(client.post()
                    .uri(call.uri())
                    .attribute(PendingCall.ATTRIBUTE, pending)
                    .headers(headers -> {
                        call.headers().forEach(headers::set);
                        headers.setContentLength(call.body().length);
                    })
                    .body(new OneShotBody(call))
                    .exchange((request, response) -> {
                        Response answer = answer(response, call, start);
                        pending.outcome = answer;
                        return answer;
                    }));
        } catch (RuntimeException thrown) {
            // Whatever goes wrong after the answer, in closing it for instance, changes nothing about the message.
            return pending.outcome == null ? new NoResponse(thrown) : pending.outcome;
        }
    }

    private static Response answer(ClientHttpResponse response, Request call, long start) throws IOException {
        int status = response.getStatusCode().value();
        // Closed in there, where the rest is left unread: Spring's own closing of the response first reads it all.
        return Response.of(status, name -> response.getHeaders().getFirst(name), body(response, call, start));
    }

    private static byte[] body(ClientHttpResponse response, Request call, long start) {
        try {
            return Response.bodyOf(response.getBody(), call, start);
        } catch (IOException | RuntimeException none) {
            return new byte[0];
        }
    }
}
