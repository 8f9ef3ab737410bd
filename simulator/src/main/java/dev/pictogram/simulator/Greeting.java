// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import dev.pictogram.Account;
import java.util.Locale;

/** The text that is printed at start: the addresses, the account and a curl command. */
final class Greeting {

    private Greeting() {}

    /**
     * {@return the greeting, of several lines}
     *
     * @param simulator a listening simulator
     * @param settings the settings of the program; the only key that is printed is that of the built-in account
     */
    static String of(KaleyraSimulator simulator, Settings settings) {
        Account account = simulator.account();
        boolean builtIn = settings.accounts().isEmpty();
        // The only key that is printed is the public one of the built-in account.
        String key = builtIn ? account.apiKey().reveal() : "(as configured)";
        String header = builtIn ? "'api-key: " + account.apiKey().reveal() + "'" : "\"api-key: $KALEYRA_API_KEY\"";
        return String.format(
                Locale.ROOT,
                """
                The simulator is running. Stop it with Ctrl-C.

                  inbox    %s
                  API      %s
                  SID      %s
                  key      %s
                  sender   %s
                %s
                Send a message:

                curl -X POST '%s/v2/%s/whatsapp/%s/messages' -H 'Content-Type: application/json' -H %s -d '%s'
                """,
                simulator.inbox(),
                simulator.pod(),
                account.sid(),
                key,
                account.sender(),
                settings.options()
                        .callbacks()
                        .map(to -> "  callbacks to " + to.shownUrl() + "\n")
                        .orElse(""),
                simulator.pod(),
                account.sid(),
                account.sender(),
                header,
                PAYLOAD);
    }

    private static final String PAYLOAD =
            "{\"messaging_object\":{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\","
                    + "\"to\":\"919800000001\",\"type\":\"image\",\"image\":{\"link\":\"https://example.com/parcel.png\","
                    + "\"caption\":\"Your parcel is on its way\"}},\"extra_info\":{\"ref\":\"order-4711\"}}";
}
