// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static dev.pictogram.simulator.CallbackSamples.AT;
import static dev.pictogram.simulator.CallbackSamples.MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.MessageId;
import dev.pictogram.simulator.CallbackProfile.Shape;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares payloads with the samples, member by member. */
class CallbackPayloadTest {

    private static final Set<String> IDS = Set.of("id", "phone_number_id", "trace_id", "message_id", "waba_id");

    @ParameterizedTest
    @EnumSource(
            value = DeliveryStatus.class,
            names = {"SENT", "DELIVERED", "READ"})
    void a_status_has_the_members_and_values_of_the_sample(DeliveryStatus status) {
        String expected = CallbackSamples.SENT
                .replace("\"sent\"", "\"" + StatusChange.wordOf(status) + "\"")
                .replaceFirst(",\\s*}$", "}");

        JsonObject payload = strict(of(Shape.V2, StatusChange.to(status)));

        assertThat(withoutIds(payload)).hasToString(withoutIds(strict(expected)).toString());
    }

    @Test
    void ids_have_the_form_of_the_sample_and_no_relation_to_the_202() {
        JsonObject payload = strict(of(Shape.V2, StatusChange.to(DeliveryStatus.SENT)));
        JsonObject info = payload.getAsJsonObject("extra_info");
        JsonObject value = payload.getAsJsonObject("meta_object").getAsJsonObject("value");
        String hex = status(payload).get("id").getAsString();

        assertThat(payload.toString()).doesNotContain(MESSAGE.id().value());
        assertThat(hex).matches("[0-9a-f]{16}");
        assertThat(payload.get("message_id").getAsString()).matches("wamid\\.[A-Za-z0-9+/=]+");
        assertThat(info.get("message_id").getAsString())
                .matches("wamid\\.[A-Za-z0-9+/=]+")
                .isNotEqualTo(payload.get("message_id").getAsString());
        assertThat(info.get("waba_id").getAsString()).matches("[1-9][0-9]{14}");
        assertThat(value.getAsJsonObject("metadata").get("phone_number_id").getAsString())
                .matches("[1-9][0-9]{14}");
    }

    @Test
    void ids_are_equal_in_all_callbacks_of_a_message_and_differ_between_messages() {
        JsonObject sent = strict(of(Shape.V2, StatusChange.to(DeliveryStatus.SENT)));
        JsonObject read = strict(of(Shape.V2, StatusChange.to(DeliveryStatus.READ)));
        AcceptedMessage other = new AcceptedMessage(
                MessageId.of("AYYYYYYYYYYYYYYYYYYY"), MESSAGE.sid(), MESSAGE.sender(), MESSAGE.message(), MESSAGE.at());
        JsonObject others = strict(CallbackPayload.of(Shape.V2, other, StatusChange.to(DeliveryStatus.READ), AT));

        for (List<JsonObject> pair : List.of(List.of(sent, read), List.of(status(sent), status(read)))) {
            String name = pair.get(0).has("message_id") ? "message_id" : "id";
            assertThat(pair.get(1).get(name)).isEqualTo(pair.get(0).get(name));
        }
        assertThat(others.get("message_id")).isNotEqualTo(read.get("message_id"));
        assertThat(status(others).get("id")).isNotEqualTo(status(read).get("id"));
        assertThat(others.getAsJsonObject("extra_info").get("waba_id"))
                .isEqualTo(read.getAsJsonObject("extra_info").get("waba_id"));
    }

    @Test
    void a_failure_has_an_error_of_metas_and_neither_conversation_nor_price() {
        JsonObject payload = strict(of(Shape.V2, new StatusChange(DeliveryStatus.FAILED, "131053")));

        assertThat(payload.get("status").getAsString()).isEqualTo("failed");
        assertThat(status(payload).keySet()).containsExactly("id", "status", "timestamp", "recipient_id", "errors");
        JsonObject error = status(payload).getAsJsonArray("errors").get(0).getAsJsonObject();
        assertThat(error.keySet()).containsExactly("code", "title", "message", "error_data", "href");
        assertThat(error.get("code")).hasToString("131053");
        assertThat(error.get("title").getAsString())
                .isEqualTo(DeliveryError.of("131053").meaning().orElseThrow());
    }

