// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import dev.pictogram.ImageMessage;
import java.time.Instant;
import java.util.Optional;

/**
 * A request that was not accepted, with its number among all requests.
 *
 * @param outcome the outcome in the client's view: rejected, or in doubt if there was no response
 * @param reason the reason
 * @param message the message, if its payload is valid
 * @param request the request as text without keys, cut if it is long
 * @param response the response as text; empty if there was none
 */
record Refused(
        long number,
        Instant at,
        String outcome,
        String reason,
        Optional<ImageMessage> message,
        String request,
        String response) {

    long text() {
        return request.length() + response.length() + message.map(Kept::textOf).orElse(0L);
    }
}
