// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import dev.pictogram.ImageMessage;
import java.time.Instant;
import java.util.Optional;

/**
 * A request that was not accepted, in its place among all requests.
 *
 * @param outcome as an adapter would tell it: rejected, or in doubt where nothing was answered
 * @param reason what was wrong
 * @param message what it would have said, if its payload can be read
 * @param request as it came, without what may be a key, cut if it is long
 * @param answer as it went; empty if nothing was answered
 */
record Refused(
        long number,
        Instant at,
        String outcome,
        String reason,
        Optional<ImageMessage> message,
        String request,
        String answer) {

    long text() {
        return request.length() + answer.length() + message.map(Kept::textOf).orElse(0L);
    }
}
