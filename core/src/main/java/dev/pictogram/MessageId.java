// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * The id that Kaleyra gave an accepted message, by which reports and callbacks name it.
 *
 * @param value as it came, never blank
 * @serial exclude
 */
public record MessageId(String value) implements Serializable {

    /**
     * Accepts an id.
     *
     * @param value any text that is not blank
     * @throws IllegalArgumentException if it is blank
     */
    public MessageId {
        requireNonNull(value, "message id: must not be null");
        if (value.isBlank()) {
            throw Rule.broken("message id", "must not be blank", value.isEmpty() ? "it is empty" : "it is");
        }
    }

    /**
     * {@return the id}
     *
     * @param value any text that is not blank
     * @throws IllegalArgumentException if it is blank
     */
    public static MessageId of(String value) {
        return new MessageId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
