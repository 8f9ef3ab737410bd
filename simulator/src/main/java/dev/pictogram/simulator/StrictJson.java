// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses JSON strictly by its grammar; unlike Gson's tree reader, it rejects duplicate members. */
final class StrictJson {

    private static final Object NEITHER_TEXT_NOR_OBJECT = new Object();

    private StrictJson() {}

    /**
     * {@return the object of a document}
     *
     * @throws IOException if it is not UTF-8 or not JSON, or nested beyond Gson's limit of 255 levels
     * @throws RuntimeException if it is not an object, or has a duplicate member
     */
    static Members object(byte[] document) throws IOException {
        // A new decoder reports malformed input, which String's constructor would replace.
        String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
        if (text.startsWith("\uFEFF")) {
            throw new IOException("the document begins with a byte order mark");
        }
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        Members members = members(reader);
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw new IOException("text follows the document");
        }
        return members;
    }

    private static Members members(JsonReader reader) throws IOException {
        Map<String, @Nullable Object> members = new HashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (members.containsKey(name)) {
                throw new IllegalArgumentException("body: must not repeat a member, but it does");
            }
            members.put(name, value(reader));
        }
        reader.endObject();
        return new Members(members);
    }

    // Reads ignored values, too, because Gson's skipValue accepts control characters in strings.
    private static @Nullable Object value(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> members(reader);
            case STRING -> reader.nextString();
            case NULL -> {
                reader.nextNull();
                yield null;
            }
            case BEGIN_ARRAY -> {
                reader.beginArray();
                while (reader.hasNext()) {
                    value(reader);
                }
                reader.endArray();
                yield NEITHER_TEXT_NOR_OBJECT;
            }
            case BOOLEAN -> {
                boolean unused = reader.nextBoolean();
                yield NEITHER_TEXT_NOR_OBJECT;
            }
            default -> {
                String unused = reader.nextString(); // As text, because numbers may have any size.
                yield NEITHER_TEXT_NOR_OBJECT;
            }
        };
    }

    /** The members of an object by name; a JSON null counts as absent. */
    record Members(Map<String, @Nullable Object> byName) {

        Optional<Members> object(String name) {
            return value(name, Members.class, "an object");
        }

        Optional<String> text(String name) {
            return value(name, String.class, "a text");
        }

        private <T> Optional<T> value(String name, Class<T> type, String called) {
            Object value = byName.get(name);
            if (value != null && !type.isInstance(value)) {
                throw new IllegalArgumentException(name + ": must be " + called + ", but it is not");
            }
            return Optional.ofNullable(value).map(type::cast);
        }
    }
}
