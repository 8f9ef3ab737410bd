// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseJsonTest {

    private static final ResponseJson NOTHING = new ResponseJson("", "", "", Map.of());

    @Test
    void the_four_members_are_read_and_all_others_ignored() {
        assertThat(read("""
                        {"new":[{"code":"no"}],"code":"WA401","message":"no such number","data":{"x":{"message_id":"no"},
                        "message_id":"AX1"},"error":{"phone_number":"not \\"yours\\""}}"""))
                .isEqualTo(new ResponseJson("WA401", "no such number", "AX1", Map.of("phone_number", "not \"yours\"")));
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
        assertThat(read(body)).isEqualTo(new ResponseJson(code, "", "", Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"data":{"message_id":"AX1"}}     | AX1
            {"data":{"message_id":" a b "}}   | ~ a b ~
            {"data":{"message_id":"nullify"}} | nullify
            {"data":{"message_id":"0"}}       | 0
            {"data":{"message_id":1479}}      | 1479
            {"data":{"message_id":0}}         | ~~
            {"data":{"message_id":-1}}        | ~~
            {"data":{"message_id":1.5}}       | ~~
            {"data":{"message_id":1e400}}     | ~~
            {"data":{"message_id":NaN}}       | ~~
            {"data":{"message_id":AX1}}       | ~~
            {"data":{"message_id":""}}        | ~~
            {"data":{"message_id":" "}}       | ~~
            {"data":{"message_id":"null"}}    | ~~
            {"data":{"message_id":" null "}}  | ~~
            {"data":{"message_id":"A\\u0000X"}} | ~~
            {"data":{"message_id":"A\\ud83d"}}  | ~~
            {"data":{"message_id":"AX1\\n"}}  | ~~
            {"data":{"message_id":"A\\u0085X"}} | ~~
            {"data":{"message_id":"A\\u007fX"}} | ~~
            {"data":{"message_id":null}}      | ~~
            {"data":{"message_id":true}}      | ~~
            {"data":{"message_id":{}}}        | ~~
            {"data":{"message_id":["AX1"]}}   | ~~
            {"data":[{"message_id":"AX1"}]}   | ~~
            {"data":"AX1"}                    | ~~
            {"data":7}                        | ~~
            {"data":null}                     | ~~
            {"message_id":"AX1"}              | ~~
            {"x":{"message_id":"AX1"}}        | ~~
            {}                                | ~~
            """)
    void only_a_text_or_a_positive_whole_number_in_data_is_an_id(String body, String id) {
        assertThat(read(body)).isEqualTo(new ResponseJson("", "", id, Map.of()));
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
        assertThat(read(body)).isEqualTo(new ResponseJson("", "", "", Map.of(name, value)));
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
    void a_response_without_details_has_none(String body) {
        assertThat(read(body)).isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"code\":\"WA-401\" \"message\":\"words\" \"error\":{\"account\":\"x\"}}",
                "{\"code\":\"WA-401\"\"message\":\"words\"\"data\":{}\"error\":{\"account\":\"x\"}}",
                "{\"code\":\"WA-401\",\"message\":\"words\",\"error\":{\"account\":\"x\",},}",
                "{,\"code\":\"WA-401\",,\"message\":\"words\",\"error\":{\"account\":\"x\"}}",
                "{\"code\":\"WA-401\",\"n\":NaN,\"message\":\"words\",\"error\":{\"account\":\"x\"}}",
                "{\"code\":\"WA-401\",\"n\":-Infinity \"message\":\"words\",\"error\":{\"account\":\"x\"}}",
                "{\"code\":\"WA-401\",\"n\":,\"message\":\"words\",\"error\":{\"account\":\"x\"}}",
                "\uFEFF{\"code\":\"WA-401\" \"message\":\"words\",\"error\":{\"account\":\"x\"}}",
                "{\"code\":\"WA-401\",\"message\":\"words\",\"error\":{\"account\":\"x\"",
                "{\"code\":\"WA-401\",\"message\":\"words\",\"error\":{\"account\":\"x\"},\"da",
                "Warning: no such file in x.php on line 3\n{\"code\":\"WA-401\",\"message\":\"words\",\"error\":{\"account\":\"x\"}}",
                "<br />\n<b>Notice</b>:  x in <b>x.php</b> on line <b>3</b><br />\n{\"code\":\"WA-401\",\"message\":\"words\",\"error\":{\"account\":\"x\"}}",
                "<b>Notice</b>: {closure}<br>{\"code\":\"WA-401\",\"message\":\"words\",\"error\":{\"account\":\"x\"}}",
                "{\"code\":\"WA-401\",\"message\":\"words\",\"error\":{\"account\":\"x\"}}\n<br />\n<b>Warning</b>: x",
                "{\"code\":\"WA-401\",\"message\":\"words\",\"error\":{\"account\":\"x\"}} and more",
                "Deprecated: x\r\n \t{ \"code\":\"WA-401\" \"message\":\"words\" \"error\":{\"account\":\"x\"}}"
            })
    void a_broken_object_keeps_code_message_and_error(String body) {
        assertThat(read(body)).isEqualTo(new ResponseJson("WA-401", "words", "", Map.of("account", "x")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"code\":\"WA202\"\n\"data\":{\n\"message_id\":\"AX1\"\n}\n\"error\":{}}",
                "{\"code\" : \"WA202\", \"data\":{\"message_id\"\t:\r\n\"AX1\"",
                "{\"code\":\"WA202\",\"data\":{\"message_id\":\"AX1\",},\"n\":NaN}",
                "{\"code\":\"WA202\",\"data\":{\"message_id\":\"AX1\"},\"x\":\"\\q\"}"
            })
    void a_broken_object_keeps_its_id(String body) {
        assertThat(read(body)).isEqualTo(new ResponseJson("WA202", "", "AX1", Map.of()));
    }

    /** Each of these contains words that would decide if they were searched for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>{\"message_id\":\"from-your-request\"}</body></html>",
                "<html>\n{\"code\":\"WA202\",\"message\":\"words\",\"data\":{\"message_id\":\"AX1\"}}\n</html>",
                "<pre>\n{\"code\":\"WA202\",\"message\":\"words\",\"data\":{\"message_id\":\"AX1\"}}",
                "<!DOCTYPE html>\n{\"code\":\"WA202\",\"message\":\"words\",\"data\":{\"message_id\":\"AX1\"}}",
                "<?xml?>\n{\"code\":\"WA202\",\"message\":\"words\",\"data\":{\"message_id\":\"AX1\"}}",
                "{\"code\":\"WA202\",\"message\":\"words\",\"data\":{\"message_id\":\"AX1\"}}<html></html>",
                "{\"code\":\"WA202\",\"message\":\"words\",\"data\":{\"message_id\":\"AX1\"}}{}",
                "{\"code\":\"WA500\",\"message\":\"words\"}\n{\"code\":\"WA202\",\"message\":\"words\"}",
                "{\"code\":\"WA500\",\"message\":\"words\" broken\n{ \"code\":\"WA202\",\"message\":\"words\"}",
                "x\n{\"code\":\"WA500\",\"message\":\"words\"}\n{\"code\":\"WA202\",\"message\":\"words\"}",
                "[\n{\"code\":\"WA202\",\"message\":\"words\",\"data\":{\"message_id\":\"AX1\"}},]",
                "callback(\n{\"code\":\"WA202\",\"message\":\"words\",\"data\":{\"message_id\":\"AX1\"}})",
                "echo = \n{\"code\":\"WA202\",\"message\":\"words\",\"data\":{\"message_id\":\"AX1\"}}",
                "upstream said: {\"code\":\"WA202\",\"message\":\"words\",\"data\":{\"message_id\":\"AX1\"}}",
                "sent <b>{\"code\":\"WA202\",\"message\":\"words\",\"data\":{\"message_id\":\"AX1\"}}</b>",
                "a notice\n{\"data\":{\"message_id\":\"AX1\"}}",
                "a notice\n{\"code\":\"WA202\",\"data\":{\"message_id\":\"AX1\"}}",
                "a notice\n{\"code\":\"ok\",\"message\":\"words\",\"data\":{\"message_id\":\"AX1\"}}",
                "{\"data\":{\"message_id\":\"AX1\"}} and more",
                "\"code\":\"WA202\",\"message\":\"words\",\"data\":{\"message_id\":\"AX1\"}",
                "\"{\\\"code\\\":\\\"WA202\\\"}\"",
                "{'code':'WA202','message':'words','data':{'message_id':'AX1'}}",
                "\u2003{\"code\" \"WA202\"}",
                "\f{\"data\":{\"message_id\":\"AX1\"}}"
            })
    void text_that_is_not_json_is_ignored_whatever_its_words(String body) {
        assertThat(read(body)).isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<html>502</html>",
                "{\"data\":{\"message_id\":\"AX",
                "{\"data\":{\"message_id\":\"AX\\",
                "{\"data\":{\"message_id\":14",
                "{\"data\":{\"message_id\":",
                "{\"data\":{\"message_id\"",
                "{\"data\":{\"message_id\" \"AX1\"}}",
                "{\"message_id\" \"AX1\"}"
            })
    void an_incomplete_member_is_not_read(String body) {
        assertThat(read(body)).isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @CsvSource({
        "WA500, words, true",
        "WA-401, words, true",
        "RBC001, words, true",
        "E1, words, true",
        "E1, '', false",
        "E1, ' ', false",
        "'', words, false",
        "503, words, false",
        "unavailable, words, false",
        "UNAVAILABLE, words, false",
        "WA_500, words, false",
        "WA500x, words, false"
    })
    void an_object_is_kaleyras_if_it_has_a_code_in_its_format_and_a_message(
            String code, String message, boolean isKaleyras) {
        assertThat(new ResponseJson(code, message, "", Map.of()).isKaleyras()).isEqualTo(isKaleyras);
    }

    @Test
    void error_keeps_its_order() {
        assertThat(read("{\"error\":{\"z\":\"1\",\"a\":\"2\",\"m\":\"3\",\"b\":4}}")
                        .error()
                        .keySet())
                .containsExactly("z", "a", "m", "b");
        assertThat(read("{\"error\":{\"z\":\"1\" \"a\":\"2\" \"m\":\"3\" \"b\":4}}")
                        .error()
                        .keySet())
                .containsExactly("z", "a", "m", "b");
    }

    @Test
    void a_null_does_not_affect_other_members() {
        assertThat(read("{\"code\":null,\"data\":null,\"error\":null,\"message\":\"words\"}"))
                .isEqualTo(new ResponseJson("", "words", "", Map.of()));
    }

    @Test
    void a_line_break_in_a_string_is_read_although_invalid() {
        assertThat(read("{\"message\":\"two\nlines\",\"code\":\"WA400\"}"))
                .isEqualTo(new ResponseJson("WA400", "two\nlines", "", Map.of()));
    }

    @Test
    void a_byte_order_mark_is_ignored() {
        assertThat(read("\uFEFF{\"data\":{\"message_id\":\"AX1\"}}").messageId())
                .isEqualTo("AX1");
    }

    @Test
    void bytes_that_are_not_utf_8_do_not_matter() {
        byte[] body = "{\"message\":\"?\",\"data\":{\"message_id\":\"AX1\"}}".getBytes(UTF_8);
        body[12] = (byte) 0xFF;

        assertThat(ResponseJson.read(body).messageId()).isEqualTo("AX1");
        assertThat(ResponseJson.read(body).message()).isEqualTo("\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "{",
                "\n{\"",
                "<",
                "</",
                ",",
                "{\"a\"",
                "{\"error\":",
                "{\"error\":{\"a\":",
                "{\"x\":[",
                "{\"code\":[",
                "\"",
                "\"message_id\" ",
                "\\"
            })
    void deep_and_long_bodies_are_read(String unit) {
        for (int times : new int[] {1, 63, 64, 65, 300, 100_000}) {
            for (String end : new String[] {"", "\"message_id\":\"AX1\"", "1", "]", "}"}) {
                ResponseJson read = read(unit.repeat(times) + end);

                assertThat(read.messageId()).isEmpty();
                assertThat(read.message()).isEmpty();
            }
        }
    }

    private static ResponseJson read(String body) {
        return ResponseJson.read(body.getBytes(UTF_8));
    }
}
