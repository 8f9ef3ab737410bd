// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.assertions;

import static java.util.Objects.requireNonNull;

import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.MessageId;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a delivery report. */
public final class DeliveryReportAssert extends AbstractAssert<DeliveryReportAssert, DeliveryReport> {

    DeliveryReportAssert(DeliveryReport actual) {
        super(actual, DeliveryReportAssert.class);
    }

    /**
     * Verifies that the report has this status.
     *
     * @param status the expected status
     * @return this assertion
     */
    public DeliveryReportAssert hasStatus(DeliveryStatus status) {
        requireNonNull(status, "status");
        isNotNull();
        return check(actual.status() == status, "status " + status);
    }

    /**
     * Verifies that the report has this {@code ref}.
     *
     * @param ref the expected reference; empty for none
     * @return this assertion
     */
    public DeliveryReportAssert hasRef(String ref) {
        requireNonNull(ref, "ref");
        isNotNull();
        return check(actual.ref().orElse("").equals(ref), "ref " + Words.quoted(ref));
    }

    /**
     * Verifies that the report has this message id.
     *
     * @param id the expected id, as {@link MessageId#value()} returns it
     * @return this assertion
     * @throws IllegalArgumentException if the id is blank
     */
    public DeliveryReportAssert isAbout(String id) {
        return isAbout(MessageId.of(id));
    }

    /**
     * Verifies that the report has this message id.
     *
     * @param id the expected id
     * @return this assertion
     */
    public DeliveryReportAssert isAbout(MessageId id) {
        requireNonNull(id, "id");
        isNotNull();
        return check(actual.isAbout(id), "id " + Words.quoted(id.value()));
    }

    /**
     * Verifies that one of the report's errors has this code.
     *
     * @param code the expected code, such as {@link dev.pictogram.DeliveryError#MEDIA_UNUSABLE}
     * @return this assertion
     */
    public DeliveryReportAssert hasError(String code) {
        requireNonNull(code, "code");
        isNotNull();
        return check(Words.anyHasCode(actual.errors(), code), "error " + code);
    }

    /**
     * Verifies that the report has no errors.
     *
     * @return this assertion
     */
    public DeliveryReportAssert hasNoErrors() {
        isNotNull();
        return check(actual.errors().isEmpty(), "no errors");
    }

    private DeliveryReportAssert check(boolean holds, String expected) {
        if (!holds) {
            failWithMessage("Expected a report with %s, but it is %s", expected, actual);
        }
        return this;
    }
}
