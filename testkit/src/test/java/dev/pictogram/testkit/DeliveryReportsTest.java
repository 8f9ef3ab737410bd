// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit;

import static dev.pictogram.testkit.DeliveryReports.delivered;
import static dev.pictogram.testkit.DeliveryReports.failed;
import static dev.pictogram.testkit.DeliveryReports.notSent;
import static dev.pictogram.testkit.DeliveryReports.read;
import static dev.pictogram.testkit.DeliveryReports.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryReportsTest {

    private static final String REF = "order-4711";
    private static final List<DeliveryReport> ALL = List.of(
            sent(REF),
            delivered(REF),
            read(REF),
            failed(REF, DeliveryError.MEDIA_UNUSABLE),
            notSent(REF, DeliveryError.DAILY_LIMIT_REACHED));

    @Test
    void each_report_has_its_status_and_kaleyras_status_text() {
        assertThat(ALL)
                .extracting(DeliveryReport::status)
                .containsExactly(
                        DeliveryStatus.SENT,
                        DeliveryStatus.DELIVERED,
                        DeliveryStatus.READ,
                        DeliveryStatus.FAILED,
                        DeliveryStatus.NOT_SENT);
        assertThat(ALL)
                .extracting(DeliveryReport::statusText)
                .containsExactly("sent", "delivered", "read", "failed", "not sent");
    }

    @Test
    void each_report_has_the_ref_and_no_other_identification() {
        assertThat(ALL).allSatisfy(report -> {
            assertThat(report.ref()).contains(REF);
            assertThat(report.ref1()).isEmpty();
            assertThat(report.ref2()).isEmpty();
            assertThat(report.ids()).isEmpty();
            assertThat(report.recipient()).isEmpty();
            assertThat(report.raw()).isEmpty();
        });
    }

    @Test
    void the_times_are_fixed_and_a_not_sent_report_has_none() {
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");

        assertThat(sent(REF).at()).contains(noon);
        assertThat(failed(REF, "1").at()).contains(noon.plusSeconds(1));
        assertThat(delivered(REF).at()).contains(noon.plusSeconds(2));
        assertThat(read(REF).at()).contains(noon.plusSeconds(60));
        assertThat(notSent(REF, "1").at()).isEmpty();
    }

    @Test
    void a_failure_has_one_error_whose_title_is_its_meaning() {
        DeliveryError unusable = DeliveryError.of(DeliveryError.MEDIA_UNUSABLE);
        DeliveryError limit = DeliveryError.of(DeliveryError.DAILY_LIMIT_REACHED);

        assertThat(failed(REF, unusable.code()).errors())
                .containsExactly(unusable.withTitle(unusable.meaning().orElseThrow()));
        assertThat(notSent(REF, limit.code()).errors())
                .containsExactly(limit.withTitle(limit.meaning().orElseThrow()));
        assertThat(failed(REF, "131099").errors()).containsExactly(DeliveryError.of("131099"));
        assertThat(ALL.subList(0, 3))
                .allSatisfy(report -> assertThat(report.errors()).isEmpty());
    }

    @Test
    void equal_calls_return_equal_reports() {
        assertThat(delivered(REF)).isEqualTo(delivered(REF)).isNotEqualTo(delivered("order-4712"));
        assertThat(delivered("").ref()).isEmpty();
        assertThatNullPointerException().isThrownBy(() -> delivered(null));
    }
}
