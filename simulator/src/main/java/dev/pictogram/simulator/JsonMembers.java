// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Reads typed members of a JSON object. Exception messages never contain the value, which may be a key. */
final class JsonMembers {

    private JsonMembers() {}

    static void requireKnown(JsonObject object, Set<String> members) {
        if (!members.containsAll(object.keySet())) {
            throw new IllegalArgumentException("must have no members but "
                    + String.join(", ", members.stream().sorted().toList()) + ", but it has another");
        }
    }

    static Optional<String> text(JsonObject object, String name) {
        return value(object, name, "a text", JsonPrimitive::isString);
    }

    static Optional<String> number(JsonObject object, String name) {
        return value(
                object,
                name,
                "a whole number",
                value -> value.isNumber() && value.getAsString().matches("\\d{1,18}"));
    }

    static Optional<Boolean> flag(JsonObject object, String name) {
        return value(object, name, "true or false", JsonPrimitive::isBoolean).map(Boolean::valueOf);
    }

    static List<String> texts(JsonObject object, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonElement element : array(object, name)) {
            texts.add(value(element, name, "a list of texts", JsonPrimitive::isString));
        }
        return texts;
    }

    static JsonArray array(JsonObject object, String name) {
        JsonElement array = object.has(name) ? object.get(name) : new JsonArray();
        if (!array.isJsonArray()) {
            throw new IllegalArgumentException(name + ": must be a list, but it is not");
        }
        return array.getAsJsonArray();
    }

    static Optional<JsonObject> object(JsonObject object, String name) {
        if (object.has(name) && !object.get(name).isJsonObject()) {
            throw new IllegalArgumentException(name + ": must be an object, but it is not");
        }
        return Optional.ofNullable(object.getAsJsonObject(name));
    }

    static Optional<String> value(JsonObject object, String name, String rule, Predicate<JsonPrimitive> holds) {
        return Optional.ofNullable(object.get(name)).map(value -> value(value, name, rule, holds));
    }

    static String value(JsonElement value, String name, String rule, Predicate<JsonPrimitive> holds) {
        if (!value.isJsonPrimitive() || !holds.test(value.getAsJsonPrimitive())) {
            throw new IllegalArgumentException(name + ": must be " + rule + ", but it is not");
        }
        return value.getAsString();
    }
}
