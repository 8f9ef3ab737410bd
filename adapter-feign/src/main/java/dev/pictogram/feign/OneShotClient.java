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

/** Our own transport as a Feign client. */
final class OneShotClient implements Client {

    private final JdkTransport http;

    OneShotClient(SendPolicy policy) {
        this.http = JdkTransport.create(policy);
    }

    @Override
    public Response execute(Request request, Request.Options options) throws IOException {
        CallOptions call = (CallOptions) options;
        Result outcome = http.post(call.call);
        call.result = outcome;
        if (outcome instanceof HttpTransport.Response answer) {
            return Response.builder()
                    .request(request)
                    .status(answer.status())
                    .headers(headers(answer))
                    .body(answer.body())
                    .build();
        }
        throw new IOException("no answer: the call's options have its outcome");
    }

    private static Map<String, Collection<String>> headers(HttpTransport.Response answer) {
        Map<String, Collection<String>> headers = new LinkedHashMap<>();
        answer.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        return headers;
    }
}
