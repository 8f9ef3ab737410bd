// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeliveryErrorTest {

    private static final DeliveryError ERROR =
            DeliveryError.of("131053").withTitle("Media upload error").withDetails("Unsupported Image mime type");

    @Test
    void an_error_has_a_code_and_optionally_title_and_details() {
        assertThat(ERROR.code()).isEqualTo("131053");
        assertThat(ERROR.title()).isEqualTo("Media upload error");
        assertThat(ERROR.details()).isEqualTo("Unsupported Image mime type");
        assertThat(DeliveryError.of("131053").title()).isEmpty();
        assertThat(DeliveryError.of("131053").details()).isEmpty();
    }

    @Test
    void an_error_without_a_code_is_allowed() {
        DeliveryError reason = DeliveryError.of("").withTitle("Template not found");

        assertThat(reason.code()).isEmpty();
        assertThat(reason).hasToString("Template not found");
        assertThat(DeliveryError.of("").withDetails("Template not found")).hasToString("Template not found");
    }

    @Test
    void with_methods_do_not_change_the_original() {
        assertThat(ERROR.withTitle("a").withDetails("b")).isNotSameAs(ERROR);
        assertThat(ERROR.title()).isEqualTo("Media upload error");
        assertThat(ERROR.details()).isEqualTo("Unsupported Image mime type");
    }

    @Test
    void errors_are_equal_if_code_title_and_details_are_equal() {
        DeliveryError same = DeliveryError.of("131053")
                .withDetails("Unsupported Image mime type")
                .withTitle("Media upload error");

        assertThat(same).isEqualTo(ERROR).hasSameHashCodeAs(ERROR);
        assertThat(ERROR.withTitle("")).isNotEqualTo(ERROR);
        assertThat(ERROR.withDetails("")).isNotEqualTo(ERROR);
        assertThat(DeliveryError.of("131000").withTitle(ERROR.title()).withDetails(ERROR.details()))
                .isNotEqualTo(ERROR)
                .isNotEqualTo("131053");
    }

    static List<String> constants() throws IllegalAccessException {
        List<String> codes = new ArrayList<>();
        for (Field field : DeliveryError.class.getFields()) {
            assertThat(Modifier.isStatic(field.getModifiers())).isTrue();
            codes.add((String) field.get(null));
        }
        return codes;
    }

    @Test
    void the_codes_that_a_sender_is_likely_to_get_have_constants() throws IllegalAccessException {
        assertThat(constants())
                .containsExactlyInAnyOrder(
                        "131026", "131047", "131053", "131056", "130429", "131048", "131049", "131050", "131000",
                        "131042", "WAV2101");
    }

    @ParameterizedTest
    @MethodSource("constants")
    void every_constant_has_a_meaning_and_advice_in_sentences(String code) {
        DeliveryError error = DeliveryError.of(code);

        assertThat(error.meaning().orElseThrow()).matches("[A-Z].{20,}\\.");
        assertThat(error.advice().orElseThrow())
                .matches("[A-Z].{20,}\\.")
                .isNotEqualTo(error.meaning().get());
    }

    @Test
    void the_explained_codes_are_those_of_the_constants() throws IllegalAccessException {
        assertThat(DeliveryError.explainedCodes()).containsExactlyInAnyOrderElementsOf(constants());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> DeliveryError.explainedCodes().clear());
    }

    @ParameterizedTest
    @CsvSource({"''", "131051", "wav2101", "0"})
    void other_codes_are_kept_without_meaning_and_advice(String code) {
        DeliveryError error = DeliveryError.of(code);

        assertThat(error.code()).isEqualTo(code);
        assertThat(error.meaning()).isEmpty();
        assertThat(error.advice()).isEmpty();
    }

    @Test
    void the_constants_can_be_used_in_a_switch() {
        String todo = switch (ERROR.code()) {
            case DeliveryError.MEDIA_UNUSABLE -> "check the link";
            default -> "look into the console";
        };

        assertThat(todo).isEqualTo("check the link");
    }

    @Test
    void an_error_prints_in_one_line() {
        assertThat(ERROR).hasToString("131053 Media upload error: Unsupported Image mime type");
        assertThat(ERROR.withTitle("")).hasToString("131053: Unsupported Image mime type");
        assertThat(ERROR.withDetails("a\nb\u2028c\u202E")).hasToString("131053 Media upload error: a b c ");
        assertThat(DeliveryError.of("1\r\n2")).hasToString("1  2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            919800000001               | …
            +919800000001              | …
            +91 98000-00001 blocked    | … blocked
            to (91) 98000.00001, again | to (…, again
            9198\u200B0000\u200B0001             | …
            ९१९८००००००००१              | …
            1234567                    | …
            wrong: 123456              | wrong: 123456
            131053, 24 hours           | 131053, 24 hours
            """)
    void phone_numbers_are_not_printed(String text, String printed) {
        assertThat(DeliveryError.of("1").withTitle(text)).hasToString("1 " + printed);
        assertThat(DeliveryError.of("1").withDetails(text)).hasToString("1: " + printed);
        assertThat(DeliveryError.of("1").withDetails(text).details()).isEqualTo(text);
    }

    @Test
    void long_texts_are_cut_when_printed() {
        String box = "\uD83D\uDCE6";

        assertThat(DeliveryError.of(box.repeat(300))).hasToString(box.repeat(300));
        assertThat(DeliveryError.of(box.repeat(301))).hasToString(box.repeat(300) + "…");
        assertThat(DeliveryError.of("1").withDetails("9".repeat(1_000_000)).toString())
                .doesNotContain("9999999");
    }

    @Test
    void null_arguments_are_refused() {
        assertThatNullPointerException().isThrownBy(() -> DeliveryError.of(null));
        assertThatNullPointerException().isThrownBy(() -> ERROR.withTitle(null));
        assertThatNullPointerException().isThrownBy(() -> ERROR.withDetails(null));
    }
}
