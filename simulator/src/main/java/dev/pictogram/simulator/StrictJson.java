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

/** Reads JSON as its grammar has it, with less patience than Gson's own tree reader: no member may come twice. */
final class StrictJson {

    private static final Object NEITHER_TEXT_NOR_OBJECT = new Object();

    private StrictJson() {}

    /**
     * {@return the one object that a document consists of}
     *
     * @throws IOException if it is not UTF-8 or not JSON, or nested beyond Gson's limit of 255 levels
     * @throws RuntimeException if it is another value than an object, or has a member twice
     */
    static Members object(byte[] document) throws IOException {
        // A new decoder reports what String's constructor would replace.
        String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
        if (text.startsWith("\uFEFF")) {
            throw new IOException("JSON does not begin with a byte order mark, which Gson would skip");
        }
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        Members members = members(reader);
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw new IOException("something follows the document");
        }
        return members;
    }

    private static Members members(JsonReader reader) throws IOException {
        Map<String, @Nullable Object> members = new HashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (members.containsKey(name)) {
                throw new IllegalArgumentException("body: must have each member once, but one comes twice");
            }
            members.put(name, value(reader));
        }
        reader.endObject();
        return new Members(members);
    }

    // Nothing is skipped, since Gson's skipValue lets control characters in texts pass.
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
                String unused = reader.nextString(); // A number as it is written: its size does not matter.
                yield NEITHER_TEXT_NOR_OBJECT;
            }
        };
    }

    /** The members of an object by their names; one that is JSON's null is as absent as one that is not there. */
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
