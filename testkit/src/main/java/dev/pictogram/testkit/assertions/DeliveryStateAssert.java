// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.assertions;

import static java.util.Objects.requireNonNull;

import dev.pictogram.DeliveryState;
import dev.pictogram.DeliveryStatus;
import org.assertj.core.api.AbstractAssert;

/** Assertions about what all delivery reports of one message say together. */
public final class DeliveryStateAssert extends AbstractAssert<DeliveryStateAssert, DeliveryState> {

    DeliveryStateAssert(DeliveryState actual) {
        super(actual, DeliveryStateAssert.class);
    }

    /**
     * Fails unless {@link DeliveryState#status()} is this one.
     *
     * @param status the expected status; {@link DeliveryStatus#UNKNOWN} for a message without reports
     * @return this assertion
     */
    public DeliveryStateAssert hasStatus(DeliveryStatus status) {
        requireNonNull(status, "status");
        isNotNull();
        return check(actual.status() == status, "status " + status);
    }

    /**
     * Fails unless a report with exactly this status came.
     *
     * @param status the status of the expected report
     * @return this assertion
     */
    public DeliveryStateAssert hasReport(DeliveryStatus status) {
        requireNonNull(status, "status");
        isNotNull();
        return check(actual.has(status), "a report of " + status);
    }

    /**
     * Fails unless the message reached the recipient's phone, as {@link DeliveryState#isDelivered()} tells.
     *
     * @return this assertion
     */
    public DeliveryStateAssert isDelivered() {
        isNotNull();
        return check(actual.isDelivered(), "a delivered message");
    }

    /**
     * Fails unless the message failed or was not sent, as {@link DeliveryState#isFailed()} tells.
     *
     * @return this assertion
     */
    public DeliveryStateAssert isFailed() {
        isNotNull();
        return check(actual.isFailed(), "a failed message");
    }

    /**
     * Fails unless one of the errors has this code.
     *
     * @param code the expected code, such as {@link dev.pictogram.DeliveryError#MEDIA_UNUSABLE}
     * @return this assertion
     */
    public DeliveryStateAssert hasError(String code) {
        requireNonNull(code, "code");
        isNotNull();
        return check(Words.anyHasCode(actual.errors(), code), "error " + code);
    }

    /**
     * Fails if there is any error.
     *
     * @return this assertion
     */
    public DeliveryStateAssert hasNoErrors() {
        isNotNull();
        return check(actual.errors().isEmpty(), "no errors");
    }

    private DeliveryStateAssert check(boolean holds, String expected) {
        if (!holds) {
            failWithMessage("Expected a state with %s, but it is %s", expected, actual);
        }
        return this;
    }
}
