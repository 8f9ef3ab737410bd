// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.assertions;

import static java.util.Objects.requireNonNull;

import dev.pictogram.DeliveryState;
import dev.pictogram.DeliveryStatus;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a delivery state. */
public final class DeliveryStateAssert extends AbstractAssert<DeliveryStateAssert, DeliveryState> {

    DeliveryStateAssert(DeliveryState actual) {
        super(actual, DeliveryStateAssert.class);
    }

    /**
     * Verifies {@link DeliveryState#status()}.
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
     * Verifies that exactly this status was reported.
     *
     * @param status the expected status
     * @return this assertion
     */
    public DeliveryStateAssert hasReport(DeliveryStatus status) {
        requireNonNull(status, "status");
        isNotNull();
        return check(actual.has(status), "a report of " + status);
    }

    /**
     * Verifies that {@link DeliveryState#isDelivered()} is true: the message was reported as delivered or read.
     *
     * @return this assertion
     */
    public DeliveryStateAssert isDelivered() {
        isNotNull();
        return check(actual.isDelivered(), "a delivered message");
    }

    /**
     * Verifies that {@link DeliveryState#isFailed()} is true: the status is failed or not sent.
     *
     * @return this assertion
     */
    public DeliveryStateAssert isFailed() {
        isNotNull();
        return check(actual.isFailed(), "a failed message");
    }

    /**
     * Verifies that one of the errors has this code.
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
     * Verifies that there are no errors.
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
