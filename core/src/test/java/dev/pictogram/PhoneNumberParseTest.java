// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Phone numbers as people write them: formatting is removed, and text that may mean another number is refused. */
class PhoneNumberParseTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+919800000001",
                "+91 98000 00001",
                "+91-98000-00001",
                "+91.98000.00001",
                "+91.9800000001",
                "+91.9800000.001",
                "+919800000.001",
                "(+91) 98000 00001",
                "+(91) 98000 00001",
                "+91 (98000) 00001",
                "+91(98000)00001",
                "(+91)-(98000) 00001",
                "00919800000001",
                "0091 98000 00001",
                "00 91 98000 00001",
                "(0091) 98000 00001",
                "  +91 98000 00001\t\r\n",
                "\n+919800000001",
                "+ 91 98000 00001",
                "+91\u00A098000\u00A000001", // no-break spaces
                "+91\u202F98000\u200900001", // narrow spaces
                "+91\u300098000\u300000001", // ideographic spaces
                "\u200B+91\u200B98000\u200B00001\u200B", // zero-width spaces
                "\uFEFF+919800000001", // byte order mark
                "\u202A+919800000001\u202C", // embedding marks, as Windows' address book adds them
                "\u200E+91 98000 00001\u200F", // direction marks
                "\u2066+919800000001\u2069", // isolates
                "+91\u00AD9800000001", // soft hyphen
                "+91\u201098000\u201100001", // hyphens
                "+91\u201298000\u201300\u2014001", // dashes
                "+91\u221298000\uFF0D00001", // minus sign, full-width hyphen
                "＋９１　９８０００　００００１", // full-width
                "＋９１（９８０００）００００１",
                "+९१ ९८००० ००००१", // Devanagari
                "+٩١٩٨٠٠٠٠٠٠٠١", // Arabic
                "whatsapp:+919800000001",
                "WhatsApp:+91 98000 00001",
                "tel:+919800000001",
                "tel:+91-98000-00001",
                " TEL: 0091 98000 00001",
                "\u200Etel:\u200E+919800000001",
            })
    void formatting_is_removed(String text) {
        assertThat(PhoneNumber.parse(text)).isEqualTo(PhoneNumber.of("+919800000001"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            +1 (555) 123-4567      | +15551234567
            +1.5551234567          | +15551234567
            +33 1.23.45.67.00      | +33123456700
            +49 30 1234567         | +49301234567
            +44 020 7946 0958      | +4402079460958
            +39 06 1234567         | +39061234567
            +1234567               | +1234567
            +123456789012345       | +123456789012345
            00123456789012345      | +123456789012345
            """)
    void numbers_of_all_countries_are_accepted(String text, String number) {
        assertThat(PhoneNumber.parse(text)).hasToString(number);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            919800000001            | 0  | U+0039
            9800000001              | 0  | U+0039
            98000 00001             | 0  | U+0039
            09800000001             | 0  | U+0030
            (0) 98000 00001         | 1  | U+0030
            011 91 98000 00001      | 0  | U+0030
            tel:919800000001        | 4  | U+0039
            whatsapp:919800000001   | 9  | U+0039
            ９８０００００００１    | 0  | U+FF19
            (98000) 00001           | 1  | U+0039
            0                       | 0  | U+0030
            """)
    void a_number_without_a_plus_sign_or_00_is_refused_because_it_may_be_national(
            String text, int index, String shown) {
        refused(
                text,
                "must begin with '+' or 00 and the country code (PhoneNumber.of accepts digits alone), but index "
                        + index + " is " + shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            +0919800000001      | 1
            +00919800000001     | 1
            0009800000001       | 2
            00 0 98000 00001    | 3
            (+0) 98000 00001    | 2
            """)
    void a_country_code_that_begins_with_0_is_refused(String text, int index) {
        refused(text, "must begin with a country code, which never begins with 0, but index " + index + " is 0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            +44 (0)20 7946 0958     | 5
            +44(0) 20 7946 0958     | 4
            0044 (0)20 7946 0958    | 6
            +49 ( 030) 1234567      | 6
            ＋４４（０）２０７９４６０９５８ | 4
            """)
    void a_national_prefix_in_parentheses_is_refused(String text, int index) {
        refused(
                text,
                "must not have a national prefix, which is not dialled after the country code, but index " + index
                        + " is a 0 in parentheses");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            +919800000001, +919800000002    | 13 | U+002C
            +919800000001;+919800000002     | 13 | U+003B
            +919800000001/2                 | 13 | U+002F
            +919800000001 / 919800000002    | 14 | U+002F
            +919800000001 +919800000002     | 14 | U+002B
            +919800000001+919800000002      | 13 | U+002B
            +919800000001 & 02              | 14 | U+0026
            ++919800000001                  | 1  | U+002B
            00+919800000001                 | 2  | U+002B
            91+9800000001                   | 2  | U+002B
            +91980000＋0001                 | 9  | U+FF0B
            tel:+919800000001;ext=12        | 17 | U+003B
            tel://+919800000001             | 4  | U+002F
            +919800000001,,12               | 13 | U+002C
            """)
    void two_numbers_or_an_extension_are_refused(String text, int index, String shown) {
        refused(text, "must be one number without an extension, but index " + index + " is " + shown);
    }

    @ParameterizedTest
    @CsvSource({
        "10, U+000A",
        "13, U+000D",
        "9, U+0009",
        "11, U+000B",
        "133, U+0085",
        "8232, U+2028",
        "8233, U+2029",
        "0, U+0000"
    })
    void a_line_break_or_a_tab_is_refused_because_it_separates_two_cells(int separator, String shown) {
        refused(
                "+91980000" + (char) separator + "0001",
                "must be one number without an extension, but index 9 is " + shown);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            +91 98000 OOOO1       | 10 | U+004F
            +91 98000 0000l       | 14 | U+006C
            +1 800 FLOWERS        | 7  | U+0046
            +919800000001 x12     | 14 | U+0078
            +919800000001 ext 12  | 14 | U+0065
            +919800000001#12      | 13 | U+0023
            +919800000001*        | 13 | U+002A
            Tel +919800000001     | 0  | U+0054
            sms:+919800000001     | 0  | U+0073
            https://wa.me/919800000001 | 0  | U+0068
            "+919800000001"       | 0  | U+0022
            '+919800000001        | 0  | U+0027
            =+919800000001        | 0  | U+003D
            +91_9800000001        | 3  | U+005F
            +91~9800000001        | 3  | U+007E
            +9198000000①          | 11 | U+2460
            +91980000000¹         | 12 | U+00B9
            +91 98000 0000🙂      | 14 | U+1F642
            +91 98000\u301C00001  | 9  | U+301C
            -919800000001         | 0  | U+002D
            .919800000001         | 0  | U+002E
            -                     | 0  | U+002D
            +-919800000001        | 1  | U+002D
            """)
    void other_characters_are_refused(String text, int index, String shown) {
        refused(text, "must be digits, spaces, '-', '.' and parentheses, but index " + index + " is " + shown);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            9.198E+11     | 5
            9,198E+11     | 5
            9.198e+11     | 5
            9.198E11      | 5
            9E+11         | 1
            +9.198E+11    | 6
            9.198 E+11    | 6
            9.198E+11\u00A0 | 5
            """)
    void a_number_that_a_spreadsheet_has_rounded_is_refused(String text, int index) {
        refused(text, "must have all its digits, but index " + index + " is the exponent of a rounded number");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            919800000001.0          | 12
            919800000001.00         | 12
            +919800000001.0         | 13
            +919800000001.          | 13
            00919800000001.05       | 14
            +91 98000 00001 . 0 0   | 16
            """)
    void a_number_with_decimals_is_refused(String text, int index) {
        refused(text, "must not have decimals, but index " + index + " is a decimal point");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            +919800000001-      | 13 | U+002D
            +919800000001 -     | 14 | U+002D
            +919800000001 (2)   | 16 | U+0029
            +919800000001 (     | 14 | U+0028
            +91.98000.00001.    | 15 | U+002E
            +919800000001\u2014 | 13 | U+2014
            """)
    void a_number_that_does_not_end_with_a_digit_is_refused(String text, int index, String shown) {
        refused(text, "must end with a digit, but index " + index + " is " + shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                              | 0
            ' '                             | 0
            +                               | 0
            tel:                            | 0
            whatsapp:+                      | 0
            ()                              | 0
            00                              | 0
            +123456                         | 6
            +1234567890123456               | 16
            +919800000001 919800000002      | 24
            """)
    void a_parsed_number_has_7_to_15_digits(String text, int digits) {
        refused(text, "must have 7 to 15 digits, but it has " + digits);
    }

    @Test
    @Timeout(60)
    void a_very_long_text_is_refused_quickly() {
        for (String part : List.of("9", " ", "9 ", "+", "E", "(", "9E", ".")) {
            assertThatIllegalArgumentException().isThrownBy(() -> PhoneNumber.parse("+9" + part.repeat(1_000_000)));
        }
    }

    @Test
    void null_is_refused() {
        assertThatNullPointerException()
                .isThrownBy(() -> PhoneNumber.parse(null))
                .withMessage("phone number: must not be null");
    }

    private static void refused(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PhoneNumber.parse(text))
                .withMessage("phone number: " + message);
    }
}
