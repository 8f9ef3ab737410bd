// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.function.IntPredicate;

/** Checks that several input rules share, and the format of their exception messages. */
final class Rule {

    private Rule() {}

    static IllegalArgumentException broken(String field, String rule, String finding) {
        return new IllegalArgumentException(field + ": " + rule + ", but " + finding);
    }

    /** Returns the index and code point of a character. The text is printable for every character. */
    static String characterAt(int index, String text) {
        return String.format(Locale.ROOT, "index %d is U+%04X", index, text.codePointAt(index));
    }

    /** Returns whether a character is a space, a control character or a format character such as U+200B. */
    static boolean isInvisible(int codePoint) {
        return Character.isISOControl(codePoint)
                || Character.isSpaceChar(codePoint)
                || Character.getType(codePoint) == Character.FORMAT;
    }

    /** Refuses a text in which a code point matches the predicate, and reports the first one. */
    static void requireNo(IntPredicate refuses, String field, String rule, String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (refuses.test(text.codePointAt(i))) {
                throw broken(field, rule, characterAt(i, text));
            }
        }
    }

    static void requireNotBlank(String field, String text) {
        if (text.isBlank()) {
            throw broken(field, "must not be blank", text.isEmpty() ? "it is empty" : "it is");
        }
    }

    static void requireNoInvisible(String field, String text) {
        requireNo(Rule::isInvisible, field, "must not contain a space, a control or an invisible character", text);
    }

    /** Refuses an unpaired surrogate. UTF-8 cannot encode it: Java would silently send a question mark instead. */
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
