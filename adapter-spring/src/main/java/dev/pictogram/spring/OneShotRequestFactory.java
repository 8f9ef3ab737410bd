// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.wire.HttpExchange.Call;
import dev.pictogram.wire.OneShotHttp;
import dev.pictogram.wire.SendPolicy;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/** Makes requests that go through a {@link OneShotHttp}, which tells what becomes of them. */
final class OneShotRequestFactory implements ClientHttpRequestFactory {

    private final OneShotHttp transport;
    private final SendPolicy policy;

    OneShotRequestFactory(OneShotHttp transport, SendPolicy policy) {
        this.transport = transport;
        this.policy = policy;
    }

    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
        return new OneShotRequest(uri, (headers, body) -> transport.post(call(uri, headers, body)));
    }

    private Call call(URI uri, HttpHeaders headers, byte[] body) {
        Map<String, String> once = new LinkedHashMap<>();
        headers.forEach((name, values) -> once.put(name, values.get(0)));
        // The transport's client counts the body itself and lets nobody else say its length.
        once.remove(HttpHeaders.CONTENT_LENGTH);
        return new Call(uri, once, body, policy.connectTimeout(), policy.timeout(), policy.answerLimit());
    }
}
