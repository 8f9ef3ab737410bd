// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

/**
 * A phone number with its country code, as in E.164: 7 to 15 ASCII digits, of which the first is not 0.
 *
 * <p>E.164 sets the maximum of 15 digits, and no country code begins with 0. The minimum of 7 is this library's, to refuse
 * fragments of numbers.
 *
 * <p>{@link #of(String)} is strict: it refuses spaces, hyphens and letters, because a mistyped number would send the message
 * to a stranger. {@link #parse(String)} accepts numbers as people write them.
 *
 * @param digits the digits without a plus sign, as the API expects a recipient
 */
public record PhoneNumber(String digits) {

    static final String FIELD = "phone number";

    private static final int MIN_DIGITS = 7;
    private static final int MAX_DIGITS = 15;

    /**
     * Creates a phone number.
     *
     * @param digits the digits without a plus sign, such as {@code "919800000001"}
     * @throws IllegalArgumentException if these are not 7 to 15 ASCII digits, or the first one is 0
     */
    public PhoneNumber {
        requireNonNull(digits, "phone number: must not be null");
        check(digits, 0);
    }

    /**
     * Parses a number with or without a leading plus sign. Both forms give the same number.
     *
     * @param number a number such as {@code "+919800000001"} or {@code "919800000001"}
     * @return the phone number
     * @throws IllegalArgumentException if the text is not an optional plus sign and 7 to 15 ASCII digits, or the first digit
     *     is 0
     */
    public static PhoneNumber of(String number) {
        requireNonNull(number, "phone number: must not be null");
        int plus = number.startsWith("+") ? 1 : 0;
        check(number, plus);
        return new PhoneNumber(number.substring(plus));
    }

    /**
     * Parses a number as people write it, such as {@code "+91 98000-00001"}, {@code "(0091) 98000 00001"} or
     * {@code "whatsapp:+919800000001"}.
     *
     * <p>Formatting that cannot change the number is removed: spaces and invisible characters of all kinds, such as direction
     * marks; hyphens, dots and parentheses; a leading {@code tel:} or {@code whatsapp:}; {@code 00} in place of the plus sign.
     * Full-width digits and digits of other scripts are converted to ASCII.
     *
     * <p>Text that may mean another number is refused:
     *
     * <ul>
     *   <li>a number without a plus sign or {@code 00}: it may be a national number, and its first digits would be read as
     *       another country's code. Use {@link #of(String)} for digits that are known to begin with the country code
     *   <li>{@code (0)} after the country code, letters and all other characters
     *   <li>two numbers, an extension, and line breaks or tabs between digits
     *   <li>{@code 9.198E+11} and {@code 919800000001.0}, as spreadsheets reformat numbers
     * </ul>
     *
     * <p>No list of countries is used. This method does not check whether the number exists, or whether a zero after the
     * country code is correct.
     *
     * @param text a number with its country code
     * @return the phone number
     * @throws IllegalArgumentException if the text is refused; the message contains the reason and the index
     */
    public static PhoneNumber parse(String text) {
        return new PhoneNumberParser(requireNonNull(text, "phone number: must not be null")).parse();
    }

    private static void check(String number, int start) {
        for (int i = start; i < number.length(); i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                throw Rule.broken(
                        FIELD, "must be ASCII digits after an optional leading plus", Rule.characterAt(i, number));
            }
        }
        int digits = number.length() - start;
        if (digits < MIN_DIGITS || digits > MAX_DIGITS) {
            throw Rule.broken(FIELD, "must have " + MIN_DIGITS + " to " + MAX_DIGITS + " digits", "it has " + digits);
        }
        if (number.charAt(start) == '0') {
            throw Rule.broken(
                    FIELD, "must begin with a country code, which never begins with 0", "index " + start + " is 0");
        }
    }

    /** {@return the number with a plus sign, such as {@code "+919800000001"}} */
    public String e164() {
        return "+" + digits;
    }

    /** {@return the same text as {@link #e164()}} */
    @Override
    public String toString() {
        return e164();
    }
}
