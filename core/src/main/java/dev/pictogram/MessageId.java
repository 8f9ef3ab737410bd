// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * The id that Kaleyra assigned to an accepted message. Kaleyra's reports and callbacks contain it.
 *
 * @param value the id as received; not blank
 * @serial exclude
 */
public record MessageId(String value) implements Serializable {

    /**
     * Creates an id.
     *
     * @param value any text that is not blank
     * @throws IllegalArgumentException if the value is blank
     */
    public MessageId {
        requireNonNull(value, "message id: must not be null");
        Rule.requireNotBlank("message id", value);
    }

    /**
     * {@return a message id}
     *
     * @param value any text that is not blank
     * @throws IllegalArgumentException if the value is blank
     */
    public static MessageId of(String value) {
        return new MessageId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