    @Test
    void a_code_without_an_explanation_is_reported() {
        assertThat(of(Shape.V2, new StatusChange(DeliveryStatus.FAILED, "1")))
                .contains("\"code\":1,\"title\":\"Error 1\"");
    }

    @ParameterizedTest
    @EnumSource(
            value = Shape.class,
            names = {"V2", "V2_TRAILING_COMMA"})
    void not_sent_has_the_members_and_values_of_its_sample(Shape shape) {
        JsonObject payload = strict(of(shape, StatusChange.to(DeliveryStatus.NOT_SENT)));

        JsonObject expected = strict(CallbackSamples.NOT_SENT);
        JsonElement account = payload.getAsJsonObject("extra_info").remove("waba_id");
        assertThat(account.getAsString()).matches("[1-9][0-9]{14}");
        expected.getAsJsonObject("extra_info").remove("waba_id");
        assertThat(payload).hasToString(expected.toString());
    }

    @Test
    void the_trailing_comma_of_the_vendors_sample_is_optional() {
        String valid = of(Shape.V2, StatusChange.to(DeliveryStatus.SENT));
        String sample = of(Shape.V2_TRAILING_COMMA, StatusChange.to(DeliveryStatus.SENT));

        assertThat(sample).endsWith("\",}").isEqualTo(valid.substring(0, valid.length() - 1) + ",}");
        assertThatExceptionOfType(JsonParseException.class).isThrownBy(() -> strict(sample));
        assertThat(CallbackSamples.SENT).endsWith("\",\n}");
    }

    @Test
    void a_flat_payload_has_the_names_of_a_callback_profile() {
        JsonObject payload = strict(of(Shape.FLAT, StatusChange.to(DeliveryStatus.DELIVERED)));

        assertThat(payload.keySet()).containsExactlyElementsOf(CallbackSamples.FLAT);
        assertThat(payload.remove("id").getAsString()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:0");
        assertThat(payload).hasToString("""
                {"custom_response":"","timestamp":"1760000000","mobile":"919800000001","message":"\\"Größe\\" <b>",\
                "status":"delivered","phone_number":"919800000000","error":"","error_code":"","ref":"order-4711",\
                "ref1":"marketing","ref2":"","price":""}""");
    }

    @Test
    void a_flat_failure_has_its_code_as_text() {
        JsonObject failed = strict(of(Shape.FLAT, StatusChange.to(DeliveryStatus.NOT_SENT)));

        assertThat(failed.get("status").getAsString()).isEqualTo("not sent");
        assertThat(failed.get("error_code").getAsString()).isEqualTo("WAV2101");
        assertThat(failed.get("error").getAsString()).startsWith("The account's daily number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "12345678901", "-1", "1.5", "131053\n", "WAV2101"})
    void the_code_of_a_failed_message_is_a_number(String code) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new StatusChange(DeliveryStatus.FAILED, code))
                .withMessage("code: must be a number of at most 9 digits with failed, but it is not");
    }

    private static String of(Shape shape, StatusChange change) {
        return CallbackPayload.of(shape, MESSAGE, change, AT);
    }

    private static JsonObject status(JsonObject payload) {
        return payload.getAsJsonObject("meta_object")
                .getAsJsonObject("value")
                .getAsJsonArray("statuses")
                .get(0)
                .getAsJsonObject();
    }

    private static JsonObject strict(String text) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        return JsonParser.parseReader(reader).getAsJsonObject();
    }

    /** Replaces generated ids by a placeholder. */
    private static JsonElement withoutIds(JsonElement element) {
        if (element.isJsonArray()) {
            JsonArray array = new JsonArray();
            element.getAsJsonArray().forEach(one -> array.add(withoutIds(one)));
            return array;
        }
        if (!element.isJsonObject()) {
            return element;
        }
        JsonObject object = new JsonObject();
        element.getAsJsonObject().asMap().forEach((name, value) -> {
            if (IDS.contains(name)) {
                object.addProperty(name, "id");
            } else {
                object.add(name, withoutIds(value));
            }
        });
        return object;
    }
}
