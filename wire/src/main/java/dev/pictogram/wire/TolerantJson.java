// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads JSON strictly and, if that fails, as the kind of broken JSON that servers send.
 *
 * <p>Tolerated are missing and extra commas, a byte order mark, control characters and unknown escapes in strings, invalid values
 * ({@code NaN}, a number of a thousand digits), a premature end, and a notice in plain text or by PHP before or after the object.
 * An incomplete value is omitted. Text that merely contains an object, such as an HTML page, a sentence or two objects, is not
 * JSON.
 *
 * <p>The last of duplicate members counts. At most {@value #LONGEST} characters are read. An array or object below {@value #DEEPEST}
 * levels of nesting is read as null. Depth and length cost no stack.
 */
final class TolerantJson {

    static final int DEEPEST = 64;
    static final int LONGEST = 1 << 20;

    /** The start of an object with a member, at the start of a line. */
    private static final Pattern OBJECT = Pattern.compile("(?m)(?:^|<br ?/?>)[ \\t]*+(\\{\\s*+\")");

    private static final Pattern ANOTHER_OBJECT = Pattern.compile("\\{\\s*+[\"}]");

    /** The tags in PHP's notices, and no others. */
    private static final Pattern NOTICE_TAG = Pattern.compile("</?b>|<br ?/?>");

    private static final Pattern MARKUP = Pattern.compile("<[A-Za-z/!?]");
    private static final String OPENS_OR_QUOTES = "{[(<,:=\"'`\\";
    private static final int LONGEST_NUMBER = 512; // Gson reads longer ones as words
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

    /**
     * The result of reading a text.
     *
     * @param value the value
     * @param alone whether there is no other text before or after the value
     */
    record Reading(JsonElement value, boolean alone) {}

    private final String text;
    private final StringBuilder repaired = new StringBuilder();
    private final BitSet objects = new BitSet(DEEPEST); // by level: an object, not an array
    private int depth;
    private int at;
    private boolean first; // the innermost array or object has no element yet

    private TolerantJson(String text) {
        this.text = text;
    }

    /**
     * {@return the array or object in a text; in strict JSON, any value}
     *
     * @throws MalformedJsonException if the text is not JSON, not even broken JSON; the message has the position
     */
    static Reading read(String text) throws MalformedJsonException {
        String bounded = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        try {
            return new Reading(strict(bounded), true);
        } catch (IOException | RuntimeException broken) {
            return new TolerantJson(bounded.startsWith("\uFEFF") ? bounded.substring(1) : bounded).tolerant();
        }
    }

    private static JsonElement strict(String text) throws IOException {
        if (text.isBlank()) {
            throw new MalformedJsonException("no value"); // Gson would read null.
        }
        JsonReader json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
        json.setNestingLimit(DEEPEST);
        JsonElement value = JsonParser.parseReader(json);
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw new MalformedJsonException("more than one value");
        }
        return value;
    }

    private Reading tolerant() throws MalformedJsonException {
        at = begin();
        boolean alone = text.substring(0, at).isBlank();
        boolean whole = repair();
        String after = text.substring(at);
        requireNotice(after, at);
        Matcher another = ANOTHER_OBJECT.matcher(after); // It is unknown which of the two counts.
        if (another.find()) {
            throw notJson("a second object", at + another.start());
        }
        try {
            return new Reading(strict(repaired.toString()), alone && (!whole || after.isBlank()));
        } catch (IOException | RuntimeException unrepaired) {
            throw notJson("broken JSON", at);
        }
    }

    /** {@return the index where the array or object begins} */
    private int begin() throws MalformedJsonException {
        skipWhiteSpace();
        if (isNext('{') || isNext('[')) {
            return at;
        }
        Matcher object = OBJECT.matcher(text);
        if (!object.find()) {
            throw notJson("no array or object", at);
        }
        String before = text.substring(0, object.start(1)).strip();
        requireNotice(before, 0);
        if (!before.isEmpty() && OPENS_OR_QUOTES.indexOf(before.charAt(before.length() - 1)) >= 0) {
            throw notJson("an object inside something else", object.start(1));
        }
        return object.start(1);
    }

    private static void requireNotice(String text, int from) throws MalformedJsonException {
        Matcher markup = MARKUP.matcher(NOTICE_TAG.matcher(text).replaceAll(""));
        if (markup.find()) {
            throw notJson("markup", from);
        }
    }

    private static MalformedJsonException notJson(String what, int where) {
        return new MalformedJsonException(what + " at character " + (where + 1));
    }

    /** Writes the complete part as valid JSON. Returns whether that is the whole array or object. */
    private boolean repair() {
        boolean valid = value("");
        while (valid && depth > 0) {
            valid = repairNext();
        }
        boolean whole = depth == 0;
        while (depth > 0) {
            close();
        }
        return whole;
    }

    /** Repairs the next element or the end of the innermost array or object. Returns whether that was possible. */
    private boolean repairNext() {
        skipWhiteSpaceAndCommas();
        boolean object = objects.get(depth);
        if (isNext(object ? '}' : ']')) {
            at++;
            close();
            return true;
        }
        return object ? member() : value(separator());
    }

    private boolean member() {
        String name = string();
        skipWhiteSpace();
        if (name.isEmpty() || !isNext(':')) {
            return false;
        }
        at++;
        skipWhiteSpace();
        String before = separator() + name + ":";
        if (isNext(',') || isNext('}')) {
            write(before, "null");
            return true;
        }
        return value(before);
    }

    private boolean isNext(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private String separator() {
        return first ? "" : ",";
    }

    /** Writes the given text and a value, or nothing if the value is incomplete. */
    private boolean value(String before) {
        skipWhiteSpace();
        if (isNext('{') || isNext('[')) {
            return opening(before);
        }
        String value = isNext('"') ? string() : word();
        if (value.isEmpty()) {
            return false;
        }
        write(before, value);
        return true;
    }

    private void write(String before, String value) {
        repaired.append(before).append(value);
        first = false;
    }

    private boolean opening(String before) {
        if (depth == DEEPEST) {
            write(before, "null");
            return skipNested();
        }
        write(before, text.substring(at, at + 1));
        objects.set(++depth, isNext('{'));
        at++;
        first = true;
        return true;
    }

    private void close() {
        repaired.append(objects.get(depth--) ? '}' : ']');
        first = false;
    }

    private boolean skipNested() {
        int nested = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                if (string().isEmpty()) {
                    return false;
                }
                continue;
            }
            at++;
            if (c == '{' || c == '[') {
                nested++;
            } else if ((c == '}' || c == ']') && --nested == 0) {
                return true;
            }
        }
        return false;
    }

    /** {@return a string with its quotes; empty if there is none or its end is missing} */
    private String string() {
        if (at == text.length() || text.charAt(at) != '"') {
            return "";
        }
        StringBuilder string = new StringBuilder("\"");
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return string.append(c).toString();
            }
            if (c == '\\') {
                if (isEscape(at + 1)) {
                    at++;
                    string.append(c).append(text.charAt(at));
                } else {
                    string.append("\\\\");
                }
            } else if (c < ' ') {
                string.append("\\u00").append(c < 16 ? '0' : '1').append(Character.forDigit(c & 15, 16));
            } else {
                string.append(c);
            }
        }
        return "";
    }

    private boolean isEscape(int index) {
        if (index >= text.length()) {
            return false;
        }
        char c = text.charAt(index);
        if (c != 'u') {
            return "\"\\/bfnrt".indexOf(c) >= 0;
        }
        return index + 4 < text.length()
                && text.substring(index + 1, index + 5).chars().allMatch(TolerantJson::isHexDigit);
    }

    private static boolean isHexDigit(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    /** {@return an unquoted value: a number, true or false; null for another word; empty if it may be incomplete} */
    private String word() {
        int end = at;
        while (end < text.length() && isInWord(text.charAt(end))) {
            end++;
        }
        String word = text.substring(at, end);
        at = end;
        if (word.isEmpty() || end == text.length()) {
            return "";
        }
        return word.equals("true")
                        || word.equals("false")
                        || word.length() <= LONGEST_NUMBER
                                && NUMBER.matcher(word).matches()
                ? word
                : "null";
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
}
