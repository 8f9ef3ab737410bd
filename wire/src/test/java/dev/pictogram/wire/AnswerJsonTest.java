// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerJsonTest {

    private static final AnswerJson NOTHING = new AnswerJson("", "", "", Map.of());

    @Test
    void the_four_members_are_read_and_all_others_ignored() {
        assertThat(read("""
                        {"new":[{"code":"no"}],"code":"WA401","message":"no such number","data":{"x":{"message_id":"no"},
                        "message_id":"AX1"},"error":{"phone_number":"not \\"yours\\""}}"""))
                .isEqualTo(new AnswerJson("WA401", "no such number", "AX1", Map.of("phone_number", "not \"yours\"")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"code":429}                   | 429
            {"code":true}                  | true
            {"code":{"a":[1]}}             | {"a":[1]}
            {"code":null}                  | ~~
            {"code":["WA400"]}             | ["WA400"]
            """)
    void a_code_that_is_not_text_is_kept_as_its_json(String body, String code) {
        assertThat(read(body)).isEqualTo(new AnswerJson(code, "", "", Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"data":{"message_id":1479}}      | 1479
            {"data":{"message_id":1e400}}     | 1e400
            {"data":{"message_id":" "}}       | ~~
            {"data":{"message_id":null}}      | ~~
            {"data":{"message_id":true}}      | ~~
            {"data":{"message_id":{}}}        | ~~
            {"data":{"message_id":["AX1"]}}   | ~~
            {"data":[{"message_id":"AX1"}]}   | ~~
            {"data":"AX1"}                    | ~~
            {"data":7}                        | ~~
            {"data":null}                     | ~~
            {"message_id":"AX1"}              | ~~
            {"data":{"message_id":"AX1"},"data":null}             | AX1
            {"data":{"message_id":"AX1"},"data":{"x":1}}          | AX1
            {"data":{"message_id":"AX1","message_id":""}}         | AX1
            {}                                | ~~
            """)
    void only_a_text_or_a_number_in_data_is_an_id(String body, String id) {
        assertThat(read(body)).isEqualTo(new AnswerJson("", "", id, Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"error":{"payload":7}}           | payload | 7
            {"error":{"payload":null}}        | payload | null
            {"error":{"payload":{"a":"b"}}}   | payload | {"a":"b"}
            {"error":{"payload":["a"]}}       | payload | ["a"]
            {"error":"in words"}              | error   | in words
            {"error":["in","words"]}          | error   | ["in","words"]
            {"error":7}                       | error   | 7
            """)
    void details_that_are_not_text_are_kept_as_their_json(String body, String name, String value) {
        assertThat(read(body)).isEqualTo(new AnswerJson("", "", "", Map.of(name, value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{}}",
                "{\"error\":[]}",
                "{\"error\":null}",
                "{\"error\":\"\"}",
                "[]",
                "7",
                "null",
                "\"x\"",
                "[{\"code\":\"WA400\",\"message_id\":\"AX1\"}]"
            })
    void an_answer_without_details_has_none(String body) {
        assertThat(read(body)).isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"code\":\"WA202\"\n\"data\":{\n\"message_id\":\"AX1\"\n}\n\"error\":{}}",
                "{\"code\" : \"WA202\", \"data\":{\"message_id\"\t:\r\n\"AX1\"",
                "<p>\"code\":\"WA202\"</p>\"message_id\":\"AX1\"",
                "{\"code\":\"WA202\",\"data\":{\"message_id\":\"AX1\"}} and more",
                "{\"code\":\"WA202\",\"data\":{\"message_id\":\"AX1\"}}{}",
                "{\"code\":\"WA202\",\"data\":{\"message_id\":\"AX1\"},\"n\":NaN}",
                "{'x':1,\"code\":\"WA202\",\"data\":{\"message_id\":\"AX1\"}}"
            })
    void where_it_is_not_json_code_and_id_are_found_in_the_text(String body) {
        assertThat(read(body)).isEqualTo(new AnswerJson("WA202", "", "AX1", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<html>502</html>",
                "{\"data\":{\"message_id\":\"AX",
                "{\"data\":{\"message_id\":\"AX\\",
                "{\"data\":{\"message_id\":\"A\\u0041\"}",
                "{\"data\":{\"message_id\":AX1}",
                "{\"message_id\" \"AX1\"}"
            })
    void where_nothing_is_there_nothing_is_found(String body) {
        assertThat(read(body)).isEqualTo(NOTHING);
    }

    @Test
    void null_takes_nothing_from_the_rest() {
        assertThat(read("{\"code\":null,\"data\":null,\"error\":null,\"message\":\"words\"}"))
                .isEqualTo(new AnswerJson("", "words", "", Map.of()));
    }

    @Test
    void a_line_break_inside_a_text_is_read_though_json_forbids_it() {
        assertThat(read("{\"message\":\"two\nlines\",\"code\":\"WA400\"}"))
                .isEqualTo(new AnswerJson("WA400", "two\nlines", "", Map.of()));
    }

    @Test
    void a_byte_order_mark_does_not_matter() {
        assertThat(read("\uFEFF{\"data\":{\"message_id\":\"AX1\"}}").messageId())
                .isEqualTo("AX1");
    }

    @Test
    void bytes_that_are_not_utf_8_do_not_matter() {
        byte[] body = "{\"message\":\"?\",\"data\":{\"message_id\":\"AX1\"}}".getBytes(UTF_8);
        body[12] = (byte) 0xFF;

        assertThat(AnswerJson.read(body).messageId()).isEqualTo("AX1");
        assertThat(AnswerJson.read(body).message()).isEqualTo("\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "{\"error\":",
                "{\"error\":{\"a\":",
                "{\"x\":[",
                "{\"code\":[",
                "\"",
                "\"message_id\" ",
                "\\"
            })
    void neither_depth_nor_length_hurts(String unit) {
        for (int times : new int[] {1, 300, 100_000}) {
            assertThat(read(unit.repeat(times))).isEqualTo(NOTHING);
            assertThat(read(unit.repeat(times) + "\"message_id\":\"AX1\"").messageId())
                    .isIn("AX1", "");
        }
    }

    private static AnswerJson read(String body) {
        return AnswerJson.read(body.getBytes(UTF_8));
    }
}
