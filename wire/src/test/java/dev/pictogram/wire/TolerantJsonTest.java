// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.stream.MalformedJsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TolerantJsonTest {

    /** {@code $} stands for a line break, {@code ^} for a byte order mark. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"a":1}                     | {"a":1}
            [1,2]                       | [1,2]
            7                           | 7
            "x"                         | "x"
            {"a":1 "b":2}               | {"a":1,"b":2}
            {"a":"x""b":"y"}            | {"a":"x","b":"y"}
            {"a":{}"b":[]"c":{"d":1}[   | {"a":{},"b":[],"c":{"d":1}}
            [1 2 [3] {"a":4} "x"]       | [1,2,[3],{"a":4},"x"]
            [1,2,]                      | [1,2]
            -1.50                       | -1.50
            ~ true ~                    | true
            null                        | null
            ^false                      | false
            ~ "a\\u0041" ~              | "aA"
            [,]                         | []
            {,}                         | {}
            {"a":1,,,"b":2,}            | {"a":1,"b":2}
            {"a":,"b":}                 | {"a":null,"b":null}
            {"a":NaN,"b":tru,"c":AX1}   | {"a":null,"b":null,"c":null}
            {"a":true "b":false "c":null "d":-1.5e+3 "e":0} | {"a":true,"b":false,"c":null,"d":-1.5e+3,"e":0}
            {"a":01,"b":1.,"c":.5,"d":+1,"e":1e,"f":-}      | {"a":null,"b":null,"c":null,"d":null,"e":null,"f":null}
            [0,-0,10,-7.25,0.0,1E5,1e-05,12e+3,]            | [0,-0,10,-7.25,0.0,1E5,1e-05,12e+3]
            [00,-01,--1,1.e1,1..2,1e+,1e1.5,1e1e1,-.5,1-]   | [null,null,null,null,null,null,null,null,null,null]
            {"a":"x$y",}                | {"a":"x\\ny"}
            {"a":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9",}  | {"a":"\\"\\\\/\\b\\f\\n\\r\\tA\u00e9"}
            {"a":"\\q\\'\\u12G4\\uFF"}    | {"a":"\\\\q\\\\'\\\\u12G4\\\\uFF"}
            {"a":"\\$",}                | {"a":"\\\\\\n"}
            ^{"a":1}                    | {"a":1}
            ^{"a":1,}                   | {"a":1}
            {"a":1                      | {}
            {"a":1,"b                   | {"a":1}
            {"a":1,"b":                 | {"a":1}
            {"a":1,"b":"x               | {"a":1}
            {"a":1,"b":tru              | {"a":1}
            {"a":1,"b":"\\n             | {"a":1}
            {"a":1,"b":"\\u00           | {"a":1}
            {:1,"a":2}                  | {}
            ~ {"a":1}~                  | {"a":1}
            {"a":[1,{"b":2}             | {"a":[1,{"b":2}]}
            {"a":1,"b" 2}               | {"a":1}
            {"a":1,b:2}                 | {"a":1}
            {"a":1;"b":2}               | {"a":1}
            {"a":[1}                    | {"a":[1]}
            {"a":1]                     | {"a":1}
            [1 }                        | [1]
            {"a":1,"a":2}               | {"a":2}
            {"a":1,"a":2,}              | {"a":2}
            notice${"a":1}              | {"a":1}
            notice$  { $ "a":1}$notice  | {"a":1}
            a {b} 1 < 2 <br/><b>${"a":1} | {"a":1}
            {"a":1} } ] notice          | {"a":1}
            """)
    void the_complete_part_is_read(String text, String json) throws Exception {
        String body = text.replace('$', '\n').replace('^', '\uFEFF');

        assertThat(TolerantJson.read(body).value()).hasToString(json);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"a":1}         | true
            ~ {"a":1} ~     | true
            ~ {"a":1,} ~    | true
            ^{"a":1}        | true
            {"a":1          | true
            {"a":1,} x      | false
            {"a":1 x        | true
            x${"a":1 x      | false
            {"a":1,} }      | false
            x${"a":1}       | false
            """)
    void surrounding_text_is_reported(String text, boolean alone) throws Exception {
        assertThat(TolerantJson.read(text.replace('$', '\n').replace('^', '\uFEFF'))
                        .alone())
                .isEqualTo(alone);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ~~                       | no array or object at character 1
            ~  ~                     | no array or object at character 3
            x                        | no array or object at character 1
            7 8                      | no array or object at character 1
            "a" "b"                  | no array or object at character 1
            "a                       | no array or object at character 1
            NaN                      | no array or object at character 1
            x {"a":1}                | no array or object at character 1
            x$                       | no array or object at character 1
            <p>${"a":1}              | markup at character 1
            a <c>${"a":1}            | markup at character 1
            {"a":1}</p>              | markup at character 8
            {"a":1}{"b":2}           | a second object at character 8
            {"a":1} x {}             | a second object at character 11
            {"a":1} { $ "b           | a second object at character 9
            {"a":1} {\f"b            | a second object at character 9
            {"a" {"b                 | a second object at character 6
            a {${"a":1}              | an object inside something else at character 5
            x[${"a":1}]              | an object inside something else at character 4
            """)
    void text_that_is_not_json_is_rejected_with_its_position(String text, String why) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> TolerantJson.read(text.replace('$', '\n')))
                .withMessage(why);
    }

    @Test
    void control_characters_in_strings_are_kept() throws Exception {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < ' '; c++) {
            all.append(c);
        }

        assertThat(TolerantJson.read("{\"a\":\"" + all + "\"}")
                        .value()
                        .getAsJsonObject()
                        .get("a")
                        .getAsString())
                .isEqualTo(all.toString());
    }

    @Test
    void arrays_are_read_down_to_64_levels() throws Exception {
        int deepest = TolerantJson.DEEPEST;

        assertThat(TolerantJson.read("[".repeat(deepest) + "]".repeat(deepest)).value())
                .hasToString("[".repeat(deepest) + "]".repeat(deepest));
        for (String closing : new String[] {"]".repeat(deepest), "]".repeat(deepest) + ",", ""}) {
            assertThat(TolerantJson.read("[".repeat(deepest) + "1 2" + closing).value())
                    .hasToString("[".repeat(deepest) + (closing.isEmpty() ? "1" : "1,2") + "]".repeat(deepest));
        }
        assertThat(TolerantJson.read(
                                "{\"a\":".repeat(deepest) + "{\"b\":[\"]}\\\"\",{}]}" + ",\"c\":1}".repeat(deepest))
                        .value())
                .hasToString("{\"a\":".repeat(deepest) + "null" + ",\"c\":1}".repeat(deepest));
        assertThat(TolerantJson.read("[".repeat(deepest) + "[\"open").value())
                .hasToString("[".repeat(deepest) + "null" + "]".repeat(deepest));
    }

    @Test
    void values_are_read_up_to_the_limit() throws Exception {
        int most = TolerantJson.MOST_VALUES;

        assertThat(TolerantJson.read("[" + "0,".repeat(most - 1) + "1]").value().getAsJsonArray())
                .hasSize(most)
                .last()
                .hasToString("1");
        for (String value : new String[] {"0,", "0 ", "\"\"", "{}", "[],", "x,"}) {
            for (String end : new String[] {"]", "", "],", "]{}", "]<p>"}) {
                TolerantJson.Reading reading = TolerantJson.read("[" + value.repeat(most + 1) + end);
                assertThat(reading.value().getAsJsonArray()).as(value).hasSize(most);
                assertThat(reading.alone()).isTrue();
            }
        }
        assertThat(TolerantJson.read("{\"a\":[" + "{\"b\":0},".repeat(most) + "],\"c\":1}")
                        .value()
                        .getAsJsonObject()
                        .get("a")
                        .getAsJsonArray())
                .hasSize(most / 2)
                .last()
                .hasToString("{}");
    }

    @Test
    void a_number_of_1024_characters_is_null() throws Exception {
        String longest = "9".repeat(1023);

        for (String comma : new String[] {"", ","}) {
            assertThat(TolerantJson.read("[" + longest + comma + "]").value()).hasToString("[" + longest + "]");
            assertThat(TolerantJson.read("[" + longest + "9" + comma + "]").value())
                    .hasToString("[null]");
        }
    }

    @Test
    void text_is_read_up_to_the_limit() throws Exception {
        String text = "{\"a\":1,\"b\":\"" + "x".repeat(TolerantJson.LONGEST) + "\",\"c\":2}";

        assertThat(TolerantJson.read(text).value()).hasToString("{\"a\":1}");
        assertThat(TolerantJson.read("[\"" + "x".repeat(TolerantJson.LONGEST - 4) + "\"]")
                        .value()
                        .getAsJsonArray())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "z", "A", "Z", "0", "9", "+", "-", ".", "_"})
    void a_word_contains_letters_digits_and_signs(String c) throws Exception {
        assertThat(TolerantJson.read("[x" + c + "x,1]").value()).hasToString("[null,1]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /   | [null]
            :   | [null]
            @   | [null]
            [   | [null,[1]]
            `   | [null]
            {   | [null,{}]
            """)
    void a_word_ends_before_another_character(String c, String json) throws Exception {
        assertThat(TolerantJson.read("[x" + c + ",1]").value()).hasToString(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "z", "A", "Z", "/", "!", "?"})
    void an_unknown_tag_is_markup(String c) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> TolerantJson.read("1 <" + c + "x>\n{\"a\":1}"))
                .withMessage("markup at character 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@", "[", "`", "{", "1", " ", "."})
    void a_less_than_sign_before_another_character_is_text(String c) throws Exception {
        assertThat(TolerantJson.read("1 <" + c + "x>\n{\"a\":1}").value()).hasToString("{\"a\":1}");
        assertThat(TolerantJson.read("{\"a\":1} <").value()).hasToString("{\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\n \t ", "<br />", "<br>", "<br/>", "<br >", "<br> \t"})
    void an_object_after_a_notice_starts_a_line(String lineBreak) throws Exception {
        assertThat(TolerantJson.read("notice" + lineBreak + "{\"a\":1}").value())
                .hasToString("{\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "<b>", "</b>", "\f", "br />"})
    void an_object_in_a_line_of_text_is_not_read(String before) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> TolerantJson.read("notice" + before + "{\"a\":1}"))
                .withMessage("no array or object at character 1");
    }

    @Test
    void a_brace_without_a_member_is_no_second_object() throws Exception {
        assertThat(TolerantJson.read("{\"a\":1} {x} { ").value()).hasToString("{\"a\":1}");
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> TolerantJson.read("{\"a\":1} {x} {\"b\":1}"))
                .withMessage("a second object at character 13");
    }

    @Test
    void only_ascii_digits_are_hexadecimal() throws Exception {
        String fullWidth = "\\u\uFF11\uFF11\uFF11\uFF11";

        assertThat(TolerantJson.read("[\"" + fullWidth + "\"]")
                        .value()
                        .getAsJsonArray()
                        .get(0)
                        .getAsString())
                .isEqualTo(fullWidth);
    }

    @Test
    void a_number_has_each_of_javas_types() throws Exception {
        JsonElement number = TolerantJson.read("-7.5").value();

        assertThat(number.getAsInt()).isEqualTo(-7);
        assertThat(number.getAsLong()).isEqualTo(-7);
        assertThat(number.getAsFloat()).isEqualTo(-7.5f);
        assertThat(number.getAsDouble()).isEqualTo(-7.5);
    }
}
