// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import java.util.Locale;

/**
 * Thrown if a key is already in the outbox with another message, sender or campaign. Nothing was put or sent.
 *
 * @serial exclude
 */
public final class KeyConflictException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;

    KeyConflictException(String key, String difference) {
        super(String.format(
                Locale.ROOT,
                "key \"%s\": is already in the outbox with another %s; a new message needs a new key",
                key,
                difference));
        this.key = key;
    }

    /** {@return the key} */
    public String key() {
        return key;
    }
}
