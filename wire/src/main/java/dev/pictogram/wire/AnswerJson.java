// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be read out of an answer's body, whatever it is; a text that is not there is empty.
 *
 * <p>It is read without regard for the status, and no body makes it throw.
 *
 * @param code the code, such as {@code WA202}
 * @param message the words for people
 * @param messageId the id in {@code data}
 * @param error the members of {@code error}; what is not an object there stands under the name {@code error}
 */
record AnswerJson(String code, String message, String messageId, Map<String, String> error) {

    private static final Pattern CODE = textMember("code");
    private static final Pattern MESSAGE_ID = textMember("message_id");

    // One character class and no alternation, so that a long text costs neither stack nor more than one look at it.
    private static Pattern textMember(String name) {
        return Pattern.compile("\"" + name + "\"\\s*+:\\s*+\"([^\"\\\\]*+)\"");
    }

    static AnswerJson read(byte[] body) {
        String text = new String(body, UTF_8);
        try {
            return parse(text);
        } catch (IOException | RuntimeException notJson) {
            return find(text);
        }
    }

    private static AnswerJson parse(String text) throws IOException {
        JsonReader json = new JsonReader(new StringReader(text));
        String code = "";
        String message = "";
        String messageId = "";
        Map<String, String> error = Map.of();
        if (json.peek() == JsonToken.BEGIN_OBJECT) {
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "code" -> code = textOrNothing(json);
                    case "message" -> message = textOrNothing(json);
                    case "data" -> messageId = messageId(json, messageId);
                    case "error" -> error = error(json);
                    default -> json.skipValue();
                }
            }
            json.endObject();
        } else {
            json.skipValue();
        }
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw new MalformedJsonException("more than one value");
        }
        return new AnswerJson(code, message, messageId, error);
    }

    /** {@return the id in a {@code data}, or the one that was found before: a second {@code data} takes none away} */
    private static String messageId(JsonReader json, String before) throws IOException {
        String messageId = before;
        if (json.peek() != JsonToken.BEGIN_OBJECT) {
            json.skipValue();
            return messageId;
        }
        json.beginObject();
        while (json.hasNext()) {
            boolean wanted = json.nextName().equals("message_id");
            // Only a text or a number can name a message; anything else leaves it open whether there is one.
            if (wanted && (json.peek() == JsonToken.STRING || json.peek() == JsonToken.NUMBER)) {
                String found = json.nextString();
                messageId = found.isBlank() ? messageId : found;
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        return messageId;
    }

    private static Map<String, String> error(JsonReader json) throws IOException {
        Map<String, String> error = new LinkedHashMap<>();
        switch (json.peek()) {
            case BEGIN_OBJECT -> {
                json.beginObject();
                while (json.hasNext()) {
                    error.put(json.nextName(), text(json));
                }
                json.endObject();
            }
            case NULL -> json.nextNull();
            default -> {
                String text = text(json);
                if (!text.isEmpty() && !text.equals("[]")) {
                    error.put("error", text);
                }
            }
        }
        return error;
    }

    private static String textOrNothing(JsonReader json) throws IOException {
        if (json.peek() == JsonToken.NULL) {
            json.nextNull();
            return "";
        }
        return text(json);
    }

    private static String text(JsonReader json) throws IOException {
        return json.peek() == JsonToken.STRING
                ? json.nextString()
                : JsonParser.parseReader(json).toString();
    }

    /** Looks for the two members that decide most: the page's own sample of a success is not valid JSON. */
    private static AnswerJson find(String text) {
        return new AnswerJson(find(CODE, text), "", find(MESSAGE_ID, text), Map.of());
    }

    private static String find(Pattern member, String text) {
        Matcher found = member.matcher(text);
        return found.find() ? found.group(1) : "";
    }
}
