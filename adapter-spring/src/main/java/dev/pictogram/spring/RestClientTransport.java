// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import static java.util.Objects.requireNonNull;

import dev.pictogram.wire.http.HttpTransport;
import java.io.IOException;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;

/**
 * Sends through a {@code RestClient}. If that throws, only {@link JdkTransportRequest} knows the result: any other client may have sent
 * the request before it failed.
 */
final class RestClientTransport implements HttpTransport {

    private final RestClient client;

    RestClientTransport(RestClient client) {
        this.client = requireNonNull(client, "client");
    }

    @Override
    public Result post(Request request) {
        long start = System.nanoTime();
        RequestAttribute attribute = new RequestAttribute(request);
        try {
            // A URI, since a template would encode the plus sign. Not retrieve(), whose status handlers throw.
            // Content-Length is set here, since no message converter handles the body.
            return requireNonNull(client.post()
                    .uri(request.uri())
                    .attribute(RequestAttribute.NAME, attribute)
                    .headers(headers -> {
                        request.headers().forEach(headers::set);
                        headers.setContentLength(request.body().length);
                    })
                    .body(new SingleUseBody(request))
                    .exchange((sent, response) -> {
                        Response result = read(response, request, start);
                        attribute.result = result;
                        return result;
                    }));
        } catch (RuntimeException thrown) {
            // A failure after the response, for example in closing it, does not change the result.
            return attribute.result == null ? new NoResponse(thrown) : attribute.result;
        }
    }

    private static Response read(ClientHttpResponse response, Request request, long start) throws IOException {
        int status = response.getStatusCode().value();
        // bodyOf closes the body without reading the rest. Spring's close of the response would read all of it first.
        return Response.of(status, name -> response.getHeaders().getFirst(name), body(response, request, start));
    }

    private static byte[] body(ClientHttpResponse response, Request request, long start) {
        try {
            return Response.bodyOf(response.getBody(), request, start);
        } catch (IOException | RuntimeException none) {
            return new byte[0];
        }
    }
}
