// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.DeliveryReport.Builder;
import java.time.Instant;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeliveryReportTest {

    private static final Instant AT = Instant.ofEpochSecond(1_760_000_000);
    private static final PhoneNumber ASHA = PhoneNumber.of("919800000001");
    private static final DeliveryError UNUSABLE = DeliveryError.of("131053").withTitle("Media upload error");
    private static final DeliveryError TROUBLE = DeliveryError.of("131000");

    private static DeliveryReport full() {
        return DeliveryReport.builder("Failed")
                .ref("order-4711")
                .ref1("marketing")
                .ref2("dictionary")
                .id(MessageId.of("wamid.QkJC"))
                .id(MessageId.of("A1"))
                .at(AT)
                .recipient(ASHA)
                .error(UNUSABLE)
                .error(TROUBLE)
                .raw("{\"status\":\"Failed\"}")
                .build();
    }

    @Test
    void a_report_returns_the_values_of_the_callback() {
        DeliveryReport report = full();

        assertThat(report.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(report.statusText()).isEqualTo("Failed");
        assertThat(report.ref()).contains("order-4711");
        assertThat(report.ref1()).contains("marketing");
        assertThat(report.ref2()).contains("dictionary");
        assertThat(report.ids()).containsExactly(MessageId.of("wamid.QkJC"), MessageId.of("A1"));
        assertThat(report.at()).contains(AT);
        assertThat(report.recipient()).contains(ASHA);
        assertThat(report.errors()).containsExactly(UNUSABLE, TROUBLE);
        assertThat(report.raw()).contains("{\"status\":\"Failed\"}");
    }

    @Test
    void only_the_status_is_required() {
        DeliveryReport report =
                DeliveryReport.builder("sent").ref("").ref1("").ref2("").raw("").build();

        assertThat(report.ref()).isEmpty();
        assertThat(report.ref1()).isEmpty();
        assertThat(report.ref2()).isEmpty();
        assertThat(report.ids()).isEmpty();
        assertThat(report.at()).isEmpty();
        assertThat(report.recipient()).isEmpty();
        assertThat(report.errors()).isEmpty();
        assertThat(report.raw()).isEmpty();
        assertThat(report).isEqualTo(DeliveryReport.builder(DeliveryStatus.SENT).build());
        assertThat(report).hasToString("DeliveryReport[status=SENT, statusText=sent, ids=[], errors=[]]");
    }

    @Test
    void the_text_of_an_unknown_status_is_kept() {
        DeliveryReport report = DeliveryReport.builder("Played").build();

        assertThat(report.status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(report.statusText()).isEqualTo("Played");
    }

    @ParameterizedTest
    @EnumSource
    void a_report_can_be_built_from_a_status(DeliveryStatus status) {
        DeliveryReport report = DeliveryReport.builder(status).build();

        assertThat(report.status()).isEqualTo(status);
        assertThat(report.statusText()).isEqualTo(status.word());
    }

    @Test
    void a_status_can_have_another_text() {
        DeliveryReport report =
                DeliveryReport.builder(DeliveryStatus.FAILED).statusText("0").build();

        assertThat(report.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(report.statusText()).isEqualTo("0");
    }

    @Test
    void a_report_is_about_its_ids_and_no_others() {
        DeliveryReport report = full();

        assertThat(report.isAbout(MessageId.of("A1"))).isTrue();
        assertThat(report.isAbout(MessageId.of("wamid.QkJC"))).isTrue();
        assertThat(report.isAbout(MessageId.of("a1"))).isFalse();
        assertThat(report.isAbout(MessageId.of("A1:0"))).isFalse();
        assertThat(DeliveryReport.builder("sent").build().isAbout(MessageId.of("A1")))
                .isFalse();
    }

    @Test
    void a_duplicate_id_is_kept_once() {
        DeliveryReport report = DeliveryReport.builder("sent")
                .id(MessageId.of("A1"))
                .id(MessageId.of("A2"))
                .id(MessageId.of("A1"))
                .build();

        assertThat(report.ids()).containsExactly(MessageId.of("A1"), MessageId.of("A2"));
    }

    @Test
    void a_report_is_immutable() {
        Builder builder = full().toBuilder();
        DeliveryReport before = builder.build();
        builder.ref("other").id(MessageId.of("A3")).error(DeliveryError.of("1"));

        assertThat(before).isEqualTo(full());
        assertThat(before.raw()).isEqualTo(full().raw());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> before.ids().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> before.errors().clear());
    }

    @Test
    void reports_are_equal_if_everything_except_the_raw_text_is_equal() {
        DeliveryReport same =
                full().toBuilder().raw("{ \"status\": \"Failed\" }").build();

        assertThat(same).isEqualTo(full()).hasSameHashCodeAs(full());
    }

    static Stream<UnaryOperator<Builder>> changes() {
        return Stream.of(
                report -> report.statusText("failed"),
                report -> report.ref("x"),
                report -> report.ref1("x"),
                report -> report.ref2("x"),
                report -> report.id(MessageId.of("x")),
                report -> report.at(Instant.EPOCH),
                report -> report.recipient(PhoneNumber.of("919800000002")),
                report -> report.error(UNUSABLE));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void reports_with_different_values_are_not_equal(UnaryOperator<Builder> change) {
        assertThat(change.apply(full().toBuilder()).build()).isNotEqualTo(full());
    }

    @Test
    void reports_with_different_statuses_are_not_equal() {
        assertThat(DeliveryReport.builder(DeliveryStatus.SENT).statusText("1").build())
                .isNotEqualTo(DeliveryReport.builder(DeliveryStatus.READ)
                        .statusText("1")
                        .build())
                .isNotEqualTo("1");
    }

    // toString

    @Test
    void to_string_shows_only_the_first_and_last_digits_of_the_recipients_number() {
        assertThat(full())
                .hasToString("DeliveryReport[status=FAILED, statusText=Failed, ref=order-4711, ref1=marketing,"
                        + " ref2=dictionary, ids=[wamid.…QkJC, A1], at=2025-10-09T08:53:20Z, recipient=+91…01,"
                        + " errors=[131053 Media upload error, 131000]]");
        assertThat(DeliveryReport.builder("read")
                        .recipient(PhoneNumber.of("1234567"))
                        .build()
                        .toString())
                .contains("recipient=+12…67");
    }

    @Test
    void to_string_removes_the_recipients_number_from_other_values() {
        String number = ASHA.digits();
        DeliveryReport report = DeliveryReport.builder("failed for +" + number)
                .ref("order-4711-" + number)
                .ref1(number)
                .ref2("x".repeat(295) + number)
                .id(MessageId.of(number + ":0"))
                .id(MessageId.of("wamid.HBgMOTE5ODAwMDAwMDAxFQIAERgSQjJDM0Q0RTVGNjA3MTgyOTNBAA=="))
                .recipient(ASHA)
                .error(DeliveryError.of("131026").withDetails("to " + number))
                .raw(number)
                .build();

        assertThat(report)
                .hasToString("DeliveryReport[status=UNKNOWN, statusText=failed for …, ref=order-4711-…, ref1=…, ref2="
                        + "x".repeat(295)
                        + "…, ids=[…:0, wamid.…OTNBAA==], recipient=+91…01, errors=[131026: to …]]");
    }

    @Test
    void to_string_does_not_show_the_number_encoded_in_a_short_meta_id() {
        assertThat(DeliveryReport.builder("sent")
                        .id(MessageId.of("wamid.OTE5ODAwMDAwMDAx"))
                        .build()
                        .toString())
                .contains("ids=[wamid.…MDAwMDAx]");
    }

    @Test
    void line_breaks_in_a_callback_do_not_add_log_lines() {
        DeliveryReport report = DeliveryReport.builder("sent\nERROR")
                .ref("a\r\nb")
                .id(MessageId.of("A\u2028B"))
                .build();

        assertThat(report)
                .hasToString("DeliveryReport[status=UNKNOWN, statusText=sent ERROR, ref=a  b, ids=[A B], errors=[]]");
        assertThat(report.ref()).contains("a\r\nb");
    }

    @Test
    void null_arguments_are_refused() {
        Builder builder = DeliveryReport.builder("sent");
        assertThatNullPointerException().isThrownBy(() -> DeliveryReport.builder((String) null));
        assertThatNullPointerException().isThrownBy(() -> DeliveryReport.builder((DeliveryStatus) null));
        assertThatNullPointerException().isThrownBy(() -> builder.statusText(null));
        assertThatNullPointerException().isThrownBy(() -> builder.ref(null));
        assertThatNullPointerException().isThrownBy(() -> builder.ref1(null));
        assertThatNullPointerException().isThrownBy(() -> builder.ref2(null));
        assertThatNullPointerException().isThrownBy(() -> builder.id(null));
        assertThatNullPointerException().isThrownBy(() -> builder.at(null));
        assertThatNullPointerException().isThrownBy(() -> builder.recipient(null));
        assertThatNullPointerException().isThrownBy(() -> builder.error(null));
        assertThatNullPointerException().isThrownBy(() -> builder.raw(null));
        assertThatNullPointerException().isThrownBy(() -> full().isAbout(null));
    }
}
