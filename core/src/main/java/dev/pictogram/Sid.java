// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

/**
 * An account's SID (security identifier), as the Kaleyra console shows it.
 *
 * <p>The SID is part of the request's path. Characters that need escaping there are refused.
 *
 * @param value one or more ASCII letters, digits, hyphens or underscores
 */
public record Sid(String value) {

    /**
     * Creates a SID.
     *
     * @param value one or more ASCII letters, digits, hyphens or underscores
     * @throws IllegalArgumentException if the value is empty or contains another character
     */
    public Sid {
        requireNonNull(value, "sid: must not be null");
        String rule = "must be one or more ASCII letters, digits, '-' or '_'";
        if (value.isEmpty()) {
            throw Rule.broken("sid", rule, "it is empty");
        }
        for (int i = 0; i < value.length(); i++) {
            if (!allowed(value.charAt(i))) {
                throw Rule.broken("sid", rule, Rule.characterAt(i, value));
            }
        }
    }

    /**
     * {@return a SID}
     *
     * @param value one or more ASCII letters, digits, hyphens or underscores
     * @throws IllegalArgumentException if the value is empty or contains another character
     */
    public static Sid of(String value) {
        return new Sid(value);
    }

    private static boolean allowed(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    @Override
    public String toString() {
        return value;
    }
}
