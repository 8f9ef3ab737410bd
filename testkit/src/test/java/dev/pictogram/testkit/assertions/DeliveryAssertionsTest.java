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

/** Each assertion is seen to hold and to fail, with a message that says what is there instead. */
class DeliveryAssertionsTest {

    private final DeliveryReport failed = failed("order-4711", "131099").toBuilder()
            .id(MessageId.of("fake-1"))
            .recipient(PhoneNumber.of("919800000001"))
            .error(DeliveryError.of("131000").withTitle("100 %s"))
            .build();
    private final DeliveryState failedState = DeliveryState.of(List.of(sent("a"), failed));
    private final DeliveryState readState = DeliveryState.of(List.of(read("a")));

    @Test
    void a_report_is_asked_for_all_that_it_has() {
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
    void a_report_without_what_was_expected_fails_and_shows_no_phone_number() {
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
    void a_state_is_asked_for_all_that_it_has() {
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
    void a_state_without_what_was_expected_fails() {
        String failedWords = ", but it is DeliveryState[status=FAILED, sent=2026-01-01T12:00:00Z,"
                + " failed=2026-01-01T12:00:01Z, errors=[131000 100 %s, 131099]]";
        String readWords = ", but it is DeliveryState[status=READ, read=2026-01-01T12:01:00Z, errors=[]]";

        stateFails(() -> assertThat(failedState).hasStatus(DeliveryStatus.SENT), "status SENT" + failedWords);
        stateFails(() -> assertThat(failedState).isDelivered(), "a delivered message" + failedWords);
        stateFails(() -> assertThat(failedState).hasNoErrors(), "no errors" + failedWords);
        stateFails(() -> assertThat(failedState).hasError("131053"), "error 131053" + failedWords);
        stateFails(
                () -> assertThat(readState).hasReport(DeliveryStatus.DELIVERED), "a report of DELIVERED" + readWords);
        stateFails(() -> assertThat(readState).isFailed(), "a failed message" + readWords);
    }

    private static void stateFails(ThrowingCallable assertion, String expected) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(assertion)
                .withMessage("%s", "Expected a state with " + expected);
    }

    @Test
    void an_id_that_is_blank_is_misuse_and_no_failure() {
        assertThatIllegalArgumentException().isThrownBy(() -> assertThat(failed).isAbout(" "));
    }

    @Test
    void null_fails_as_an_assertion() {
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
