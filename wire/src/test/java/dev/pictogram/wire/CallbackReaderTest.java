// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static dev.pictogram.DeliveryStatus.DELIVERED;
import static dev.pictogram.DeliveryStatus.FAILED;
import static dev.pictogram.DeliveryStatus.NOT_SENT;
import static dev.pictogram.DeliveryStatus.READ;
import static dev.pictogram.DeliveryStatus.SENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import dev.pictogram.wire.CallbackReader.Field;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackReaderTest {

    /** Like the vendor's sample, with a comma before the last brace. */
    private static final String SAMPLE = """
            {
              "meta_object": {
                "value": {
                  "messaging_product": "whatsapp",
                  "metadata": {"display_phone_number": "919800000000", "phone_number_id": "100000000000001"},
                  "statuses": [{
                    "id": "a1b2c3d4e5f60718",
                    "status": "sent",
                    "timestamp": "1760000000",
                    "recipient_id": "919800000001",
                    "conversation": {"id": "c0ffee00", "expiration_timestamp": "1760086400", "origin": {"type": "utility"}},
                    "pricing": {"billable": true, "pricing_model": "CBP", "category": "utility"}
                  }]
                },
                "field": "messages"
              },
              "extra_info": {"trace_id": "t-1", "message_id": "wamid.QUFB", "waba_id": "200000000000002",
                             "ref": "order-4711", "ref1": "marketing", "ref2": "", "enable_url_tracking_body": false, "enable_url_tracking_button": false},
              "status": "sent",
              "message_id": "wamid.QkJC",
            }""";

    private static final String NOT_SENT_SAMPLE = """
            {"code": "WAV2101", "status": "not sent", "reason": "Daily messaging limit reached",
             "message_id": "AXXXXXXXXXXXXXXXXXXX", "extra_info": {"message_id": "AXXXXXXXXXXXXXXXXXXX", "waba_id": "200000000000002", "ref": "order-4711", "ref1": "", "ref2": ""}}""";

    private static final DeliveryReport SAMPLE_REPORT = DeliveryReport.builder(SENT)
            .id(MessageId.of("a1b2c3d4e5f60718"))
            .id(MessageId.of("wamid.QUFB"))
            .id(MessageId.of("wamid.QkJC"))
            .ref("order-4711")
            .ref1("marketing")
            .at(Instant.ofEpochSecond(1_760_000_000))
            .recipient(PhoneNumber.of("+919800000001"))
            .build();

    private final CallbackReader reader = CallbackReader.defaults();

    @Test
    void the_vendors_sample_with_its_trailing_comma_is_read() {
        assertThat(reader.read(SAMPLE)).containsExactly(SAMPLE_REPORT);
        assertThat(reader.read(SAMPLE.replace("QkJC\",", "QkJC\""))).containsExactly(SAMPLE_REPORT);
        assertThat(reader.read(SAMPLE.getBytes(UTF_8))).containsExactly(SAMPLE_REPORT);
    }

    @ParameterizedTest
    @EnumSource(names = {"SENT", "DELIVERED", "READ", "FAILED", "NOT_SENT"})
    void every_status_is_read_from_the_format_of_the_sample(DeliveryStatus status) {
        String word = status.name().toLowerCase(Locale.ROOT).replace('_', ' ');

        assertThat(reader.read(SAMPLE.replace("\"sent\"", "\"" + word + "\"")))
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.status()).isEqualTo(status);
                    assertThat(report.ref()).hasValue("order-4711");
                });
    }

    @Test
    void a_failure_has_metas_errors() {
        String failed = SAMPLE.replace("\"sent\"", "\"failed\"").replace("\"conversation\"", """
                "errors": [{"code": 131053, "title": "Media upload error", "message": "Media upload error",
                            "error_data": {"details": "Unsupported type"}, "href": "https://example.com"}], "conversation\"""");

        assertThat(reader.read(failed)).singleElement().satisfies(report -> {
            assertThat(report.status()).isEqualTo(FAILED);
            assertThat(report.errors())
                    .containsExactly(DeliveryError.of(DeliveryError.MEDIA_UNUSABLE)
                            .withTitle("Media upload error")
                            .withDetails("Unsupported type"));
        });
    }

    @Test
    void an_unsent_message_has_kaleyras_code_and_reason() {
        assertThat(reader.read(NOT_SENT_SAMPLE))
                .containsExactly(DeliveryReport.builder(NOT_SENT)
                        .id(MessageId.of("AXXXXXXXXXXXXXXXXXXX"))
                        .ref("order-4711")
                        .error(DeliveryError.of("WAV2101").withTitle("Daily messaging limit reached"))
                        .build());
    }

    @Test
    void the_raw_text_is_the_callback_or_one_of_several_statuses() {
        assertThat(reader.read(SAMPLE).get(0).raw())
                .hasValueSatisfying(raw -> assertThat(raw).contains("\"trace_id\":\"t-1\"", "\"pricing_model\""));
        assertThat(reader.read("{'statuses':[{'status':'sent','x':1},{'status':'read'}]}".replace('\'', '"')))
                .extracting(report -> report.raw().orElse(""))
                .containsExactly("{\"status\":\"sent\",\"x\":1}", "{\"status\":\"read\"}");
    }

    /** Single quotes stand for double quotes. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # status words
            upper case                    | {'status':'DELIVERED'}                       | DELIVERED 'DELIVERED'
            hyphen                        | {'status':'Not-Sent'}                        | NOT_SENT 'Not-Sent'
            underscore                    | {'status':'not_sent'}                        | NOT_SENT 'not_sent'
            white space around            | {'status':' read '}                          | READ 'read'
            unknown word                  | {'status':'played'}                          | UNKNOWN 'played'
            number                        | {'status':0}                                 | UNKNOWN '0'
            flag                          | {'status':true}                              | UNKNOWN 'true'
            null                          | {'status':null}                              | none
            blank                         | {'status':' '}                               | none
            object                        | {'status':{'status':'sent'}}                 | none
            array                         | {'status':['sent']}                          | none
            absent                        | {'ref':'r','id':'1'}                         | none
            # shapes that are none
            empty object                  | {}                                           | none
            empty array                   | []                                           | none
            only null                     | null                                         | none
            only a number                 | 17                                           | none
            only a text                   | 'sent'                                       | none
            array of others               | [1,null,'sent',[],{}]                        | none
            meta_object is text           | {'meta_object':'x','status':'sent'}          | SENT 'sent'
            value is null                 | {'meta_object':{'value':null}}               | none
            extra_info is an array        | {'status':'sent','extra_info':[]}            | SENT 'sent'
            # statuses
            empty statuses                | {'meta_object':{'value':{'statuses':[]}}}    | none
            empty statuses, status outside | {'meta_object':{'value':{'statuses':[]}},'status':'sent'} | SENT 'sent'
            statuses is one object        | {'meta_object':{'value':{'statuses':{'status':'sent','id':'a'}}}} | SENT 'sent' [a]
            status only outside           | {'meta_object':{'value':{'statuses':[{'id':'a'}]}},'status':'sent'} | SENT 'sent' [a]
            the inner status counts       | {'meta_object':{'value':{'statuses':[{'status':'read'}]}},'status':'sent'} | READ 'read'
            bad elements between          | {'meta_object':{'value':{'statuses':[null,1,'x',[],{},{'status':'sent'},{'status':null},{'status':'read'}]}}} | SENT 'sent'; READ 'read'
            several callbacks             | [{'status':'sent','ref':'1'},{'no':1},{'status':'read','ref':'2'}] | SENT 'sent' 1; READ 'read' 2
            meta_object is an array       | {'meta_object':[{'value':{'statuses':[{'status':'sent'}]}},{'value':{'statuses':[{'status':'read'}]}}]} | SENT 'sent'; READ 'read'
            Meta's own envelope           | {'object':'x','entry':[{'changes':[{'value':{'statuses':[{'status':'sent','id':'a'}]}}]}]} | SENT 'sent' [a]
            same message twice            | {'meta_object':{'value':{'statuses':[{'status':'sent','id':'a'},{'status':'read','id':'a'}]}},'extra_info':{'ref':'r'}} | SENT 'sent' r [a]; READ 'read' r [a]
            two messages, one reference   | {'meta_object':{'value':{'statuses':[{'status':'sent','id':'a'},{'status':'read','id':'b'}]}},'extra_info':{'ref':'r'},'message_id':'c'} | SENT 'sent' [a]; READ 'read' [b]
            two recipients, one reference | {'meta_object':{'value':{'statuses':[{'status':'sent','recipient_id':'919800000001'},{'status':'read','recipient_id':'919800000002'}]}},'extra_info':{'ref':'r'}} | SENT 'sent' +919800000001; READ 'read' +919800000002
            # inbound messages
            inbound alone                 | {'meta_object':{'value':{'contacts':[{}],'messages':[{'id':'m','text':{'body':'hi'}}]}},'status':'received'} | none
            inbound in lists              | {'meta_object':[[{'messages':[{'id':'m'}]}]],'status':'received'} | none
            inbound beside a status       | {'meta_object':{'value':{'messages':[{'id':'m','status':'x'}],'statuses':[{'status':'sent','id':'a'}]}}} | SENT 'sent' [a]
            inbound, then a status        | [{'meta_object':{'value':{'messages':[{}]}}},{'status':'read'}] | READ 'read'
            # references and ids
            reference is a number         | {'status':'sent','extra_info':{'ref':4711}}  | SENT 'sent' 4711
            reference is a whole decimal  | {'status':'sent','extra_info':{'ref':4711.0}} | SENT 'sent' 4711
            reference is null             | {'status':'sent','extra_info':{'ref':null,'ref1':'b'}} | SENT 'sent' ref1=b
            reference is an object        | {'status':'sent','extra_info':{'ref':{}}}    | SENT 'sent'
            reference outside             | {'status':'sent','ref':'r','extra_info':{}}  | SENT 'sent' r
            ids twice                     | {'status':'sent','message_id':'a','extra_info':{'message_id':'a'}} | SENT 'sent' [a]
            id is a number                | {'status':'sent','id':17}                    | SENT 'sent' [17]
            ids that are none             | {'status':'sent','id':'null','message_id':' ','extra_info':{'message_id':-1}} | SENT 'sent'
            # times
            time as number                | {'status':'sent','timestamp':1760000000}     | SENT 'sent' 2025-10-09T08:53:20Z
            time in milliseconds          | {'status':'sent','timestamp':'1760000000123'} | SENT 'sent' 2025-10-09T08:53:20.123Z
            last time in seconds          | {'status':'sent','timestamp':99999999999}    | SENT 'sent' 5138-11-16T09:46:39Z
            first time in milliseconds    | {'status':'sent','timestamp':100000000000}   | SENT 'sent' 1973-03-03T09:46:40Z
            time with decimals            | {'status':'sent','timestamp':1760000000.75}  | SENT 'sent' 2025-10-09T08:53:20Z
            time in ISO 8601              | {'status':'sent','timestamp':'2025-10-09T08:53:20Z'} | SENT 'sent' 2025-10-09T08:53:20Z
            time without a zone           | {'status':'sent','timestamp':'2025-10-09 08:53:20'} | SENT 'sent'
            time is zero                  | {'status':'sent','timestamp':0}              | SENT 'sent'
            time is negative              | {'status':'sent','timestamp':-1}             | SENT 'sent'
            time is far too large         | {'status':'sent','timestamp':99999999999999999999} | SENT 'sent'
            time with an exponent         | {'status':'sent','timestamp':1e999999999}    | SENT 'sent'
            time is a word                | {'status':'sent','timestamp':'now'}          | SENT 'sent'
            # recipients
            recipient is a number         | {'status':'sent','mobile':919800000001}      | SENT 'sent' +919800000001
            recipient with a plus         | {'status':'sent','mobile':'+919800000001'}   | SENT 'sent' +919800000001
            longest recipient             | {'status':'sent','mobile':'+123456789012345'} | SENT 'sent' +123456789012345
            recipient is a user name      | {'status':'sent','mobile':'@somebody'}       | SENT 'sent'
            recipient is a list           | {'status':'sent','mobile':['919800000001']}  | SENT 'sent'
            # errors
            code as text                  | {'statuses':[{'status':'failed','errors':[{'code':'131026'}]}]} | FAILED 'failed' (131026,,)
            code as decimal               | {'statuses':[{'status':'failed','errors':[{'code':131026.0}]}]} | FAILED 'failed' (131026,,)
            one error, not in an array    | {'statuses':[{'status':'failed','errors':{'code':1,'title':'t'}}]} | FAILED 'failed' (1,t,)
            error is a number             | {'statuses':[{'status':'failed','errors':[131026]}]} | FAILED 'failed' (131026,,)
            errors that are none          | {'statuses':[{'status':'failed','errors':[null,{},[],'',{'code':null},{'code':2}]}]} | FAILED 'failed' (2,,)
            message in place of title     | {'statuses':[{'status':'failed','errors':[{'code':1,'message':'m'}]}]} | FAILED 'failed' (1,m,)
            message beside title          | {'statuses':[{'status':'failed','errors':[{'code':1,'title':'t','message':'m'}]}]} | FAILED 'failed' (1,t,m)
            error_data is text            | {'statuses':[{'status':'failed','errors':[{'code':1,'error_data':'x'}]}]} | FAILED 'failed' (1,,)
            two errors                    | {'statuses':[{'status':'failed','errors':[{'code':1},{'code':2}]}]} | FAILED 'failed' (1,,) (2,,)
            errors is null, code outside  | {'meta_object':{'value':{'statuses':[{'status':'failed','errors':null}]}},'code':'WAV1','reason':'r'} | FAILED 'failed' (WAV1,r,)
            a code is no error of success | {'status':'delivered','code':'WA200','error_code':'000','error':'none'} | DELIVERED 'delivered'
            a code of an unknown status   | {'status':'held','error_code':'7','error':'e'} | UNKNOWN 'held' (7,e,)
            # broken JSON
            trailing comma in an array    | {'statuses':[{'status':'sent'},]}            | SENT 'sent'
            missing comma                 | {'status':'sent' 'ref':'r'}                  | SENT 'sent' r
            cut in the middle             | {'statuses':[{'status':'sent'},{'status':'re | SENT 'sent'
            a notice before it            | `<br />\n<b>Notice</b>: x\n{'status':'sent'}`   | SENT 'sent'
            duplicate members             | {'status':'sent','status':'read'}            | READ 'read'
            duplicate members, the last null | {'status':'sent','status':null}           | none
            not a number                  | {'status':'sent','timestamp':NaN}            | SENT 'sent'
            """)
    void odd_payloads_have_a_defined_result(String name, String payload, String expected) {
        assertThat(summary(reader.read(payload.replace('\'', '"').replace("\\n", "\n"))))
                .isEqualTo(expected);
    }

    private static String summary(List<DeliveryReport> reports) {
        return reports.isEmpty()
                ? "none"
                : reports.stream().map(CallbackReaderTest::summary).collect(Collectors.joining("; "));
    }

    private static String summary(DeliveryReport report) {
        StringJoiner text = new StringJoiner(" ").add(report.status().name()).add("'" + report.statusText() + "'");
        report.ref().ifPresent(text::add);
        report.ref1().ifPresent(ref -> text.add("ref1=" + ref));
        report.ref2().ifPresent(ref -> text.add("ref2=" + ref));
        if (!report.ids().isEmpty()) {
            text.add(report.ids().toString());
        }
        report.at().ifPresent(at -> text.add(at.toString()));
        report.recipient().ifPresent(recipient -> text.add(recipient.e164()));
        report.errors()
                .forEach(error -> text.add("(" + error.code() + "," + error.title() + "," + error.details() + ")"));
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                          | character 1
            hello                       | character 1
            status=sent&ref=1           | character 1
            <html><body>{}</body></html> | character
            {"status":"sent"} {"a":1}   | character 19
            """)
    void text_that_is_not_json_is_rejected_with_its_position_and_without_its_content(String body, String position) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader.read(body))
                .withMessageStartingWith("callback: must be JSON")
                .withMessageContaining(position)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hello", "status", "html"));
    }

    @Test
    void a_byte_order_mark_is_skipped() {
        assertThat(reader.read("\uFEFF{\"status\":\"sent\"}")).hasSize(1);
        assertThat(reader.read("\uFEFF{\"status\":\"sent\"}".getBytes(UTF_8))).hasSize(1);
    }

    @Test
    void invalid_utf8_becomes_replacement_characters_and_loses_nothing_else() throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write("{\"status\":\"sent\",\"ref\":\"r\",\"ref1\":\"".getBytes(UTF_8));
        body.write(0xFF);
        body.write("\"}".getBytes(UTF_8));

        assertThat(reader.read(body.toByteArray())).singleElement().satisfies(report -> {
            assertThat(report.ref()).hasValue("r");
            assertThat(report.ref1()).hasValue("\uFFFD");
        });
    }

    @Test
    void null_is_rejected() {
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> reader.read((String) null));
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> reader.read((byte[]) null));
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> reader.read((Map<String, String>) null));
    }

    // Flat payloads

    private static final Map<String, String> FLAT = Map.ofEntries(
            Map.entry("id", "8d2a7e10-0000-4000-8000-000000000001:0"),
            Map.entry("custom_response", ""),
            Map.entry("timestamp", "1760000000"),
            Map.entry("mobile", "919800000001"),
            Map.entry("message", "Your parcel"),
            Map.entry("status", "failed"),
            Map.entry("phone_number", "919800000000"),
            Map.entry("error", "Message undeliverable"),
            Map.entry("error_code", "131026"),
            Map.entry("ref", "order-4711"),
            Map.entry("ref1", "marketing"),
            Map.entry("ref2", "x"),
            Map.entry("price", "0.1"));

    private static final DeliveryReport FLAT_REPORT = DeliveryReport.builder(FAILED)
            .id(MessageId.of("8d2a7e10-0000-4000-8000-000000000001:0"))
            .at(Instant.ofEpochSecond(1_760_000_000))
            .recipient(PhoneNumber.of("919800000001"))
            .error(DeliveryError.of("131026").withTitle("Message undeliverable"))
            .ref("order-4711")
            .ref1("marketing")
            .ref2("x")
            .build();

    @Test
    void a_flat_payload_is_read_from_parameters_and_as_json() {
        assertThat(reader.read(FLAT)).containsExactly(FLAT_REPORT);
        assertThat(reader.read(json(FLAT))).containsExactly(FLAT_REPORT);
    }

    @Test
    void every_name_of_a_flat_payload_can_be_replaced() {
        Map<String, String> renamed = new HashMap<>();
        CallbackReader renaming = reader;
        for (Field field : Field.values()) {
            renaming = renaming.withName(field, "my_" + reader.name(field));
            renamed.put("my_" + reader.name(field), FLAT.get(reader.name(field)));
        }

        assertThat(renaming.read(renamed)).containsExactly(FLAT_REPORT);
        assertThat(renaming.read(json(renamed))).containsExactly(FLAT_REPORT);
        assertThat(renaming.read(SAMPLE)).containsExactly(SAMPLE_REPORT);
        assertThat(renaming.read(NOT_SENT_SAMPLE)).isEqualTo(reader.read(NOT_SENT_SAMPLE));
    }

    @Test
    void parameters_without_a_status_give_no_report() {
        Map<String, String> nulls = new HashMap<>();
        nulls.put("status", null);
        nulls.put("ref", "r");

        assertThat(reader.read(Map.of())).isEmpty();
        assertThat(reader.read(nulls)).isEmpty();
    }

    @Test
    void a_word_can_be_mapped_to_a_status() {
        CallbackReader mapping = reader.withStatus("0", FAILED).withStatus(" Seen ", READ);

        assertThat(mapping.read("{\"status\":0}")).singleElement().satisfies(report -> {
            assertThat(report.status()).isEqualTo(FAILED);
            assertThat(report.statusText()).isEqualTo("0");
        });
        assertThat(mapping.read(Map.of("status", "SEEN")).get(0).status()).isEqualTo(READ);
        assertThat(mapping.read(Map.of("status", "delivered")).get(0).status()).isEqualTo(DELIVERED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void blank_names_and_words_are_rejected(String blank) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader.withName(Field.REF, blank))
                .withMessage("name: must not be blank, but it is");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader.withStatus(blank, READ))
                .withMessage("word: must not be blank, but it is");
    }

    private static String json(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":\"" + field.getValue() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    // Limits

    @Test
    void reports_and_errors_beyond_the_limits_are_omitted() {
        String errors = "{\"status\":\"failed\",\"errors\":[" + "{\"code\":1},".repeat(99) + "{}]}";

        assertThat(reader.read("[" + "{\"status\":\"sent\"},".repeat(1_500) + "{}]"))
                .hasSize(CallbackJson.MOST_REPORTS);
        assertThat(reader.read("{\"statuses\":[" + errors + "]}").get(0).errors())
                .hasSize(CallbackJson.MOST_ERRORS);
    }

    /** Each has a failure with all its values: more than Kaleyra sends in one callback. */
    @Test
    void a_batch_of_the_most_reports_is_complete() {
        String failed = SAMPLE.replace("\"sent\"", "\"failed\"").replace("\"conversation\"", """
                "errors": [{"code": 131053, "title": "t", "message": "m", "error_data": {"details": "d"}, "href": "h"}], "conversation\"""");
        String callback = failed.replaceAll("\\s*\\R\\s*", "");
        int most = CallbackJson.MOST_REPORTS;
        assertThat(callback.length() * most).isLessThan(TolerantJson.LONGEST);

        List<DeliveryReport> reports = reader.read("[" + (callback + ",").repeat(most) + "]");

        assertThat(reports).hasSize(most);
        assertThat(reports.get(most - 1)).isEqualTo(reports.get(0));
        assertThat(reports.get(most - 1).errors()).hasSize(1);
        assertThat(reports.get(most - 1).raw())
                .isPresent()
                .isEqualTo(reports.get(0).raw());
    }

    @Test
    void values_beyond_the_limit_are_omitted_and_the_reports_before_them_are_kept() {
        String values = "0,".repeat(TolerantJson.MOST_VALUES);

        assertThat(reader.read("[{\"status\":\"sent\"}," + values + "{\"status\":\"read\"}]"))
                .extracting(DeliveryReport::status)
                .containsExactly(SENT);
    }

    @Test
    void raw_texts_have_a_total_limit() {
        String controls = "{\"status\":\"sent\",\"ref1\":\"" + "\1".repeat(100_000) + "\"},";
        String last = "{\"status\":\"read\",\"ref\":\"r\"}";

        List<DeliveryReport> reports = reader.read("[" + controls.repeat(5) + last + "]");

        assertThat(reports).hasSize(6);
        assertThat(reports.get(0).raw())
                .hasValueSatisfying(raw -> assertThat(raw)
                        .isEqualTo(controls.substring(0, controls.length() - 1).replace("\1", "\\u0001")));
        assertThat(reports.get(1).raw()).isEmpty();
        assertThat(reports.get(5).raw()).isEmpty();
        assertThat(reports.get(5).ref()).hasValue("r");
    }

    @Test
    void the_raw_text_is_valid_json() {
        String json =
                "{\"status\":\"sent\",\"a\":[1.50,true,null,\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u0010\\u001f\u2028/<\",[],{}],\"b\":{\"c\":-0,\"d\":{}}}";

        assertThat(reader.read(json).get(0).raw()).hasValue(json);
        assertThat(reader.read(json.replace("}}}", "},},}")).get(0).raw()).hasValue(json);
    }

    @Test
    void a_value_nested_too_deep_is_null_and_the_rest_is_kept() {
        String deep = "{\"value\":".repeat(500_000 / 9) + "1";

        assertThat(reader.read("{\"status\":\"sent\",\"ref\":\"r\",\"meta_object\":" + deep))
                .hasSize(1);
    }

    static List<String> largePayloads() {
        int size = 1_000_000;
        return List.of(
                "[" + "[],".repeat(size / 3) + "[]]",
                "[" + "{\"status\":\"x\"},".repeat(size / 15) + "{}]",
                "{\"statuses\":[" + "{\"status\":\"x\",\"id\":1},".repeat(size / 22) + "{}]}",
                "{\"statuses\":[" + "0,".repeat(size / 2) + "0]}",
                "{\"status\":\"failed\",\"errors\":[" + "{\"code\":1},".repeat(size / 11) + "{}]}",
                "{\"status\":\"" + "s".repeat(size) + "\"}",
                "{\"status\":\"sent\",\"timestamp\":" + "9".repeat(size) + "}",
                "{\"status\":\"sent\",\"timestamp\":1." + "0".repeat(size) + "}",
                "{\"status\":\"sent\",\"mobile\":\"" + "9".repeat(size) + "\"}",
                "{\"status\":\"sent\",\"x\":\"" + "\\u0041".repeat(size / 6) + "\",}",
                "{\"entry\":".repeat(size / 9) + "1",
                "[".repeat(size),
                " ".repeat(size) + "{\"status\":\"sent\"}",
                "{\"status\":\"sent\"}" + "\n<br>".repeat(size / 5),
                "{\"status\":\"sent\"" + ",".repeat(size) + "}");
    }

    /** Takes milliseconds on an idle machine; the bound detects quadratic time. */
    @ParameterizedTest
    @MethodSource("largePayloads")
    void a_payload_of_a_megabyte_is_read_in_linear_time(String payload) {
        long start = System.nanoTime();
        List<DeliveryReport> reports = reader.read(payload);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(reports).hasSizeLessThanOrEqualTo(CallbackJson.MOST_REPORTS);
    }
}
