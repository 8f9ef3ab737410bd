// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

/**
 * A Kaleyra account and the WhatsApp business number that sends its messages.
 *
 * @param pod the server that hosts the account
 * @param sid the account's SID
 * @param apiKey the account's API key, which {@link #toString()} hides
 * @param sender the WhatsApp business number, which recipients see
 */
public record Account(Pod pod, Sid sid, ApiKey apiKey, PhoneNumber sender) {

    /**
     * Creates an account.
     *
     * @param pod the server that hosts the account, such as {@link Pod#IN}
     * @param sid the account's SID, as the Kaleyra console shows it
     * @param apiKey the account's API key
     * @param sender the WhatsApp business number; Kaleyra rejects a number of another account
     */
    public Account {
        requireNonNull(pod, "pod");
        requireNonNull(sid, "sid");
        requireNonNull(apiKey, "apiKey");
        requireNonNull(sender, "sender");
    }
}
