// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryStatus;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads Kaleyra's status callbacks.
 *
 * <pre>{@code
 * List<DeliveryReport> reports = CallbackReader.defaults().read(body);
 * }</pre>
 *
 * <p>Reads the V2 payload with {@code meta_object}, the "not sent" payload, and flat payloads of callback profiles, whose field
 * names can be replaced. Every status in a callback becomes one report, in the callback's order. Only the status is required.
 * Unreadable elements are skipped. Inbound messages and unknown payloads result in no report.
 *
 * <p>Broken JSON, such as the vendor's sample with its trailing comma, is read as far as it is complete. Invalid UTF-8 becomes
 * replacement characters. The last of duplicate members counts. A number may be given as a text and a text as a number. A value that is
 * absent, {@code null}, of a wrong type or unreadable is omitted from the report. Times are seconds or milliseconds since 1970, or ISO
 * 8601 in UTC.
 *
 * <p><b>Limits:</b> the first 1,048,576 characters and the first 65,536 JSON values in them, 64 levels of nesting, 1,000 reports, 20
 * errors per report, and 1,048,576 characters of {@link DeliveryReport#raw()} in all reports together. The rest is omitted. A callback
 * has about 40 values, so 1,000 complete callbacks in one array are read in full. Limit the request size in your endpoint, too: a body
 * is in memory before it is read.
 *
 * <p><b>Several statuses in one callback</b> share its references and outer ids only if all are about the same message, that is, if
 * neither {@code id} nor {@code recipient_id} differs. Otherwise the references cannot be attributed, and each report has only the ids
 * of its status.
 *
 * <p>Callbacks are not signed, so a callback cannot be verified to be from Kaleyra. Protect the endpoint.
 *
 * <p>Immutable and thread-safe; each {@code with} method returns a changed copy.
 */
public final class CallbackReader {

    /** A field of a flat payload. */
    public enum Field {
        /** A message id; {@code id} by default. */
        ID("id"),
        /** The status; {@code status} by default. */
        STATUS("status"),
        /** The time of the status; {@code timestamp} by default. */
        TIMESTAMP("timestamp"),
        /** The recipient's number; {@code mobile} by default. */
        RECIPIENT("mobile"),
        /** The code of the error; {@code error_code} by default. */
        ERROR_CODE("error_code"),
        /** The text of the error; {@code error} by default. */
        ERROR("error"),
        /** The first reference; {@code ref} by default. */
        REF("ref"),
        /** The second reference; {@code ref1} by default. */
        REF1("ref1"),
        /** The third reference; {@code ref2} by default. */
        REF2("ref2");

        private final String defaultName;

        Field(String defaultName) {
            this.defaultName = defaultName;
        }
    }

    private static final CallbackReader DEFAULTS = new CallbackReader(Map.of(), Map.of());
    private static final int MOST_BYTES_OF_A_CHARACTER = 4;

    private final Map<Field, String> names; // the replaced ones only
    private final Map<String, DeliveryStatus> statuses; // by normalized word

    private CallbackReader(Map<Field, String> names, Map<String, DeliveryStatus> statuses) {
        this.names = names;
        this.statuses = statuses;
    }

    /** {@return a reader with Kaleyra's field names and status words} */
    public static CallbackReader defaults() {
        return DEFAULTS;
    }

    /**
     * {@return a copy that reads a field of flat payloads under another name}
     *
     * <p>Does not affect V2 payloads.
     *
     * @param field the field
     * @param name its name in the template of the callback profile; case matters
     * @throws IllegalArgumentException if the name is blank
     */
    public CallbackReader withName(Field field, String name) {
        Map<Field, String> more = new EnumMap<>(Field.class);
        more.putAll(names);
        more.put(requireNonNull(field, "field"), requireNotBlank("name", name));
        return new CallbackReader(Collections.unmodifiableMap(more), statuses);
    }

    /**
     * {@return a copy that maps a word to a status, in all payloads}
     *
     * <p>For profiles with words that {@link DeliveryStatus#of(String)} does not know, for example {@code withStatus("0", FAILED)}.
     * Verify the meaning of a word before you map it to a failure.
     *
     * @param word the word; case and surrounding white space are ignored
     * @param status the status
     * @throws IllegalArgumentException if the word is blank
     */
    public CallbackReader withStatus(String word, DeliveryStatus status) {
        Map<String, DeliveryStatus> more = new TreeMap<>(statuses);
        more.put(normalized(requireNotBlank("word", word)), requireNonNull(status, "status"));
        return new CallbackReader(names, Collections.unmodifiableMap(more));
    }

    /**
     * Reads the body of a callback.
     *
     * @param json the body
     * @return one report for each status; unmodifiable, empty for a callback without a status
     * @throws IllegalArgumentException if the body is not JSON, not even broken JSON; the message has the position. Respond with
     *     status 400
     */
    public List<DeliveryReport> read(String json) {
        return CallbackJson.read(requireNonNull(json, "json"), this);
    }

    /**
     * Reads the body of a callback.
     *
     * @param json the body in UTF-8, with or without a byte order mark
     * @return one report for each status; unmodifiable, empty for a callback without a status
     * @throws IllegalArgumentException if the body is not JSON, not even broken JSON; the message has the position. Respond with
     *     status 400
     */
    public List<DeliveryReport> read(byte[] json) {
        int bounded = Math.min(json.length, TolerantJson.LONGEST * MOST_BYTES_OF_A_CHARACTER);
        return read(new String(json, 0, bounded, UTF_8));
    }

    /**
     * Reads the fields of a flat payload that is not JSON: the parameters of a GET request or of a form.
     *
     * @param fields the values by name, decoded
     * @return one report, or none if there is no status; unmodifiable
     */
    public List<DeliveryReport> read(Map<String, String> fields) {
        return CallbackJson.read(requireNonNull(fields, "fields"), this);
    }

    String name(Field field) {
        return names.getOrDefault(field, field.defaultName);
    }

    DeliveryStatus status(String word) {
        return statuses.getOrDefault(normalized(word), DeliveryStatus.of(word));
    }

    private static String normalized(String word) {
        return word.strip().toLowerCase(Locale.ROOT);
    }

    private static String requireNotBlank(String what, String text) {
        if (requireNonNull(text, what).isBlank()) {
            throw new IllegalArgumentException(what + ": must not be blank, but it is");
        }
        return text;
    }
}
