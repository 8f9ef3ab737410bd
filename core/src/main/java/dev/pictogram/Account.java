// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

/**
 * Who sends, and from where.
 *
 * @param pod the server that the account lives on
 * @param sid the account's identifier
 * @param apiKey the account's key; it is in no text that this type makes
 * @param sender the account's WhatsApp business number, which recipients see
 */
public record Account(Pod pod, Sid sid, ApiKey apiKey, PhoneNumber sender) {

    /**
     * Accepts the four parts of an account, none of them null.
     *
     * @param pod such as {@link Pod#IN}
     * @param sid as the console shows it
     * @param apiKey made by a team member who has not left
     * @param sender one that belongs to this account
     */
    public Account {
        requireNonNull(pod, "pod");
        requireNonNull(sid, "sid");
        requireNonNull(apiKey, "apiKey");
        requireNonNull(sender, "sender");
    }
}
