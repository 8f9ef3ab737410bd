// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/** What the rules for text have in common: finding the place where one is broken, and saying so. */
final class Rule {

    private Rule() {}

    static IllegalArgumentException broken(String field, String rule, String finding) {
        return new IllegalArgumentException(field + ": " + rule + ", but " + finding);
    }

    /** Names one character by its place and code point, which prints safely whatever the character is. */
    static String characterAt(int index, String text) {
        return String.format(Locale.ROOT, "index %d is U+%04X", index, (int) text.charAt(index));
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
