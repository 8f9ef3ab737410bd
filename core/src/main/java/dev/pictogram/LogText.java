// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import java.util.regex.Pattern;

/**
 * Text from a callback, made safe for logs. Anyone who finds the endpoint can write that text, and most of it may name the
 * recipient.
 */
final class LogText {

    private static final int LONGEST = 300;
    private static final String LEFT_OUT = "\u2026";

    // Six-digit error codes stay readable. The upper bound keeps the regex engine's stack small.
    private static final Pattern PHONE_NUMBER = Pattern.compile("\\+?\\p{Nd}(?:[\\p{Z} ().\\-/]{0,2}\\p{Nd}){6,20}");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private LogText() {}

    /** {@return the text in one line and of limited length} */
    static String oneLine(String text) {
        boolean fits = text.codePointCount(0, text.length()) <= LONGEST;
        String start = fits ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + LEFT_OUT;
        return INVISIBLE.matcher(start).replaceAll(" ");
    }

    /** {@return the text in one line, of limited length and without anything that may be a phone number} */
    static String withoutNumbers(String text) {
        return PHONE_NUMBER.matcher(oneLine(text)).replaceAll(LEFT_OUT);
    }

    /** {@return the text in one line, of limited length and without this phone number} */
    static String without(PhoneNumber number, String text) {
        return oneLine(text.replace(number.digits(), LEFT_OUT)); // in this order: a cut number would not be found
    }

    /** {@return the number's first and last two digits, such as +91…01} */
    static String masked(PhoneNumber number) {
        String digits = number.digits();
        return "+" + digits.substring(0, 2) + LEFT_OUT + digits.substring(digits.length() - 2);
    }

    /** {@return the id, but only the end of Meta's {@code wamid}, whose start is the recipient's number in Base64} */
    static String id(MessageId id) {
        String value = id.value();
        String meta = "wamid.";
        int end = 8;
        return value.startsWith(meta)
                ? meta + LEFT_OUT + value.substring(Math.max(meta.length(), value.length() - end))
                : value;
    }
}
