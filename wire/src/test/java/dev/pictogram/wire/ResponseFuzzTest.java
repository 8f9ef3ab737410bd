// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.wire.http.HttpTransport.Response;
import java.io.StringReader;
import java.time.InstantSource;
import java.util.Map;

/** The build runs the corpus; {@code JAZZER_FUZZ=1} searches for more inputs (see CONTRIBUTING.md). */
class ResponseFuzzTest {

    private final Verdict verdict = new Verdict(InstantSource.system(), 64 * 1024);

    /** The last byte of an input selects the status, the rest is the body. */
    @FuzzTest(maxDuration = "10m")
    void no_response_causes_an_exception_and_only_an_id_is_accepted(FuzzedDataProvider data) {
        int status = new int[] {200, 202, 302, 400, 401, 429, 500, 503}[data.consumeInt(0, 7)];
        byte[] body = data.consumeRemainingAsBytes();

        SendResult result = verdict.of(new Response(status, Map.of("retry-after", new String(body, UTF_8)), body));

        JsonElement tree = treeByAnotherReader(body);
        requireSameTreeIfRepaired(tree, body);
        String id = idIn(tree);
        if (result instanceof Accepted accepted) {
            if (status / 100 != 2) {
                throw new AssertionError("accepted on a " + status);
            }
            if (id != null && !id.equals(accepted.id().value())) {
                throw new AssertionError("accepted as " + accepted.id() + " but the id is " + id);
            }
            if (!isId(accepted.id().value())) {
                throw new AssertionError("accepted with an id that is none");
            }
            if (!isGzip(body)
                    && !new String(body, UTF_8).contains("message_id")
                    && !new String(body, UTF_8).contains("\\u")) {
                throw new AssertionError("accepted without an id");
            }
        } else if (status / 100 == 2 && id != null) {
            throw new AssertionError("not accepted, with the id " + id);
        }
    }

    /**
     * The tolerant reader reads valid JSON like any other reader, even when a trailing comma makes it repair the text. It repairs only
     * arrays and objects: in a string with a comma it may find an object with text around it.
     */
    private static void requireSameTreeIfRepaired(JsonElement tree, byte[] body) {
        boolean isScalar = tree != null && (tree.isJsonPrimitive() || tree.isJsonNull());
        try {
            TolerantJson.Reading repaired = TolerantJson.read(new String(body, UTF_8) + ",");
            if (tree != null && !repaired.value().equals(tree) && !(isScalar && !repaired.alone())) {
                throw new AssertionError("repaired to " + repaired + " but it is " + tree);
            }
        } catch (MalformedJsonException notJson) {
            if (tree != null && !isScalar) {
                throw new AssertionError("not read: " + tree, notJson);
            }
        }
    }

    /** {@return the tree that a plain reader finds, or null if the body is not JSON or may have too many values} */
    private static JsonElement treeByAnotherReader(byte[] body) {
        if (body.length >= TolerantJson.MOST_VALUES) {
            return null;
        }
        try {
            JsonReader json = new JsonReader(new StringReader(new String(body, UTF_8)));
            json.setStrictness(Strictness.STRICT);
            json.setNestingLimit(TolerantJson.DEEPEST);
            JsonElement tree = JsonParser.parseReader(json);
            return json.peek() == JsonToken.END_DOCUMENT ? tree : null;
        } catch (Exception notJson) {
            return null;
        }
    }

    /** {@return the id in the tree, or null if there is none} */
    private static String idIn(JsonElement tree) {
        try {
            JsonPrimitive id = tree.getAsJsonObject()
                    .getAsJsonObject("data")
                    .get("message_id")
                    .getAsJsonPrimitive();
            boolean counts = id.isString() || id.isNumber() && id.getAsString().matches("[1-9][0-9]*");
            return counts && isId(id.getAsString()) ? id.getAsString() : null;
        } catch (Exception notThere) {
            return null;
        }
    }

    private static boolean isId(String text) {
        return !text.isBlank()
                && !text.strip().equals("null")
                && text.chars().noneMatch(c -> c < ' ' || c >= 0x7f && c < 0xa0);
    }

    private static boolean isGzip(byte[] body) {
        return body.length > 1 && body[0] == 0x1f && body[1] == (byte) 0x8b;
    }
}
