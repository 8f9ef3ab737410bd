// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.function.IntPredicate;

/** The checks that several rules for text share, and the form of their messages. */
final class Rule {

    private Rule() {}

    static IllegalArgumentException broken(String field, String rule, String finding) {
        return new IllegalArgumentException(field + ": " + rule + ", but " + finding);
    }

    /** Names one character by its place and code point, which prints safely whatever the character is. */
    static String characterAt(int index, String text) {
        return String.format(Locale.ROOT, "index %d is U+%04X", index, text.codePointAt(index));
    }

    /** Whether a reader cannot see a character: white space, a control or format character such as U+200B. */
    static boolean isInvisible(int codePoint) {
        return Character.isISOControl(codePoint)
                || Character.isSpaceChar(codePoint)
                || Character.getType(codePoint) == Character.FORMAT;
    }

    /** Refuses the first character for which the test is true. */
    static void requireNo(IntPredicate refused, String field, String rule, String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (refused.test(text.codePointAt(i))) {
                throw broken(field, rule, characterAt(i, text));
            }
        }
    }

    static void requireNoInvisible(String field, String text) {
        requireNo(Rule::isInvisible, field, "must not contain a space, a control or an invisible character", text);
    }

    /** Refuses half a surrogate pair, which UTF-8 cannot carry: an encoder would silently send a question mark. */
    static void requirePairedSurrogates(String field, String text) {
        requireNonNull(text, field);
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                i++;
                continue;
            }
            boolean paired = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!paired) {
                throw broken(field, "must not contain an unpaired surrogate", characterAt(i, text));
            }
            i += 2;
        }
    }
}
