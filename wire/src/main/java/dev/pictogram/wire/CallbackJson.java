// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.MalformedJsonException;
import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import dev.pictogram.wire.CallbackReader.Field;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the statuses of one callback. No JSON causes an exception. */
final class CallbackJson {

    static final int MOST_REPORTS = 1_000;
    static final int MOST_ERRORS = 20;

    /** As much as is read. Only broken JSON becomes longer when it is written again. */
    static final int MOST_RAW = TolerantJson.LONGEST;

    private static final JsonObject NONE = new JsonObject();

    /** The members that Kaleyra and Meta wrap around {@code statuses}. */
    private static final List<String> ENVELOPES = List.of("meta_object", "entry", "changes", "value");

    private static final Pattern WHOLE_WITH_POINT = Pattern.compile("(-?[0-9]{1,20})\\.0{1,20}");
    private static final Pattern UNIX_TIME = Pattern.compile("([0-9]{1,14})(?:\\.[0-9]{1,20})?");
    private static final long FIRST_MILLIS = 100_000_000_000L; // as seconds in the year 5138, as milliseconds in 1973
    private static final int LONGEST_TIME = 64;
    private static final int LONGEST_NUMBER = 16; // a plus and the 15 digits of a phone number

    private final CallbackReader reader;
    private final JsonText raws = new JsonText(MOST_RAW);
    private final List<DeliveryReport> reports = new ArrayList<>();

    private CallbackJson(CallbackReader reader) {
        this.reader = reader;
    }

    static List<DeliveryReport> read(String text, CallbackReader reader) {
        try {
            CallbackJson json = new CallbackJson(reader);
            json.addCallbacks(TolerantJson.read(text).value());
            return List.copyOf(json.reports);
        } catch (MalformedJsonException notJson) {
            throw new IllegalArgumentException("callback: must be JSON, but there is " + notJson.getMessage(), notJson);
        }
    }

    static List<DeliveryReport> read(Map<String, ? extends @Nullable String> fields, CallbackReader reader) {
        JsonObject callback = new JsonObject();
        fields.forEach(callback::addProperty);
        CallbackJson json = new CallbackJson(reader);
        json.addFlat(callback);
        return List.copyOf(json.reports);
    }

    private void addCallbacks(JsonElement json) {
        for (JsonElement element : elements(json)) {
            if (reports.size() == MOST_REPORTS) {
                return;
            }
            if (element instanceof JsonObject callback) {
                addCallback(callback);
            }
        }
    }

    private void addCallback(JsonObject callback) {
        List<JsonObject> statuses = new ArrayList<>();
        boolean inbound = collect(callback, statuses);
        int before = reports.size();
        boolean one = statuses.size() == 1;
        boolean sameMessage = haveAtMostOne("id", statuses) && haveAtMostOne("recipient_id", statuses);
        for (JsonObject status : statuses) {
            String word = text(status, "status");
            addStatus(
                    one && word.isEmpty() ? text(callback, "status") : word,
                    status,
                    sameMessage ? callback : NONE,
                    one ? callback : status);
        }
        if (reports.size() == before && !inbound) {
            addFlat(callback);
        }
    }

    /** Collects the statuses. Returns whether there are inbound messages. */
    private static boolean collect(JsonElement json, List<JsonObject> statuses) {
        boolean inbound = false;
        for (JsonElement element : elements(json)) {
            if (element instanceof JsonArray nested) {
                inbound |= collect(nested, statuses);
            } else if (element instanceof JsonObject object) {
                for (JsonElement status : elements(object.get("statuses"))) {
                    if (status instanceof JsonObject members) {
                        statuses.add(members);
                    }
                }
                inbound |= object.get("messages") instanceof JsonArray messages && !messages.isEmpty();
                for (String envelope : ENVELOPES) {
                    inbound |= collect(object.get(envelope), statuses);
                }
            }
        }
        return inbound;
    }

    private static boolean haveAtMostOne(String name, List<JsonObject> statuses) {
        String only = "";
        for (JsonObject status : statuses) {
            String value = text(status, name);
            if (!only.isEmpty() && !value.isEmpty() && !value.equals(only)) {
                return false;
            }
            only = value.isEmpty() ? only : value;
        }
        return true;
    }

