// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import java.util.regex.Pattern;

/**
 * Formats text from a callback for logs. Anyone who knows the endpoint can send such text, and most of it may contain the
 * recipient's number.
 */
final class LogText {

    private static final int MAX_LENGTH = 300;
    private static final String ELLIPSIS = "\u2026";

    // At least seven digits, so that six-digit error codes stay readable. The upper bound limits the regex engine's
    // stack.
    private static final Pattern PHONE_NUMBER = Pattern.compile("\\+?\\p{Nd}(?:[\\p{Z} ().\\-/]{0,2}\\p{Nd}){6,20}");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private LogText() {}

    /** {@return the text in one line, cut to a maximum length} */
    static String oneLine(String text) {
        boolean fits = text.codePointCount(0, text.length()) <= MAX_LENGTH;
        String start = fits ? text : text.substring(0, text.offsetByCodePoints(0, MAX_LENGTH)) + ELLIPSIS;
        return INVISIBLE.matcher(start).replaceAll(" ");
    }

    /** {@return the text in one line, cut to a maximum length, with possible phone numbers removed} */
    static String withoutNumbers(String text) {
        return PHONE_NUMBER.matcher(oneLine(text)).replaceAll(ELLIPSIS);
    }

    /** {@return the text in one line, cut to a maximum length, with this phone number removed} */
    static String without(PhoneNumber number, String text) {
        return oneLine(text.replace(number.digits(), ELLIPSIS)); // before the cut, which could leave half of the number
    }

    /** {@return the first and last two digits of the number, such as +91…01} */
    static String masked(PhoneNumber number) {
        String digits = number.digits();
        return "+" + digits.substring(0, 2) + ELLIPSIS + digits.substring(digits.length() - 2);
    }

    /** {@return the id; of a Meta {@code wamid} only the end, because its start is the recipient's number in Base64} */
    static String id(MessageId id) {
        String value = id.value();
        String metaPrefix = "wamid.";
        int keptLength = 8;
        return value.startsWith(metaPrefix)
                ? metaPrefix + ELLIPSIS + value.substring(Math.max(metaPrefix.length(), value.length() - keptLength))
                : value;
    }
}
