// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.MalformedJsonException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parsed body of a response, independent of the status. A missing text is empty.
 *
 * <p>Only a JSON object is read, broken JSON by {@link TolerantJson}. An object with other text around it counts only if it
 * {@linkplain #isKaleyras() is Kaleyra's}. No body causes an exception.
 *
 * @param code the code, such as {@code WA202}
 * @param message the text for people
 * @param messageId the id in {@code data}
 * @param error the members of {@code error} in their order; a value that is not an object has the name {@code error}
 */
record ResponseJson(String code, String message, String messageId, Map<String, String> error) {

    private static final ResponseJson EMPTY = new ResponseJson("", "", "", Map.of());

    /** The format of all documented codes. Gateways use others, such as {@code 503} or {@code unavailable}. */
    private static final Pattern KALEYRAS_CODE = Pattern.compile("[A-Z]++-?[0-9]++");

    /** Other numbers, such as 0, -1 or 1e3, more likely mean that there is no id. */
    private static final Pattern NUMBER_THAT_IS_AN_ID = Pattern.compile("[1-9][0-9]*+");

    static ResponseJson read(byte[] body) {
        try {
            TolerantJson.Reading reading = TolerantJson.read(new String(body, UTF_8));
            ResponseJson json = reading.value() instanceof JsonObject object ? of(object) : EMPTY;
            return reading.alone() || json.isKaleyras() ? json : EMPTY;
        } catch (MalformedJsonException notJson) {
            return EMPTY;
        }
    }

    /** {@return whether there are a code in Kaleyra's format and a message, as in all responses of Kaleyra} */
    boolean isKaleyras() {
        return KALEYRAS_CODE.matcher(code).matches() && !message.isBlank();
    }

    private static ResponseJson of(JsonObject object) {
        return new ResponseJson(
                textOrEmpty(object.get("code")),
                textOrEmpty(object.get("message")),
                object.get("data") instanceof JsonObject data ? messageId(data.get("message_id")) : "",
                error(object.get("error")));
    }

    static String messageId(@Nullable JsonElement element) {
        if (!(element instanceof JsonPrimitive id)) {
            return "";
        }
        String text = id.getAsString();
        boolean isId = id.isString()
                ? !text.isBlank()
                        && !text.strip().equals("null")
                        && text.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))
                : NUMBER_THAT_IS_AN_ID.matcher(text).matches();
        return isId ? text : "";
    }

    private static Map<String, String> error(@Nullable JsonElement element) {
        Map<String, String> error = new LinkedHashMap<>();
        if (element instanceof JsonObject object) {
            object.asMap().forEach((name, value) -> error.put(name, text(value)));
        } else {
            String text = textOrEmpty(element);
            if (!text.isEmpty() && !text.equals("[]")) {
                error.put("error", text);
            }
        }
        return error;
    }

    private static String textOrEmpty(@Nullable JsonElement element) {
        return element == null || element instanceof JsonNull ? "" : text(element);
    }

    private static String text(JsonElement element) {
        return element instanceof JsonPrimitive text && text.isString() ? text.getAsString() : element.toString();
    }
}
