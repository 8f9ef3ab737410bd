// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

/**
 * A phone number with its country code, in the form of E.164: 7 to 15 ASCII digits, the first of them not 0.
 *
 * <p>E.164 sets the upper bound and that no country code begins with 0; the lower one only keeps fragments out.
 *
 * <p>{@link #of(String)} is strict: spaces, hyphens and letters are refused, since a mistyped number would reach a stranger.
 * {@link #parse(String)} reads numbers as people write them.
 *
 * @param digits the number without its plus sign, as the API wants a recipient
 */
public record PhoneNumber(String digits) {

    static final String FIELD = "phone number";

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

    /**
     * Reads a number as people write it, such as {@code "+91 98000-00001"}, {@code "(0091) 98000 00001"} or
     * {@code "whatsapp:+919800000001"}.
     *
     * <p>It removes what cannot change the number: spaces and invisible characters of any kind, such as direction marks;
     * hyphens, dots and parentheses; a leading {@code tel:} or {@code whatsapp:}; and {@code 00} in place of the plus sign.
     * Digits may be full-width or of any script.
     *
     * <p>It refuses what can change it:
     *
     * <ul>
     *   <li>a number without a plus sign or {@code 00}: it may be a national one, whose first digits would be taken for
     *       another country's code. If you know that the digits begin with the country code, use {@link #of(String)}
     *   <li>{@code (0)} after the country code, letters and all other characters
     *   <li>two numbers, an extension, line breaks and tabs between digits
     *   <li>{@code 9.198E+11} and {@code 919800000001.0}, which spreadsheets make of a number
     * </ul>
     *
     * <p>No list of countries is used: whether a number exists, and whether a zero follows a country code rightly, is not
     * checked.
     *
     * @param text the number with its country code
     * @return the number
     * @throws IllegalArgumentException if it is refused; the message says what and at which index
     */
    public static PhoneNumber parse(String text) {
        return new PhoneNumberParser(requireNonNull(text, "phone number: must not be null")).parse();
    }

    private static void check(String number, int from) {
        for (int i = from; i < number.length(); i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                throw Rule.broken(
                        FIELD, "must be ASCII digits after an optional leading plus", Rule.characterAt(i, number));
            }
        }
        int digits = number.length() - from;
        if (digits < SHORTEST || digits > LONGEST) {
            throw Rule.broken(FIELD, "must have " + SHORTEST + " to " + LONGEST + " digits", "it has " + digits);
        }
        if (number.charAt(from) == '0') {
            throw Rule.broken(
                    FIELD, "must begin with a country code, which never begins with 0", "index " + from + " is 0");
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
