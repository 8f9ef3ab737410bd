// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.util.Objects.requireNonNull;

import dev.pictogram.DeliveryStatus;
import dev.pictogram.MessageId;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * A callback that a {@link KaleyraSimulator} posted once, and its result. The simulator does not retry callbacks.
 *
 * @param message the id of the message, as in the 202
 * @param status the reported status
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
     * Creates a record of seven non-null components.
     *
     * @param message the id of the message
     * @param status the reported status
     * @param at the time of the request
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

    /** {@return the result in a few words, for the inbox} */
    String outcome() {
        if (responseStatus.isEmpty()) {
            return problem;
        }
        int code = responseStatus.getAsInt();
        return "the target responded with " + code + (code / 100 == 3 ? "; redirects are not followed" : "");
    }
}
