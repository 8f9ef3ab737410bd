// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.feign;

import dev.pictogram.wire.HttpExchange.Answer;
import dev.pictogram.wire.HttpExchange.Call;
import dev.pictogram.wire.HttpExchange.Outcome;
import dev.pictogram.wire.OneShotHttp;
import dev.pictogram.wire.OutcomeException;
import dev.pictogram.wire.SendPolicy;
import feign.Client;
import feign.Request;
import feign.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Our own transport as a Feign client. */
final class OneShotClient implements Client {

    private final OneShotHttp http;
    private final SendPolicy policy;

    OneShotClient(SendPolicy policy) {
        this.http = OneShotHttp.create(policy.connectTimeout());
        this.policy = policy;
    }

    @Override
    public Response execute(Request request, Request.Options options) throws IOException {
        Outcome outcome = http.post(new Call(
                URI.create(request.url()),
                headers(request),
                request.body(),
                policy.connectTimeout(),
                policy.timeout(),
                policy.answerLimit()));
        if (outcome instanceof Answer answer) {
            return Response.builder()
                    .request(request)
                    .status(answer.status())
                    .headers(headers(answer))
                    .body(answer.body())
                    .build();
        }
        throw new OutcomeException(outcome);
    }

    private static Map<String, String> headers(Request request) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().forEach((name, values) -> {
            // Feign adds the length by itself, and java.net.http does and lets nobody else.
            if (!name.equalsIgnoreCase("Content-Length")) {
                headers.put(name, values.iterator().next());
            }
        });
        return headers;
    }

    private static Map<String, Collection<String>> headers(Answer answer) {
        Map<String, Collection<String>> headers = new LinkedHashMap<>();
        answer.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        return headers;
    }
}
