// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.wire.http.JdkTransport;
import java.net.URI;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/** Makes requests that go through a {@link JdkTransport}, which knows their outcome. */
final class OneShotRequestFactory implements ClientHttpRequestFactory {

    private final JdkTransport transport;

    OneShotRequestFactory(JdkTransport transport) {
        this.transport = transport;
    }

    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
        return new OneShotRequest(uri, transport);
    }
}
