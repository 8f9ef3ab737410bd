// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.feign;

import dev.pictogram.SendPolicy;
import dev.pictogram.wire.http.HttpTransport;
import dev.pictogram.wire.http.HttpTransport.Result;
import dev.pictogram.wire.http.JdkTransport;
import feign.Client;
import feign.Request;
import feign.Response;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A Feign client over {@link JdkTransport}. */
final class JdkTransportClient implements Client {

    private final JdkTransport transport;

    JdkTransportClient(SendPolicy policy) {
        this.transport = JdkTransport.create(policy);
    }

    @Override
    public Response execute(Request request, Request.Options options) throws IOException {
        RequestOptions attempt = (RequestOptions) options;
        Result result = transport.post(attempt.request);
        attempt.result = result;
        if (result instanceof HttpTransport.Response response) {
            return Response.builder()
                    .request(request)
                    .status(response.status())
                    .headers(headers(response))
                    .body(response.body())
                    .build();
        }
        throw new IOException("no response; the result is in the request options");
    }

    private static Map<String, Collection<String>> headers(HttpTransport.Response response) {
        Map<String, Collection<String>> headers = new LinkedHashMap<>();
        response.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        return headers;
    }
}
