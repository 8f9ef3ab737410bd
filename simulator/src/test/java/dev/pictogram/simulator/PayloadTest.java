// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.WaSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid payloads. */
class PayloadTest {

    private static final ImageMessage PLAIN = ImageMessage.to("919800000001", Image.link("https://example.com/a.png"));
    private static final String SMALLEST = """
            {"messaging_object":{"messaging_product":"whatsapp","to":"919800000001","type":"image",\
            "image":{"link":"https://example.com/a.png"}}}""";

    @Test
    void a_full_payload_is_read_completely() {
        assertThat(read(RawRequest.PAYLOAD))
                .contains(PLAIN.withCaption("Hello")
                        .withExtraInfo(ExtraInfo.ref("customer1")
                                .withRef1("marketing")
                                .withRef2("dictionary")
                                .withSource(WaSource.ZAPIER)));
    }

    @Test
    void the_smallest_payload_omits_every_optional_member() {
        assertThat(read(SMALLEST)).contains(PLAIN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "messaging_object":                  | "messaging":
            "messaging_object":{                 | "messaging_object":[],"x":{
            "messaging_product":"whatsapp"       | "messaging_product":"sms"
            "messaging_product":"whatsapp"       | "messaging_product":"WhatsApp"
            "messaging_product":"whatsapp"       | "messaging_product":["whatsapp"]
            "messaging_product":"whatsapp",      | ``
            "recipient_type":"individual"        | "recipient_type":"group"
            "recipient_type":"individual"        | "recipient_type":""
            "recipient_type":"individual"        | "recipient_type":1
            "to":"919800000001",                 | ``
            "to":"919800000001"                  | "to":919800000001
            "to":"919800000001"                  | "to":"12"
            "to":"919800000001"                  | "to":""
            "type":"image",                      | ``
            "type":"image"                       | "type":"text"
            "type":"image"                       | "type":"Image"
            "type":"image"                       | "type":true
            "type":"image"                       | "type":null
            "image":{                            | "picture":{
            "image":{                            | "image":"https://example.com/a.png","x":{
            "image":{                            | "image":{"id":"1479",
            "image":{                            | "image":{"id":"",
            "link":"https://example.com/a.png",  | ``
            "link":"https://example.com/a.png"   | "link":"example.com/a.png"
            "link":"https://example.com/a.png"   | "link":{}
            "link":"https://example.com/a.png"   | "id":" "
            "link":"https://example.com/a.png"   | "id":1479
            "caption":"Hello"                    | "caption":["Hello"]
            "caption":"Hello"                    | "caption":"\\ud83d"
            "extra_info":{                       | "extra_info":"none","x":{
            "extra_info":{                       | "extra_info":[],"x":{
            "ref":"customer1"                    | "ref":1
            "ref1":"marketing"                   | "ref1":{}
            "ref2":"dictionary"                  | "ref2":false
            "wa_source":"zapier"                 | "wa_source":13
            """)
    void a_payload_that_breaks_a_rule_is_rejected(String right, String wrong) {
        assertThat(RawRequest.PAYLOAD).contains(right);
        assertThat(read(RawRequest.PAYLOAD)).isPresent();
        assertThat(read(RawRequest.PAYLOAD.replace(right, wrong))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "image":{                            | "image":{"id":null,
            "link":"https://example.com/a.png"   | "link":"https://example.com/a.png","caption":null
            "type":"image"                       | "type":"image","recipient_type":null
            "type":"image"                       | "type":"image","recipient_type":"individual"
            {"messaging_object":                 | {"extra_info":null,"messaging_object":
            {"messaging_object":                 | {"extra_info":{},"messaging_object":
            {"messaging_object":                 | {"extra_info":{"ref":null,"wa_source":null},"messaging_object":
            {"messaging_object":                 | {"unknown":[{"a":[1,-2.5e+1000000000,true,null,"\\u0000"]}],"messaging_object":
            "type":"image"                       | "type":"image","preview_url":{"id":1}
            "to":"919800000001"                  | "to":"+919800000001"
            {"messaging_object":                 | { "messaging_object" :
            """)
    void null_counts_as_absent_and_unknown_members_are_ignored(String plain, String changed) {
        assertThat(SMALLEST).contains(plain);
        assertThat(read(SMALLEST.replace(plain, changed))).contains(PLAIN);
    }

    @Test
    void an_uploaded_image_is_named_by_its_id() {
        assertThat(read(SMALLEST.replace("\"link\":\"https://example.com/a.png\"", "\"id\":\"1479\"")))
                .contains(ImageMessage.to("919800000001", Image.uploaded("1479")));
    }

    @Test
    void a_caption_has_at_most_1024_characters() {
        assertThat(read(RawRequest.PAYLOAD.replace("Hello", "🎁".repeat(1024))).flatMap(ImageMessage::caption))
                .contains("🎁".repeat(1024));
        assertThat(read(RawRequest.PAYLOAD.replace("Hello", "a".repeat(1025)))).isEmpty();
    }

    @Test
    void references_are_cut_to_255_characters() {
        String payload = RawRequest.PAYLOAD
                .replace("customer1", "a".repeat(256))
                .replace("marketing", "b".repeat(300))
                .replace("dictionary", "c".repeat(255));

        assertThat(read(payload).map(ImageMessage::extraInfo))
                .contains(ExtraInfo.ref("a".repeat(255))
                        .withRef1("b".repeat(255))
                        .withRef2("c".repeat(255))
                        .withSource(WaSource.ZAPIER));
    }

    @ParameterizedTest
    @CsvSource({"moengage, MOENGAGE", "Zapier, ZAPIER", "telegram, API", "'', API"})
    void an_unknown_source_becomes_the_api(String value, WaSource source) {
        assertThat(read(RawRequest.PAYLOAD.replace("zapier", value))
                        .map(ImageMessage::extraInfo)
                        .flatMap(ExtraInfo::source))
                .contains(source);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "1",
                "{",
                "{}",
                "{\"messaging_object\":",
                "{\"messaging_object\":{}}",
                "{\"messaging_object\":null}",
                "not json",
            })
    void a_document_that_is_not_a_complete_object_is_rejected(String document) {
        assertThat(read(document)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s{}",
                "%s,",
                "%s]",
                "%s x",
                "%s // comment",
                "/* comment */ %s",
                "# comment\n%s",
                "[%s]",
                ")]}'\n%s",
                "\uFEFF%s",
                "\u00A0%s",
            })
    void text_around_the_document_is_rejected(String around) {
        assertThat(read(around.replace("%s", SMALLEST))).isEmpty();
        assertThat(read("\r\n\t " + SMALLEST + " \r\n\t")).contains(PLAIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{x:1,",
                "{'x':1,",
                "{\"x\":'1',",
                "{\"x\":a,",
                "{\"x\":TRUE,",
                "{\"x\":nul,",
                "{\"x\":01,",
                "{\"x\":1.,",
                "{\"x\":.5,",
                "{\"x\":+1,",
                "{\"x\":-,",
                "{\"x\":1e,",
                "{\"x\":NaN,",
                "{\"x\":Infinity,",
                "{\"x\":0x1,",
                "{\"x\"=1,",
                "{\"x\":1;",
                "{\"x\":1,,",
                "{,\"x\":1,",
                "{\"x\":[1,],",
                "{\"x\":[,1],",
                "{\"x\":[1}],",
                "{\"x\":,",
                "{\"x\",",
                "{1:1,",
                "{\"x\":\"\t\",",
                "{\"x\":\"\n\",",
                "{\"x\":\"\u0000\",",
                "{\"x\n\":1,",
                "{\"x\":\"\\x\",",
                "{\"x\":\"\\'\",",
                "{\"x\":\"\\u12G4\",",
                "{\"x\":\"\\\n\",",
            })
    void lenient_json_is_rejected_even_in_an_ignored_member(String begin) {
        assertThat(SMALLEST).startsWith("{");
        assertThat(read(begin + SMALLEST.substring(1))).isEmpty();
        assertThat(read("{\"x\":1," + SMALLEST.substring(1))).contains(PLAIN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "type":"image"                     | "type":"image","type":"image"
            "type":"image"                     | "type":null,"type":"image"
            "type":"image"                     | "\\u0074ype":"image","type":"image"
            "link":"https://example.com/a.png" | "link":"https://example.com/a.png","link":null
            {"messaging_object":               | {"messaging_object":{},"messaging_object":
            {"messaging_object":               | {"unknown":{"a":1,"a":1},"messaging_object":
            {"messaging_object":               | {"unknown":[{"a":1,"a":1}],"messaging_object":
            """)
    void a_duplicate_member_is_rejected_everywhere(String once, String twice) {
        assertThat(SMALLEST).contains(once);
        assertThat(read(SMALLEST.replace(once, twice))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"x\":"})
    void deep_nesting_is_rejected(String open) {
        String close = open.equals("[") ? "]" : "}";
        String deep = open.repeat(100_000) + "1" + close.repeat(100_000);
        String bearable = open.repeat(250) + "1" + close.repeat(250);

        assertThat(read(open.repeat(200_000))).isEmpty();
        assertThat(read("{\"x\":" + deep + "," + SMALLEST.substring(1))).isEmpty();
        assertThat(read("{\"x\":" + bearable + "," + SMALLEST.substring(1))).contains(PLAIN);
    }

    @Test
    void only_well_formed_utf_8_is_read() {
        String umlaut = RawRequest.PAYLOAD.replace("Hello", "Grüße");

        assertThat(Payload.read(umlaut.getBytes(UTF_8)).flatMap(ImageMessage::caption))
                .contains("Grüße");
        assertThat(Payload.read(umlaut.getBytes(ISO_8859_1))).isEmpty();
        assertThat(Payload.read(umlaut.getBytes(UTF_16BE))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00C0\u0080", "\u00ED\u00A0\u0080", "\u00F4\u0090\u0080\u0080", "\u00E2\u0082", "\u00FF"})
    void overlong_forms_surrogates_and_truncated_characters_are_not_utf_8(String bytes) {
        byte[] document = RawRequest.PAYLOAD.replace("Hello", bytes).getBytes(ISO_8859_1);

        assertThat(Payload.read(document)).isEmpty();
    }

    private static Optional<ImageMessage> read(String document) {
        return Payload.read(document.getBytes(UTF_8));
    }
}
