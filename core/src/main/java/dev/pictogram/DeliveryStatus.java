// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * The status of a message in a {@link DeliveryReport}.
 *
 * <p>A {@code switch} over all constants needs no default: no constant is added within a major version. A status that
 * Kaleyra adds later is {@link #UNKNOWN}; {@link DeliveryReport#statusText()} keeps its text.
 */
public enum DeliveryStatus {
    /** WhatsApp received the message from Kaleyra. The recipient's phone has not received it yet. */
    SENT,
    /** The recipient's phone received the message. */
    DELIVERED,
    /** The recipient opened the message. It was delivered, even if no report says so. */
    READ,
    /** WhatsApp could not deliver the message. {@link DeliveryReport#errors()} contains the reason. */
    FAILED,
    /** Kaleyra accepted the message but did not pass it to WhatsApp. {@link DeliveryReport#errors()} contains the reason. */
    NOT_SENT,
    /** A status that this version does not recognize. It contains no information about delivery. */
    UNKNOWN;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', ' ');

    /**
     * Parses the status text of a callback.
     *
     * <p>Case and surrounding white space are ignored. Space, hyphen and underscore are equivalent: {@code "not sent"},
     * {@code "NOT_SENT"} and {@code "Not-Sent"} are all {@link #NOT_SENT}.
     *
     * @param word a status text such as {@code "delivered"}
     * @return the status, or {@link #UNKNOWN} for another text
     */
    public static DeliveryStatus of(String word) {
        requireNonNull(word, "word");
        String normalized =
                word.strip().toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
        for (DeliveryStatus status : values()) {
            if (status.word.equals(normalized)) {
                return status;
            }
        }
        return UNKNOWN;
    }

    /** {@return the status text in Kaleyra's callbacks, in lower case, such as {@code "not sent"}} */
    String word() {
        return word;
    }

    /** {@return whether this is {@link #FAILED} or {@link #NOT_SENT}} */
    public boolean isFailure() {
        return this == FAILED || this == NOT_SENT;
    }
}
