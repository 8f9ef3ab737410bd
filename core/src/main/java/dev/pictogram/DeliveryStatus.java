// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * The status that a {@link DeliveryReport} gives a message.
 *
 * <p>A {@code switch} over it needs no default: within a major version no constant is added. A word that Kaleyra adds later
 * is {@link #UNKNOWN}, and {@link DeliveryReport#statusText()} keeps it.
 */
public enum DeliveryStatus {
    /** WhatsApp has the message. It has not reached the recipient's phone yet. */
    SENT,
    /** The message is on the recipient's phone. */
    DELIVERED,
    /** The recipient opened the message, which therefore was delivered, even if no report says so. */
    READ,
    /** WhatsApp could not deliver the message. {@link DeliveryReport#errors()} says why. */
    FAILED,
    /** Kaleyra accepted the message, but did not pass it to WhatsApp. {@link DeliveryReport#errors()} says why. */
    NOT_SENT,
    /** A status that this version does not know. It says nothing about delivery. */
    UNKNOWN;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', ' ');

    /**
     * Parses the word that a callback has for a status.
     *
     * <p>Case does not matter, nor does white space around the word. A space, a hyphen and an underscore are the same:
     * {@code "not sent"}, {@code "NOT_SENT"} and {@code "Not-Sent"} are all {@link #NOT_SENT}.
     *
     * @param word such as {@code "delivered"}
     * @return the status, or {@link #UNKNOWN} for every other text
     */
    public static DeliveryStatus of(String word) {
        requireNonNull(word, "word");
        String plain = word.strip().toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
        for (DeliveryStatus status : values()) {
            if (status.word.equals(plain)) {
                return status;
            }
        }
        return UNKNOWN;
    }

    /** {@return the word that Kaleyra's callbacks have for this status, in lower case, such as {@code "not sent"}} */
    String word() {
        return word;
    }

    /** {@return whether this is {@link #FAILED} or {@link #NOT_SENT}} */
    public boolean isFailure() {
        return this == FAILED || this == NOT_SENT;
    }
}
