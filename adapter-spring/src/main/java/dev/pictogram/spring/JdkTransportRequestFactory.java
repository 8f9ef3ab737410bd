// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.wire.http.JdkTransport;
import java.net.URI;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/** Creates requests that are sent by a {@link JdkTransport}. */
final class JdkTransportRequestFactory implements ClientHttpRequestFactory {

    private final JdkTransport transport;

    JdkTransportRequestFactory(JdkTransport transport) {
        this.transport = transport;
    }

    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
        return new JdkTransportRequest(uri, transport);
    }
}
