// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.assertions;

import static dev.pictogram.testkit.DeliveryReports.delivered;
import static dev.pictogram.testkit.DeliveryReports.failed;
import static dev.pictogram.testkit.DeliveryReports.read;
import static dev.pictogram.testkit.DeliveryReports.sent;
import static dev.pictogram.testkit.assertions.MessagingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryState;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Each assertion passes and fails; a failure message shows the actual report or state. */
class DeliveryAssertionsTest {

    private final DeliveryReport failed = failed("order-4711", "131099").toBuilder()
            .id(MessageId.of("fake-1"))
            .recipient(PhoneNumber.of("919800000001"))
            .error(DeliveryError.of("131000").withTitle("100 %s"))
            .build();
    private final DeliveryState failedState = DeliveryState.of(List.of(sent("a"), failed));
    private final DeliveryState readState = DeliveryState.of(List.of(read("a")));

    @Test
    void assertions_about_the_values_of_a_report_pass() {
        assertThat(failed)
                .hasStatus(DeliveryStatus.FAILED)
                .hasRef("order-4711")
                .isAbout("fake-1")
                .isAbout(MessageId.of("fake-1"))
                .hasError("131099")
                .hasError("131000");
        assertThat(delivered("")).hasRef("").hasNoErrors();
    }

    @Test
    void a_wrong_value_of_a_report_fails_without_showing_the_phone_number() {
        fails(() -> assertThat(failed).hasStatus(DeliveryStatus.SENT), "Expected a report with status SENT");
        fails(() -> assertThat(failed).hasRef("order \"1\""), "Expected a report with ref \"order \\\"1\\\"\"");
        fails(() -> assertThat(failed).isAbout("A1"), "Expected a report with id \"A1\"");
        fails(() -> assertThat(failed).isAbout(MessageId.of("A1")), "Expected a report with id \"A1\"");
        fails(() -> assertThat(failed).hasError("131053"), "Expected a report with error 131053");
        fails(() -> assertThat(failed).hasNoErrors(), "Expected a report with no errors");
    }

    private static void fails(ThrowingCallable assertion, String expected) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(assertion)
                .withMessage(
                        "%s",
                        expected + ", but it is DeliveryReport[status=FAILED, statusText=failed, ref=order-4711,"
                                + " ids=[fake-1], at=2026-01-01T12:00:01Z, recipient=+91…01, errors=[131099, 131000 100 %s]]");
    }

    @Test
    void assertions_about_the_values_of_a_state_pass() {
        assertThat(failedState)
                .hasStatus(DeliveryStatus.FAILED)
                .hasReport(DeliveryStatus.SENT)
                .hasReport(DeliveryStatus.FAILED)
                .isFailed()
                .hasError("131000");
        assertThat(readState).hasStatus(DeliveryStatus.READ).isDelivered().hasNoErrors();
        assertThat(DeliveryState.none()).hasStatus(DeliveryStatus.UNKNOWN).hasNoErrors();
    }

    @Test
    void a_wrong_value_of_a_state_fails() {
        String actualFailed = ", but it is DeliveryState[status=FAILED, sent=2026-01-01T12:00:00Z,"
                + " failed=2026-01-01T12:00:01Z, errors=[131000 100 %s, 131099]]";
        String actualRead = ", but it is DeliveryState[status=READ, read=2026-01-01T12:01:00Z, errors=[]]";

        stateFails(() -> assertThat(failedState).hasStatus(DeliveryStatus.SENT), "status SENT" + actualFailed);
        stateFails(() -> assertThat(failedState).isDelivered(), "a delivered message" + actualFailed);
        stateFails(() -> assertThat(failedState).hasNoErrors(), "no errors" + actualFailed);
        stateFails(() -> assertThat(failedState).hasError("131053"), "error 131053" + actualFailed);
        stateFails(
                () -> assertThat(readState).hasReport(DeliveryStatus.DELIVERED), "a report of DELIVERED" + actualRead);
        stateFails(() -> assertThat(readState).isFailed(), "a failed message" + actualRead);
    }

    private static void stateFails(ThrowingCallable assertion, String expected) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(assertion)
                .withMessage("%s", "Expected a state with " + expected);
    }

    @Test
    void a_blank_id_is_an_illegal_argument_and_not_a_failed_assertion() {
        assertThatIllegalArgumentException().isThrownBy(() -> assertThat(failed).isAbout(" "));
    }

    @Test
    void null_fails_every_assertion() {
        DeliveryReportAssert report = assertThat((DeliveryReport) null);
        DeliveryStateAssert state = assertThat((DeliveryState) null);
        assertThat(Stream.<ThrowingCallable>of(
                        () -> report.hasStatus(DeliveryStatus.SENT),
                        () -> report.hasRef("a"),
                        () -> report.isAbout("A1"),
                        () -> report.hasError("1"),
                        report::hasNoErrors,
                        () -> state.hasStatus(DeliveryStatus.SENT),
                        () -> state.hasReport(DeliveryStatus.SENT),
                        state::isDelivered,
                        state::isFailed,
                        () -> state.hasError("1"),
                        state::hasNoErrors))
                .allSatisfy(assertion -> assertThatExceptionOfType(AssertionError.class)
                        .isThrownBy(assertion)
                        .withMessageContaining("not to be null"));
    }
}
