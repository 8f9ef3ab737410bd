// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * An account's API key. {@link #toString()} hides the key; only {@link #reveal()} returns it.
 *
 * <p>Kaleyra ties a key to the team member who created it. After that person has left, requests with the key are
 * rejected with {@link SendResult.Reason#INVALID_CREDENTIALS}.
 */
public final class ApiKey {

    private final String value;

    private ApiKey(String value) {
        this.value = value;
    }

    /**
     * {@return an API key}
     *
     * @param value one or more visible ASCII characters (U+0021 to U+007E), since an HTTP header carries no others unchanged
     * @throws IllegalArgumentException if the value is empty, contains another character, or is enclosed in quotation marks,
     *     which some tools keep when they read a {@code .env} file; the message contains the index, not the character
     */
    public static ApiKey of(String value) {
        requireNonNull(value, "api key: must not be null");
        String rule = "must be one or more visible ASCII characters without a space";
        if (value.isEmpty()) {
            throw Rule.broken("api key", rule, "it is empty");
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) <= ' ' || value.charAt(i) > '~') {
                throw Rule.broken("api key", rule, "index " + i + " is not");
            }
        }
        char first = value.charAt(0);
        if (value.length() > 1 && "\"'`".indexOf(first) >= 0 && value.endsWith(String.valueOf(first))) {
            throw Rule.broken("api key", "must not be in quotation marks", "it begins and ends with one");
        }
        return new ApiKey(value);
    }

    /** {@return the key in plain text, for the {@code api-key} header} */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ApiKey that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** {@return {@code ApiKey[hidden]}, which does not depend on the key} */
    @Override
    public String toString() {
        return "ApiKey[hidden]";
    }
}
