// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryStatusTest {

    private final Locale locale = Locale.getDefault();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(locale);
    }

    @ParameterizedTest
    @CsvSource({
        "sent, SENT",
        "SENT, SENT",
        "delivered, DELIVERED",
        "Delivered, DELIVERED",
        "read, READ",
        "failed, FAILED",
        "FAILED, FAILED",
        "'\tread\n', READ",
        "not sent, NOT_SENT",
        "NOT SENT, NOT_SENT",
        "not_sent, NOT_SENT",
        "NOT_SENT, NOT_SENT",
        "not-sent, NOT_SENT",
        "Not-Sent, NOT_SENT",
    })
    void a_status_text_is_parsed_in_any_case_and_with_any_separator(String word, DeliveryStatus status) {
        assertThat(DeliveryStatus.of(word)).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0",
                "played",
                "unknown",
                "deleted",
                "sent.",
                "re-ad",
                "not",
                "notsent",
                "sent not",
                "null"
            })
    void other_texts_are_unknown(String word) {
        assertThat(DeliveryStatus.of(word)).isEqualTo(DeliveryStatus.UNKNOWN);
    }

    @Test
    void parsing_does_not_depend_on_the_default_locale() {
        Locale.setDefault(Locale.forLanguageTag("tr"));

        assertThat(DeliveryStatus.of("FAILED")).isEqualTo(DeliveryStatus.FAILED);
        assertThat(DeliveryStatus.of("DELIVERED")).isEqualTo(DeliveryStatus.DELIVERED);
    }

    @ParameterizedTest
    @EnumSource
    void the_text_and_the_name_of_a_status_are_parsed(DeliveryStatus status) {
        assertThat(DeliveryStatus.of(status.word())).isEqualTo(status);
        assertThat(DeliveryStatus.of(status.name())).isEqualTo(status);
    }

    @Test
    void failed_and_not_sent_are_the_failures() {
        assertThat(Arrays.stream(DeliveryStatus.values()).filter(DeliveryStatus::isFailure))
                .containsExactly(DeliveryStatus.FAILED, DeliveryStatus.NOT_SENT);
    }

    @Test
    void null_is_refused() {
        assertThatNullPointerException().isThrownBy(() -> DeliveryStatus.of(null));
    }
}
