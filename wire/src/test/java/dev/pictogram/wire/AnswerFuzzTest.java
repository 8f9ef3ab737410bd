// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.wire.HttpExchange.Answer;
import java.io.StringReader;
import java.time.InstantSource;
import java.util.Map;

/** In the build this runs its corpus; with {@code JAZZER_FUZZ=1} it looks for more (see CONTRIBUTING.md). */
class AnswerFuzzTest {

    private final Verdict verdict = new Verdict(InstantSource.system());

    /** The corpus' files are read from their end: the last byte picks the status, the rest is the body. */
    @FuzzTest(maxDuration = "10m")
    void no_answer_makes_the_verdict_throw_and_only_an_id_is_accepted(FuzzedDataProvider data) {
        int status = new int[] {200, 202, 302, 400, 401, 429, 500, 503}[data.consumeInt(0, 7)];
        byte[] body = data.consumeRemainingAsBytes();

        SendResult result = verdict.of(new Answer(status, Map.of("retry-after", new String(body, UTF_8)), body));

        String id = idByAnotherReader(body);
        if (result instanceof Accepted accepted) {
            if (status / 100 != 2) {
                throw new AssertionError("accepted on a " + status);
            }
            if (id != null && !id.equals(accepted.id().value())) {
                throw new AssertionError("accepted as " + accepted.id() + " but the id is " + id);
            }
            if (!new String(body, UTF_8).contains("message_id") && !new String(body, UTF_8).contains("\\u")) {
                throw new AssertionError("accepted without an id");
            }
        } else if (status / 100 == 2 && id != null && !id.isBlank()) {
            throw new AssertionError("not accepted, with the id " + id);
        }
    }

    /** The id that a plain tree reader finds, or null where the body is not JSON or has none. */
    private static String idByAnotherReader(byte[] body) {
        try {
            JsonReader json = new JsonReader(new StringReader(new String(body, UTF_8)));
            json.setStrictness(Strictness.STRICT);
            JsonElement tree = JsonParser.parseReader(json);
            if (json.peek() != JsonToken.END_DOCUMENT) {
                return null;
            }
            JsonElement id = tree.getAsJsonObject().getAsJsonObject("data").get("message_id");
            return id.getAsJsonPrimitive().isBoolean() ? null : id.getAsString();
        } catch (Exception notThere) {
            return null;
        }
    }
}
