// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

    private static final String BOX = "\uD83D\uDCE6"; // four bytes in UTF-8

    @Test
    void a_key_of_at_most_255_bytes_is_returned_unchanged() {
        assertThat(Reference.of("order-4711/photo")).isEqualTo("order-4711/photo");
        assertThat(Reference.of("k".repeat(255))).isEqualTo("k".repeat(255));
        assertThat(Reference.of("é".repeat(127))).isEqualTo("é".repeat(127));
    }

    @Test
    void a_longer_key_becomes_its_start_and_its_hash() {
        // printf 'k%.0s' $(seq 256) | sha256sum
        assertThat(Reference.of("k".repeat(256)))
                .isEqualTo("k".repeat(190) + "~ce16fe78208a4e93f7158e62393680e025b2ad584f4e875ce903a654bb74cf93")
                .hasSize(255);
    }

    @ParameterizedTest
    @CsvSource({"0, 188", "1, 189", "2, 190", "3, 187"})
    void a_character_is_never_split(int asciiBefore, int bytesOfStart) {
        String reference = Reference.of("a".repeat(asciiBefore) + BOX.repeat(64));
        String start = reference.substring(0, reference.indexOf('~'));

        assertThat(start).isEqualTo("a".repeat(asciiBefore) + BOX.repeat((bytesOfStart - asciiBefore) / 4));
        assertThat(start.getBytes(UTF_8)).hasSize(bytesOfStart);
        assertThat(reference.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(255);
    }

    @Test
    void long_keys_that_differ_only_at_the_end_have_different_references() {
        String start = "k".repeat(300);

        assertThat(Reference.of(start + "1")).isNotEqualTo(Reference.of(start + "2"));
        assertThat(ExtraInfo.ref(start + "1")).as("cut without Reference").isEqualTo(ExtraInfo.ref(start + "2"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 127, 128, 255, 256, 10_000})
    void extra_info_does_not_cut_a_reference(int length) {
        for (String character : new String[] {"k", "é", "अ", BOX}) {
            String reference = Reference.of(character.repeat(length));

            assertThat(ExtraInfo.ref(reference).ref()).contains(reference);
            assertThat(Reference.of(reference)).isEqualTo(reference);
        }
    }

    @Test
    void a_blank_or_malformed_key_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.of(""))
                .withMessage("key: must not be blank, but it is empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.of(" \t"))
                .withMessage("key: must not be blank, but it is");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.of("a\uD83D"))
                .withMessage("key: must not contain an unpaired surrogate, but index 1 is U+D83D");
        assertThatNullPointerException().isThrownBy(() -> Reference.of(null)).withMessage("key");
    }
}
