// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.wire.http.HttpTransport;

/** Creates ports that send messages through an HTTP transport. */
public final class KaleyraMessaging {

    private KaleyraMessaging() {}

    /**
     * {@return a port that sends an account's messages through a transport}
     *
     * @param transport sends the requests; it is not closed
     * @param account the account, the sender and the server
     * @param policy the timeouts, retries and limits
     */
    public static MessagingPort over(HttpTransport transport, Account account, SendPolicy policy) {
        return new KaleyraPort(transport, account, policy, Time.system());
    }
}
