// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.wire.OneShotHttp;
import java.net.URI;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/** Makes requests that go through a {@link OneShotHttp}, which knows their outcome. */
final class OneShotRequestFactory implements ClientHttpRequestFactory {

    private final OneShotHttp transport;

    OneShotRequestFactory(OneShotHttp transport) {
        this.transport = transport;
    }

    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
        return new OneShotRequest(uri, transport);
    }
}
