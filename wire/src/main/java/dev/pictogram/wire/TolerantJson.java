// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.MalformedJsonException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON, and the kind of broken JSON that servers send, in one pass.
 *
 * <p>Tolerated are missing and extra commas, a byte order mark, control characters and unknown escapes in strings, invalid values
 * ({@code NaN}, a number of {@value #LONGEST_NUMBER} characters or more), a premature end, and a notice in plain text or by PHP before or
 * after the object. An incomplete value is omitted. Text that merely contains an object, such as an HTML page, a sentence or two
 * objects, is not JSON.
 *
 * <p>The last of duplicate members counts. At most {@value #LONGEST} characters and {@value #MOST_VALUES} values are read; the rest is
 * omitted, as after a premature end. An array or object below {@value #DEEPEST} levels of nesting is read as null. Depth and length
 * cost no stack.
 */
final class TolerantJson {

    static final int DEEPEST = 64;
    static final int LONGEST = 1 << 20;

    /** 65 for each of 1,000 reports, which have about 40. No text of 64 KB has as many. */
    static final int MOST_VALUES = 1 << 16;

    /** The tags in PHP's notices. Any other is markup. */
    private static final List<String> NOTICE_TAGS = List.of("<b>", "</b>", "<br />", "<br>", "<br/>", "<br >");

    private static final List<String> LINE_BREAKS = NOTICE_TAGS.subList(2, NOTICE_TAGS.size());

    private static final JsonPrimitive TRUE = new JsonPrimitive(true);
    private static final JsonPrimitive FALSE = new JsonPrimitive(false);
    private static final String OPENS_OR_QUOTES = "{[(<,:=\"'`\\";
    private static final int LONGEST_NUMBER = 1024; // Gson reads such a number as a word

    /**
     * The result of reading a text.
     *
     * @param value the value
     * @param alone whether there is no other text before or after the value
     */
    record Reading(JsonElement value, boolean alone) {}

    private final String text;
    private final JsonElement[] open = new JsonElement[DEEPEST]; // the arrays and objects around the next value
    private int depth;
    private int values;
    private int at;
    private boolean incomplete; // the rest cannot be read

    private TolerantJson(String text) {
        this.text = text;
    }

    /**
     * {@return the array or object in a text; in strict JSON, any value}
     *
     * @throws MalformedJsonException if the text is not JSON, not even broken JSON; the message has the position
     */
    static Reading read(String text) throws MalformedJsonException {
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        return new TolerantJson(text.substring(start, Math.min(text.length(), LONGEST))).read();
    }

    private Reading read() throws MalformedJsonException {
        JsonElement only = onlyScalar();
        if (only != null) {
            return new Reading(only, true);
        }
        at = begin();
        boolean alone = text.substring(0, at).isBlank();
        JsonElement value = isNext('{') ? new JsonObject() : new JsonArray();
        readInto(value);
        requireNotice(at, text.length());
        int another = text.indexOf('{', at);
        while (another >= 0 && !isObject(another, "\"}")) {
            another = text.indexOf('{', another + 1);
        }
        if (another >= 0) { // It is unknown which of the two counts.
            throw notJson("a second object", another);
        }
        return new Reading(value, alone && (incomplete || text.substring(at).isBlank()));
    }

    /** {@return the value of a text that is only a string, a number, true, false or null; null for other text} */
    private @Nullable JsonElement onlyScalar() {
        skipWhiteSpace();
        int start = at;
        JsonElement value = null;
        if (isNext('"')) {
            String string = string();
            value = string == null ? null : new JsonPrimitive(string);
        } else if (!isNext('{') && !isNext('[')) {
            value = scalar(word());
        }
        skipWhiteSpace();
        boolean only = at == text.length();
        at = start;
        return only ? value : null;
    }

    /** {@return the index where the array or object begins} */
    private int begin() throws MalformedJsonException {
        if (isNext('{') || isNext('[')) {
            return at;
        }
        int start = text.indexOf('{', at);
        while (start >= 0 && !(isObject(start, "\"") && isAtStartOfLine(start))) {
            start = text.indexOf('{', start + 1);
        }
        if (start < 0) {
            throw notJson("no array or object", at);
        }
        requireNotice(0, start);
        String before = text.substring(0, start).strip();
        if (!before.isEmpty() && OPENS_OR_QUOTES.indexOf(before.charAt(before.length() - 1)) >= 0) {
            throw notJson("an object inside something else", start);
        }
        return start;
    }

    /** {@return whether one of the characters follows a brace, after white space} */
    private boolean isObject(int brace, String followedBy) {
        int next = brace + 1;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) { // more than JSON's, to be strict
            next++;
        }
        return next < text.length() && followedBy.indexOf(text.charAt(next)) >= 0;
    }

    private boolean isAtStartOfLine(int brace) {
        int line = brace;
        while (line > 0 && (text.charAt(line - 1) == ' ' || text.charAt(line - 1) == '\t')) {
            line--;
        }
        if (line == 0 || text.charAt(line - 1) == '\n' || text.charAt(line - 1) == '\r') {
            return true;
        }
        for (String tag : LINE_BREAKS) {
            if (text.startsWith(tag, line - tag.length())) {
                return true;
            }
        }
        return false;
    }

    private void requireNotice(int from, int to) throws MalformedJsonException {
        for (int tag = text.indexOf('<', from); tag >= 0 && tag < to; tag = text.indexOf('<', tag + 1)) {
            if (isMarkup(tag)) {
                throw notJson("markup", from);
            }
        }
    }

    private boolean isMarkup(int tag) {
        if (tag + 1 == text.length() || !isInTag(text.charAt(tag + 1))) {
            return false;
        }
        for (String known : NOTICE_TAGS) {
            if (text.startsWith(known, tag)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInTag(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '/' || c == '!' || c == '?';
    }

    private static MalformedJsonException notJson(String what, int where) {
        return new MalformedJsonException(what + " at character " + (where + 1));
    }

    /** Reads an array or object, or its complete part. */
    private void readInto(JsonElement outermost) {
        push(outermost);
        while (depth > 0 && !incomplete) {
            readNext(open[depth - 1]);
        }
    }

    private void push(JsonElement element) {
        open[depth++] = element;
        at++;
    }

    /** Reads the next element or the end of the innermost array or object. */
    private void readNext(JsonElement innermost) {
        skipWhiteSpaceAndCommas();
        boolean object = innermost instanceof JsonObject;
        if (isNext(object ? '}' : ']')) {
            at++;
            depth--;
        } else if (object) {
            member(innermost);
        } else {
            value(innermost, "");
        }
    }

    private void member(JsonElement parent) {
        String name = string();
        skipWhiteSpace();
        if (name == null || !isNext(':')) {
            incomplete = true;
            return;
        }
        at++;
        skipWhiteSpace();
        if (isNext(',') || isNext('}')) {
            add(parent, name, JsonNull.INSTANCE);
        } else {
            value(parent, name);
        }
    }

    private boolean isNext(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    /** Adds the next value if it is complete. */
    private void value(JsonElement parent, String name) {
        if (isNext('{') || isNext('[')) {
            nested(parent, name, isNext('{') ? new JsonObject() : new JsonArray());
        } else if (isNext('"')) {
            String string = string();
            add(parent, name, string == null ? null : new JsonPrimitive(string));
        } else {
            String word = word();
            // At the end, a word may be incomplete.
            boolean complete = !word.isEmpty() && at < text.length();
            JsonElement scalar = scalar(word);
            add(parent, name, !complete ? null : scalar == null ? JsonNull.INSTANCE : scalar);
        }
    }

    private void nested(JsonElement parent, String name, JsonElement nested) {
        if (depth == DEEPEST) {
            add(parent, name, JsonNull.INSTANCE);
            skipNested();
        } else {
            push(nested);
            add(parent, name, nested);
        }
    }

    /** Adds a value, or stops if it is null or one too many. */
    private void add(JsonElement parent, String name, @Nullable JsonElement value) {
        if (value == null) {
            incomplete = true;
        } else if (values == MOST_VALUES) {
            incomplete = true;
            at = text.length(); // The rest is neither read nor searched for a second object.
        } else {
            values++;
            if (parent instanceof JsonObject object) {
                object.add(name, value);
            } else {
                ((JsonArray) parent).add(value);
            }
        }
    }

    private void skipNested() {
        int nested = 0;
        do {
            if (at == text.length()) {
                incomplete = true;
            } else if (isNext('"')) {
                incomplete |= string() == null;
            } else {
                char c = text.charAt(at++);
                nested += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            }
        } while (nested > 0 && !incomplete);
    }

    /** {@return a string; null if there is none or its end is missing} */
    private @Nullable String string() {
        if (!isNext('"')) {
            return null;
        }
        int start = ++at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(start, at++);
            }
            if (c == '\\') {
                return stringWithEscapes(start);
            }
            at++;
        }
        return null;
    }

    private @Nullable String stringWithEscapes(int start) {
        StringBuilder string = new StringBuilder().append(text, start, at);
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return string.toString();
            }
            string.append(c == '\\' ? escaped() : c);
        }
        return null;
    }

    /** {@return the character after a backslash; the backslash itself if the escape is unknown} */
    private char escaped() {
        char c = at < text.length() ? text.charAt(at) : ' ';
        int index = "\"\\/bfnrt".indexOf(c);
        if (index >= 0) {
            at++;
            return "\"\\/\b\f\n\r\t".charAt(index);
        }
        int code = c == 'u' ? hexadecimal(at + 1) : -1;
        if (code < 0) {
            return '\\';
        }
        at += 5;
        return (char) code;
    }

    /** {@return the value of four hexadecimal digits; negative if there are no four} */
    private int hexadecimal(int from) {
        if (from + 4 > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1; // Unicode has more digits than JSON.
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** {@return the unquoted word that is next; may be empty} */
    private String word() {
        int start = at;
        while (at < text.length() && isInWord(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static @Nullable JsonElement scalar(String word) {
        return switch (word) {
            case "null" -> JsonNull.INSTANCE;
            case "true" -> TRUE;
            case "false" -> FALSE;
            default ->
                word.length() < LONGEST_NUMBER && isNumber(word) ? new JsonPrimitive(new NumberAsWritten(word)) : null;
        };
    }

    private static boolean isNumber(String word) {
        int integer = word.startsWith("-") ? 1 : 0;
        int end = afterDigits(word, integer);
        boolean valid = end > integer && (end == integer + 1 || word.charAt(integer) != '0');
        if (valid && word.startsWith(".", end)) {
            int fraction = end + 1;
            end = afterDigits(word, fraction);
            valid = end > fraction;
        }
        if (valid && (word.startsWith("e", end) || word.startsWith("E", end))) {
            int exponent = end + 1;
            if (word.startsWith("+", exponent) || word.startsWith("-", exponent)) {
                exponent++;
            }
            end = afterDigits(word, exponent);
            valid = end > exponent;
        }
        return valid && end == word.length();
    }

    private static int afterDigits(String word, int from) {
        int end = from;
        while (end < word.length() && word.charAt(end) >= '0' && word.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static boolean isInWord(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || "+-._".indexOf(c) >= 0;
    }

    private void skipWhiteSpace() {
        while (at < text.length() && isWhiteSpace(text.charAt(at))) {
            at++;
        }
    }

    private void skipWhiteSpaceAndCommas() {
        while (at < text.length() && (isWhiteSpace(text.charAt(at)) || text.charAt(at) == ',')) {
            at++;
        }
    }

    private static boolean isWhiteSpace(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /** A number whose text is kept: 1.0 is not 1, and no digit is lost. */
    private static final class NumberAsWritten extends Number {

        private static final long serialVersionUID = 1;

        private final String digits;

        NumberAsWritten(String digits) {
            this.digits = digits;
        }

        @Override
        public int intValue() {
            return (int) doubleValue();
        }

        @Override
        public long longValue() {
            return (long) doubleValue();
        }

        @Override
        public float floatValue() {
            return (float) doubleValue();
        }

        @Override
        public double doubleValue() {
            return Double.parseDouble(digits);
        }

        @Override
        public String toString() {
            return digits;
        }
    }
}
