// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * An account's API key, which never shows itself: only {@link #reveal()} gives it, for the request's header.
 *
 * <p>A key lives as long as the team member who made it: when they leave, it is refused
 * ({@link SendResult.Reason#INVALID_CREDENTIALS}).
 */
public final class ApiKey {

    private final String value;

    private ApiKey(String value) {
        this.value = value;
    }

    /**
     * {@return the key}
     *
     * @param value one or more visible ASCII characters (U+0021 to U+007E), which is what an HTTP header can carry
     *     unchanged
     * @throws IllegalArgumentException if it is empty, has any other character or is in quotation marks, as some tools read
     *     it from an {@code .env} file; the message tells the place, not the character
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

    /** {@return the key itself, for the {@code api-key} header and nothing else} */
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

    /** {@return a fixed text that says nothing of the key, not even its length} */
    @Override
    public String toString() {
        return "ApiKey[hidden]";
    }
}