    private void addStatus(String word, JsonObject status, JsonObject callback, JsonObject raw) {
        if (word.isEmpty() || reports.size() == MOST_REPORTS) {
            return;
        }
        JsonObject info = object(callback, "extra_info");
        DeliveryStatus kind = reader.status(word);
        DeliveryReport.Builder report = builder(kind, word, raw);
        addIds(report, status.get("id"), info.get("message_id"), callback.get("message_id"));
        addReferences(report, info, callback);
        time(text(status, "timestamp")).ifPresent(report::at);
        phoneNumber(text(status, "recipient_id")).ifPresent(report::recipient);
        List<DeliveryError> errors = errors(status.get("errors"));
        errors.forEach(report::error);
        if (errors.isEmpty() && mayHaveFailed(kind)) {
            flatError(callback).ifPresent(report::error);
        }
        reports.add(report.build());
    }

    private void addFlat(JsonObject callback) {
        String word = firstText(callback, reader.name(Field.STATUS), "status");
        if (word.isEmpty() || reports.size() == MOST_REPORTS) {
            return;
        }
        JsonObject info = object(callback, "extra_info");
        DeliveryStatus kind = reader.status(word);
        DeliveryReport.Builder report = builder(kind, word, callback);
        addIds(report, callback.get(reader.name(Field.ID)), callback.get("message_id"), info.get("message_id"));
        addReferences(report, info, callback);
        time(text(callback, reader.name(Field.TIMESTAMP))).ifPresent(report::at);
        phoneNumber(text(callback, reader.name(Field.RECIPIENT))).ifPresent(report::recipient);
        if (mayHaveFailed(kind)) {
            flatError(callback).ifPresent(report::error);
        }
        reports.add(report.build());
    }

    private DeliveryReport.Builder builder(DeliveryStatus kind, String word, JsonObject raw) {
        return DeliveryReport.builder(kind).statusText(word).raw(raws.of(raw));
    }

    private static boolean mayHaveFailed(DeliveryStatus status) {
        return status.isFailure() || status == DeliveryStatus.UNKNOWN;
    }

    private static void addIds(DeliveryReport.Builder report, @Nullable JsonElement... ids) {
        for (JsonElement element : ids) {
            String id = ResponseJson.messageId(element);
            if (!id.isEmpty()) {
                report.id(MessageId.of(id));
            }
        }
    }

    private void addReferences(DeliveryReport.Builder report, JsonObject info, JsonObject callback) {
        report.ref(reference("ref", Field.REF, info, callback));
        report.ref1(reference("ref1", Field.REF1, info, callback));
        report.ref2(reference("ref2", Field.REF2, info, callback));
    }

    private String reference(String name, Field field, JsonObject info, JsonObject callback) {
        String reference = text(info, name);
        return reference.isEmpty() ? text(callback, reader.name(field)) : reference;
    }

    private Optional<DeliveryError> flatError(JsonObject callback) {
        return error(
                firstText(callback, reader.name(Field.ERROR_CODE), "code"),
                firstText(callback, reader.name(Field.ERROR), "reason"),
                "");
    }

    private static List<DeliveryError> errors(@Nullable JsonElement json) {
        List<DeliveryError> errors = new ArrayList<>();
        for (JsonElement element : elements(json)) {
            if (errors.size() == MOST_ERRORS) {
                break;
            }
            error(element).ifPresent(errors::add);
        }
        return errors;
    }

    private static Optional<DeliveryError> error(JsonElement element) {
        if (!(element instanceof JsonObject error)) {
            return error(text(element), "", "");
        }
        String title = text(error, "title");
        String message = text(error, "message");
        String details = text(object(error, "error_data"), "details");
        return error(
                text(error, "code"),
                title.isEmpty() ? message : title,
                details.isEmpty() && !title.isEmpty() && !message.equals(title) ? message : details);
    }

    private static Optional<DeliveryError> error(String code, String title, String details) {
        return code.isEmpty() && title.isEmpty() && details.isEmpty()
                ? Optional.empty()
                : Optional.of(DeliveryError.of(code).withTitle(title).withDetails(details));
    }

