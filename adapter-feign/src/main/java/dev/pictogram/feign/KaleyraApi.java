// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.feign;

import feign.HeaderMap;
import feign.Request;
import feign.RequestLine;
import feign.Response;
import java.net.URI;
import java.util.Map;

/** Kaleyra's API as a Feign interface. */
interface KaleyraApi {

    /**
     * Sends a message.
     *
     * @param uri the URL, as a URI because Feign encodes a plus sign in a template as {@code %2B}
     * @param headers the headers
     * @param body the body
     * @param options the timeouts
     * @return the raw response: for this type Feign uses neither a decoder nor an error decoder
     */
    @RequestLine("POST")
    Response post(URI uri, @HeaderMap Map<String, String> headers, byte[] body, Request.Options options);
}
