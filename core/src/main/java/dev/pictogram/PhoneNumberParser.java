// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses one number as people write it. {@link PhoneNumber#parse(String)} documents the rules. */
final class PhoneNumberParser {

    private static final Pattern ROUNDED = Pattern.compile("[^eE]*\\d\\s*([eE])\\+?\\d+");
    private static final Pattern SCHEME = Pattern.compile("(?:whatsapp|tel):", Pattern.CASE_INSENSITIVE);
    private static final String ZEROS_FOR_PLUS = "00";

    // Hyphens, dashes and the minus sign. Not the wave dash, which separates the ends of a range.
    private static final String DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uFF0D";

    private final String text;
    private final StringBuilder digits = new StringBuilder();
    private final List<Integer> digitIndexes = new ArrayList<>(); // in the text
    private boolean plus;
    private char previous; // the last character that is not invisible; '0' for every digit, '-' for other formatting
    private int previousIndex;
    private int dots;
    private int lastDotIndex;
    private int digitsAfterDot;

    PhoneNumberParser(String text) {
        this.text = text;
    }

    PhoneNumber parse() {
        int end = text.length();
        while (end > 0 && Rule.isInvisible(text.codePointBefore(end))) {
            end = text.offsetByCodePoints(end, -1);
        }
        Matcher rounded = ROUNDED.matcher(text).region(0, end);
        if (rounded.matches()) {
            throw broken(
                    "must have all its digits", "index " + rounded.start(1) + " is the exponent of a rounded number");
        }
        int start = 0;
        while (start < end && Rule.isInvisible(text.codePointAt(start))) {
            start = text.offsetByCodePoints(start, 1);
        }
        Matcher scheme = SCHEME.matcher(text).region(start, end);
        for (int i = scheme.lookingAt() ? scheme.end() : start; i < end; i = text.offsetByCodePoints(i, 1)) {
            read(i, text.codePointAt(i));
        }
        return number();
    }

    private void read(int index, int c) {
        int digit = Character.digit(c, 10);
        if (digit >= 0) {
            if (digit == 0 && previous == '(' && (plus || !digits.isEmpty())) {
                throw broken(
                        "must not have a national prefix, which is not dialled after the country code",
                        "index " + index + " is a 0 in parentheses");
            }
            digits.append(digit);
            digitIndexes.add(index);
            digitsAfterDot++;
            previous = '0';
        } else if (isSeparator(c) || isPlus(c) && (plus || !digits.isEmpty())) {
            throw broken("must be one number without an extension", Rule.characterAt(index, text));
        } else if (isPlus(c)) {
            plus = true;
            previous = '+';
        } else if ("(\uFF08".indexOf(c) >= 0) {
            previous = '(';
            previousIndex = index;
        } else if (")\uFF09".indexOf(c) >= 0 || !digits.isEmpty() && DASHES.indexOf(c) >= 0) {
            previous = '-';
            previousIndex = index;
        } else if (!digits.isEmpty() && c == '.') {
            dots++;
            lastDotIndex = index;
            digitsAfterDot = 0;
            previous = '-';
            previousIndex = index;
        } else if (!Rule.isInvisible(c)) {
            throw broken("must be digits, spaces, '-', '.' and parentheses", Rule.characterAt(index, text));
        }
    }

    /** Returns whether a character separates two numbers, two cells of a table, or a number and its extension. */
    private static boolean isSeparator(int c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                || ",;/|&".indexOf(c) >= 0;
    }

    private static boolean isPlus(int c) {
        return c == '+' || c == '\uFF0B';
    }

    private PhoneNumber number() {
        if (dots == 1 && digitsAfterDot < 3) {
            throw broken("must not have decimals", "index " + lastDotIndex + " is a decimal point");
        }
        if (!digits.isEmpty() && previous != '0') {
            throw broken("must end with a digit", Rule.characterAt(previousIndex, text));
        }
        int from = 0;
        if (!plus && !digits.isEmpty()) {
            if (!digits.toString().startsWith(ZEROS_FOR_PLUS)) {
                throw broken(
                        "must begin with '+' or 00 and the country code (PhoneNumber.of accepts digits alone)",
                        Rule.characterAt(digitIndexes.get(0), text));
            }
            from = ZEROS_FOR_PLUS.length();
        }
        if (from < digits.length() && digits.charAt(from) == '0') {
            throw broken(
                    "must begin with a country code, which never begins with 0",
                    "index " + digitIndexes.get(from) + " is 0");
        }
        return new PhoneNumber(digits.substring(from));
    }

    private static IllegalArgumentException broken(String rule, String finding) {
        return Rule.broken(PhoneNumber.FIELD, rule, finding);
    }
}