    private static Optional<Instant> time(String text) {
        if (text.length() > LONGEST_TIME) {
            return Optional.empty();
        }
        Matcher unix = UNIX_TIME.matcher(text);
        if (unix.matches()) {
            long number = Long.parseLong(unix.group(1));
            if (number == 0) {
                return Optional.empty(); // A placeholder: no message is from 1970.
            }
            return Optional.of(number < FIRST_MILLIS ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number));
        }
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private static Optional<PhoneNumber> phoneNumber(String text) {
        if (text.isEmpty() || text.length() > LONGEST_NUMBER) {
            return Optional.empty();
        }
        try {
            return Optional.of(PhoneNumber.of(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** {@return the elements of an array; none for null; another value as the only element} */
    private static Iterable<JsonElement> elements(@Nullable JsonElement json) {
        if (json == null || json.isJsonNull()) {
            return List.of();
        }
        return json instanceof JsonArray array ? array : List.of(json);
    }

    private static JsonObject object(JsonObject parent, String name) {
        return parent.get(name) instanceof JsonObject object ? object : NONE;
    }

    private static String firstText(JsonObject object, String name, String otherName) {
        String text = text(object, name);
        return text.isEmpty() ? text(object, otherName) : text;
    }

    private static String text(JsonObject object, String name) {
        return text(object.get(name));
    }

    /** {@return a text, number or boolean as text without surrounding white space; empty for other values} */
    private static String text(@Nullable JsonElement element) {
        if (!(element instanceof JsonPrimitive value)) {
            return "";
        }
        String text = value.getAsString().strip();
        if (!value.isNumber() || text.indexOf('.') < 0) {
            return text;
        }
        Matcher whole = WHOLE_WITH_POINT.matcher(text);
        return whole.matches() ? whole.group(1) : text;
    }

    /** Writes objects as JSON, up to a total number of characters. Control characters become six times as long. */
    private static final class JsonText {

        private static final String ESCAPED = "\"\\\b\f\n\r\t";
        private static final String LETTERS = "\"\\bfnrt";

        private final StringBuilder text = new StringBuilder();
        private int remaining;

        JsonText(int most) {
            remaining = most;
        }

        /** {@return the object as JSON; empty for the first object that exceeds the total, and for all after it} */
        String of(JsonObject object) {
            text.setLength(0);
            write(object);
            remaining = isTooLong() ? -1 : remaining - text.length();
            return remaining < 0 ? "" : text.toString();
        }

        private boolean isTooLong() {
            return text.length() > remaining;
        }

        private void write(JsonElement element) {
            if (isTooLong()) {
                return;
            }
            if (element instanceof JsonObject object) {
                char before = '{';
                for (var member : object.entrySet()) {
                    text.append(before);
                    write(member.getKey());
                    text.append(':');
                    write(member.getValue());
                    before = ',';
                }
                text.append(before == '{' ? "{}" : "}");
            } else if (element instanceof JsonArray array) {
                char before = '[';
                for (JsonElement value : array) {
                    text.append(before);
                    write(value);
                    before = ',';
                }
                text.append(before == '[' ? "[]" : "]");
            } else if (element instanceof JsonPrimitive value && value.isString()) {
                write(value.getAsString());
            } else {
                text.append(element.isJsonNull() ? "null" : element.getAsString());
            }
        }

        private void write(String string) {
            text.append('"');
            int written = 0;
            for (int i = 0; i < string.length(); i++) {
                char c = string.charAt(i);
                if (c < ' ' || c == '"' || c == '\\') {
                    text.append(string, written, i);
                    escape(c);
                    if (isTooLong()) {
                        return;
                    }
                    written = i + 1;
                }
            }
            text.append(string, written, string.length()).append('"');
        }

        private void escape(char c) {
            int letter = ESCAPED.indexOf(c);
            if (letter >= 0) {
                text.append('\\').append(LETTERS.charAt(letter));
            } else {
                text.append("\\u00").append(c < 16 ? '0' : '1').append(Character.forDigit(c & 15, 16));
            }
        }
    }
}
