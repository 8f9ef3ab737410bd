// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryState;
import java.io.StringReader;
import java.util.List;
import java.util.Map;

/** The build runs the corpus; {@code JAZZER_FUZZ=1} searches for more inputs (see CONTRIBUTING.md). */
class CallbackFuzzTest {

    private final CallbackReader reader = CallbackReader.defaults();

    @FuzzTest(maxDuration = "10m")
    void the_reader_throws_only_if_the_callback_is_not_json(FuzzedDataProvider data) {
        byte[] body = data.consumeRemainingAsBytes();
        String text = new String(body, UTF_8);

        List<DeliveryReport> reports = read(body);

        for (DeliveryReport report : reports) {
            if (report.statusText().isBlank() || report.raw().isEmpty() && body.length < CallbackJson.MOST_RAW / 6) {
                throw new AssertionError("without a status or its text: " + report);
            }
            if (report.errors().size() > CallbackJson.MOST_ERRORS) {
                throw new AssertionError("too many errors");
            }
        }
        if (reports.size() > CallbackJson.MOST_REPORTS
                || DeliveryState.of(reports).toString().isEmpty()) {
            throw new AssertionError("too many reports");
        }
        // No callback hides a valid one in the same array.
        if (!reports.isEmpty()
                && reports.size() < CallbackJson.MOST_REPORTS
                && text.length() < TolerantJson.MOST_VALUES
                && isStrict(text)) {
            List<DeliveryReport> more = reader.read("[" + text + ",{\"status\":\"read\"}]");
            if (!more.get(more.size() - 1).statusText().equals("read")) {
                throw new AssertionError("a report is lost");
            }
        }
        reader.read(Map.of("status", text, "timestamp", text, "mobile", text, "ref", text, "id", text));
    }

    private List<DeliveryReport> read(byte[] body) {
        try {
            return reader.read(body);
        } catch (IllegalArgumentException notJson) {
            if (!notJson.getMessage().contains(" at character ")) {
                throw new AssertionError("no position", notJson);
            }
            return List.of();
        }
    }

    private static boolean isStrict(String text) {
        try {
            JsonReader json = new JsonReader(new StringReader(text));
            json.setStrictness(Strictness.STRICT);
            json.setNestingLimit(TolerantJson.DEEPEST - 1);
            JsonParser.parseReader(json);
            return json.peek() == JsonToken.END_DOCUMENT && !text.startsWith("\uFEFF"); // Gson skips it at the start
        } catch (Exception notJson) {
            return false;
        }
    }
}
