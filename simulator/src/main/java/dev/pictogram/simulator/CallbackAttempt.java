// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.util.Objects.requireNonNull;

import dev.pictogram.DeliveryStatus;
import dev.pictogram.MessageId;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * A callback that a {@link KaleyraSimulator} posted once, and what came of it. It is never posted again by itself.
 *
 * @param message the message that it is about, as the 202 named it
 * @param status what it reported
 * @param at when it was posted
 * @param payload the body of the request
 * @param responseStatus the status of the target's response; empty if there was none
 * @param responseBody the first 1,024 bytes of the response's body, as UTF-8
 * @param problem why there was no response, or empty if there was one
 */
public record CallbackAttempt(
        MessageId message,
        DeliveryStatus status,
        Instant at,
        String payload,
        OptionalInt responseStatus,
        String responseBody,
        String problem) {

    /**
     * Accepts the seven parts of the record, none of them null.
     *
     * @param message the message's id
     * @param status what was reported
     * @param at by the simulator's clock
     * @param payload the request's body
     * @param responseStatus empty if there is a problem
     * @param responseBody empty if there was none
     * @param problem empty if there is a response
     */
    public CallbackAttempt {
        requireNonNull(message, "message");
        requireNonNull(status, "status");
        requireNonNull(at, "at");
        requireNonNull(payload, "payload");
        requireNonNull(responseStatus, "responseStatus");
        requireNonNull(responseBody, "responseBody");
        requireNonNull(problem, "problem");
    }

    /** {@return whether the target responded with a status from 200 to 299} */
    public boolean succeeded() {
        return responseStatus.isPresent() && responseStatus.getAsInt() / 100 == 2;
    }

    /** {@return what came of it in a few words, for the inbox} */
    String outcome() {
        if (responseStatus.isEmpty()) {
            return problem;
        }
        int code = responseStatus.getAsInt();
        return "the target responded with " + code + (code / 100 == 3 ? "; redirects are not followed" : "");
    }
}
