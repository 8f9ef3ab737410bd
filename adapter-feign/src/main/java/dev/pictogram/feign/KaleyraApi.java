// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.feign;

import feign.HeaderMap;
import feign.Request;
import feign.RequestLine;
import feign.Response;
import java.net.URI;
import java.util.Map;

/** The call of Kaleyra's API, as Feign declares calls. */
interface KaleyraApi {

    /**
     * Posts a message.
     *
     * @param uri the whole address, as a URI because Feign writes a plus sign in a template as {@code %2B}
     * @param headers each to be sent once
     * @param body the bytes to send
     * @param options the times of this call
     * @return the answer as it is: with this type Feign runs neither decoder nor error decoder
     */
    @RequestLine("POST")
    Response post(URI uri, @HeaderMap Map<String, String> headers, byte[] body, Request.Options options);
}
