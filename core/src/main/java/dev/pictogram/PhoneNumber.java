// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

/**
 * A phone number with its country code, in the form of E.164: 7 to 15 ASCII digits, the first of them not 0.
 *
 * <p>E.164 sets the upper bound and that no country code begins with 0; the lower one only keeps fragments out. Spaces,
 * hyphens and letters are refused rather than removed, since a number that was mistyped would reach a stranger.
 *
 * @param digits the number without its plus sign, as the API wants a recipient
 */
public record PhoneNumber(String digits) {

    private static final int SHORTEST = 7;
    private static final int LONGEST = 15;

    /**
     * Accepts digits alone.
     *
     * @param digits such as {@code "919800000001"}
     * @throws IllegalArgumentException if they are not 7 to 15 ASCII digits, the first not 0
     */
    public PhoneNumber {
        requireNonNull(digits, "phone number: must not be null");
        check(digits, 0);
    }

    /**
     * Reads a number written with a leading plus sign or without it.
     *
     * @param number such as {@code "+919800000001"} or {@code "919800000001"}
     * @return the same number for both
     * @throws IllegalArgumentException if anything but one optional plus and 7 to 15 ASCII digits, the first not 0, is
     *     in it
     */
    public static PhoneNumber of(String number) {
        requireNonNull(number, "phone number: must not be null");
        int plus = number.startsWith("+") ? 1 : 0;
        check(number, plus);
        return new PhoneNumber(number.substring(plus));
    }

    private static void check(String number, int from) {
        String field = "phone number";
        for (int i = from; i < number.length(); i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                throw Rule.broken(
                        field, "must be ASCII digits after an optional leading plus", Rule.characterAt(i, number));
            }
        }
        int digits = number.length() - from;
        if (digits < SHORTEST || digits > LONGEST) {
            throw Rule.broken(field, "must have " + SHORTEST + " to " + LONGEST + " digits", "it has " + digits);
        }
        if (number.charAt(from) == '0') {
            throw Rule.broken(
                    field, "must begin with a country code, which never begins with 0", "index " + from + " is 0");
        }
    }

    /** {@return the number with its plus sign} */
    public String e164() {
        return "+" + digits;
    }

    /** {@return the number with its plus sign, as {@link #e164()} does} */
    @Override
    public String toString() {
        return e164();
    }
}
