// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static dev.pictogram.DeliveryStatus.DELIVERED;
import static dev.pictogram.DeliveryStatus.FAILED;
import static dev.pictogram.DeliveryStatus.NOT_SENT;
import static dev.pictogram.DeliveryStatus.READ;
import static dev.pictogram.DeliveryStatus.SENT;
import static dev.pictogram.DeliveryStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryStateTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final DeliveryError UNUSABLE = DeliveryError.of("131053");
    private static final DeliveryError TROUBLE = DeliveryError.of("131000");

    private static DeliveryReport report(DeliveryStatus status) {
        return DeliveryReport.builder(status).build();
    }

    private static DeliveryReport report(DeliveryStatus status, Instant at) {
        return DeliveryReport.builder(status).at(at).build();
    }

    private static DeliveryReport report(DeliveryStatus status, DeliveryError error) {
        return DeliveryReport.builder(status).error(error).build();
    }

    private static DeliveryState after(DeliveryStatus... statuses) {
        return DeliveryState.of(
                Arrays.stream(statuses).map(DeliveryStateTest::report).toList());
    }

    @Test
    void a_state_without_reports_is_unknown() {
        DeliveryState state = DeliveryState.none();

        assertThat(state.status()).isEqualTo(UNKNOWN);
        assertThat(state.progress()).isEmpty();
        assertThat(state.isDelivered()).isFalse();
        assertThat(state.isFailed()).isFalse();
        assertThat(state.errors()).isEmpty();
        for (DeliveryStatus status : DeliveryStatus.values()) {
            assertThat(state.has(status)).isFalse();
            assertThat(state.at(status)).isEmpty();
        }
        assertThat(DeliveryState.of(List.of())).isEqualTo(state);
    }

    /** All 31 sets of reports; "sent read" stands for both in any order. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # reports                           | status    | progress
            SENT                                | SENT      | SENT
            DELIVERED                           | DELIVERED | DELIVERED
            READ                                | READ      | READ
            FAILED                              | FAILED    |
            NOT_SENT                            | NOT_SENT  |
            SENT DELIVERED                      | DELIVERED | DELIVERED
            SENT READ                           | READ      | READ
            SENT FAILED                         | FAILED    | SENT
            SENT NOT_SENT                       | SENT      | SENT
            DELIVERED READ                      | READ      | READ
            DELIVERED FAILED                    | DELIVERED | DELIVERED
            DELIVERED NOT_SENT                  | DELIVERED | DELIVERED
            READ FAILED                         | READ      | READ
            READ NOT_SENT                       | READ      | READ
            FAILED NOT_SENT                     | FAILED    |
            SENT DELIVERED READ                 | READ      | READ
            SENT DELIVERED FAILED               | DELIVERED | DELIVERED
            SENT DELIVERED NOT_SENT             | DELIVERED | DELIVERED
            SENT READ FAILED                    | READ      | READ
            SENT READ NOT_SENT                  | READ      | READ
            SENT FAILED NOT_SENT                | FAILED    | SENT
            DELIVERED READ FAILED               | READ      | READ
            DELIVERED READ NOT_SENT             | READ      | READ
            DELIVERED FAILED NOT_SENT           | DELIVERED | DELIVERED
            READ FAILED NOT_SENT                | READ      | READ
            SENT DELIVERED READ FAILED          | READ      | READ
            SENT DELIVERED READ NOT_SENT        | READ      | READ
            SENT DELIVERED FAILED NOT_SENT      | DELIVERED | DELIVERED
            SENT READ FAILED NOT_SENT           | READ      | READ
            DELIVERED READ FAILED NOT_SENT      | READ      | READ
            SENT DELIVERED READ FAILED NOT_SENT | READ      | READ
            """)
    void the_status_is_the_reported_one_with_the_highest_precedence(
            String reports, DeliveryStatus status, DeliveryStatus progress) {
        DeliveryStatus[] statuses =
                Stream.of(reports.split(" ")).map(DeliveryStatus::valueOf).toArray(DeliveryStatus[]::new);
        DeliveryState state = after(statuses);

        assertThat(state.status()).isEqualTo(status);
        assertThat(state.progress()).isEqualTo(Optional.ofNullable(progress));
        assertThat(state.isFailed()).isEqualTo(status == FAILED || status == NOT_SENT);
        assertThat(state.isDelivered()).isEqualTo(status == DELIVERED || status == READ);
        assertThat(Arrays.stream(DeliveryStatus.values()).filter(state::has)).containsExactlyInAnyOrder(statuses);
    }

    @Test
    void a_duplicate_or_late_report_changes_nothing() {
        DeliveryState read = after(SENT, DELIVERED, READ);

        assertThat(read.with(report(SENT))).isEqualTo(read);
        assertThat(read.with(report(DELIVERED))).isEqualTo(read);
        assertThat(read.with(report(READ))).isEqualTo(read);
    }

    @Test
    void a_read_message_is_delivered_even_without_a_report() {
        assertThat(after(READ).isDelivered()).isTrue();
        assertThat(after(READ).has(DELIVERED)).isFalse();
    }

    @Test
    void a_failure_is_kept_and_removes_no_other_status() {
        DeliveryState state = DeliveryState.none()
                .with(report(FAILED, UNUSABLE))
                .with(report(NOT_SENT, TROUBLE))
                .with(report(DELIVERED))
                .with(report(READ));

        assertThat(state.has(FAILED)).isTrue();
        assertThat(state.has(NOT_SENT)).isTrue();
        assertThat(state.errors()).containsExactly(TROUBLE, UNUSABLE);
        assertThat(state.isFailed()).isFalse();
        assertThat(after(READ).with(report(FAILED)).isDelivered()).isTrue();
    }

    @Test
    void an_unknown_status_changes_nothing() {
        DeliveryReport played =
                DeliveryReport.builder("played").at(NOON).error(TROUBLE).build();

        assertThat(after(SENT).with(played)).isEqualTo(after(SENT));
        assertThat(DeliveryState.none().with(played)).isEqualTo(DeliveryState.none());
        assertThat(after(SENT, UNKNOWN).has(UNKNOWN)).isFalse();
    }

    @Test
    void the_earliest_time_of_each_status_is_kept() {
        DeliveryState state = DeliveryState.none()
                .with(report(SENT))
                .with(report(SENT, NOON.plusSeconds(1)))
                .with(report(SENT, NOON))
                .with(report(SENT, NOON.plusSeconds(2)))
                .with(report(SENT))
                .with(report(READ, NOON.plusSeconds(60)))
                .with(report(FAILED));

        assertThat(state.at(SENT)).contains(NOON);
        assertThat(state.at(DELIVERED)).isEmpty();
        assertThat(state.at(READ)).contains(NOON.plusSeconds(60));
        assertThat(state.at(FAILED)).isEmpty();
        assertThat(state.has(FAILED)).isTrue();
    }

    @Test
    void all_errors_of_a_report_are_added() {
        DeliveryState state = DeliveryState.none()
                .with(DeliveryReport.builder(FAILED)
                        .error(UNUSABLE)
                        .error(TROUBLE)
                        .build());

        assertThat(state.errors()).containsExactly(TROUBLE, UNUSABLE);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> state.errors().clear());
    }

    @Test
    void errors_beyond_the_limit_are_omitted_whatever_the_order_of_the_reports() {
        List<DeliveryReport> reports = IntStream.range(100, 1000)
                .mapToObj(code -> report(FAILED, DeliveryError.of("C" + code)))
                .toList();
        List<DeliveryReport> reversed = new ArrayList<>(reports);
        Collections.reverse(reversed);

        DeliveryState state = DeliveryState.of(reports);

        assertThat(state.errors()).extracting(DeliveryError::code).hasSize(20).contains("C100", "C119");
        assertThat(DeliveryState.of(reversed)).isEqualTo(state);
    }

    @Test
    void of_two_errors_with_the_same_code_the_one_with_the_greater_text_is_kept() {
        DeliveryError titled = UNUSABLE.withTitle("Media upload error");
        DeliveryError detailed = titled.withDetails("Unsupported Image mime type");

        for (List<DeliveryError> errors :
                List.of(List.of(titled, detailed, UNUSABLE), List.of(UNUSABLE, detailed, titled))) {
            assertThat(DeliveryState.of(errors.stream()
                                    .map(error -> report(FAILED, error))
                                    .toList())
                            .errors())
                    .containsExactly(detailed);
        }
    }

    @Test
    void errors_of_reports_that_are_not_failures_are_ignored() {
        assertThat(DeliveryState.none().with(report(DELIVERED, TROUBLE))).isEqualTo(after(DELIVERED));
    }

    @Test
    void a_state_is_immutable() {
        DeliveryState sent = after(SENT);
        sent.with(report(FAILED, TROUBLE)).with(report(SENT, NOON));

        assertThat(sent).isEqualTo(after(SENT));
    }

    @Test
    void states_are_equal_if_their_contents_are_equal() {
        DeliveryState failed = DeliveryState.none().with(report(FAILED, UNUSABLE));

        assertThat(DeliveryState.none().with(report(FAILED, UNUSABLE)))
                .isEqualTo(failed)
                .hasSameHashCodeAs(failed);
        assertThat(failed)
                .isNotEqualTo(after(FAILED))
                .isNotEqualTo(failed.with(report(FAILED, NOON)))
                .isNotEqualTo(failed.with(report(SENT)))
                .isNotEqualTo("FAILED");
    }

    @Test
    void one_report_for_each_status_restores_a_stored_state() {
        DeliveryState state = DeliveryState.none()
                .with(report(SENT, NOON))
                .with(report(DELIVERED))
                .with(DeliveryReport.builder(FAILED)
                        .at(NOON)
                        .error(UNUSABLE)
                        .error(TROUBLE)
                        .build());

        DeliveryState again = DeliveryState.none();
        for (DeliveryStatus status : DeliveryStatus.values()) {
            if (state.has(status)) {
                DeliveryReport.Builder report = DeliveryReport.builder(status);
                state.at(status).ifPresent(report::at);
                state.errors().forEach(report::error);
                again = again.with(report.build());
            }
        }
        assertThat(again).isEqualTo(state);
    }

    @Test
    void a_state_prints_in_one_line_without_phone_numbers() {
        DeliveryState state = DeliveryState.none()
                .with(report(NOT_SENT))
                .with(report(READ, NOON))
                .with(report(FAILED, TROUBLE.withDetails("to 919800000001\n")));

        assertThat(state)
                .hasToString("DeliveryState[status=READ, read=2026-01-01T12:00:00Z, failed, not sent,"
                        + " errors=[131000: to … ]]");
        assertThat(DeliveryState.none()).hasToString("DeliveryState[status=UNKNOWN, errors=[]]");
    }

    @Test
    void null_arguments_are_refused() {
        DeliveryState state = DeliveryState.none();
        assertThatNullPointerException().isThrownBy(() -> state.with(null));
        assertThatNullPointerException().isThrownBy(() -> state.has(null));
        assertThatNullPointerException().isThrownBy(() -> state.at(null));
        assertThatNullPointerException().isThrownBy(() -> DeliveryState.of(null));
    }
}
