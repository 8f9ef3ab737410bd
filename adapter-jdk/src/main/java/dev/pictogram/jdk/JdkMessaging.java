// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.jdk;

import static java.util.Objects.requireNonNull;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.JdkTransport;
import java.net.http.HttpClient;

/**
 * Sends through {@code java.net.http}, with nothing else to install.
 *
 * <pre>{@code
 * MessagingPort messaging = JdkMessaging.of(account);
 * }</pre>
 *
 * <p>Make one port for an account and keep it: it keeps its connections, is safe for use by many threads, and needs no
 * closing. {@code sendAsync} holds no thread while it waits.
 */
public final class JdkMessaging {

    private JdkMessaging() {}

    /**
     * {@return a port with {@link SendPolicy#defaults()}}
     *
     * @param account who sends, from where
     */
    public static MessagingPort of(Account account) {
        return of(account, SendPolicy.defaults());
    }

    /**
     * {@return a port with a policy}
     *
     * @param account who sends, from where
     * @param policy how patient a send is
     */
    public static MessagingPort of(Account account, SendPolicy policy) {
        requireNonNull(policy, "policy");
        return KaleyraMessaging.over(JdkTransport.create(policy), account, policy);
    }

    /**
     * {@return a port over a client of the application's, which is neither changed nor closed: the way to a proxy, a
     * client certificate or a trust store of one's own} The client's connect timeout counts, not the policy's.
     *
     * @param account who sends, from where
     * @param policy how patient a send is
     * @param client any that follows no redirect, which is how a client is unless it was told otherwise
     * @throws IllegalArgumentException if the client follows redirects
     */
    public static MessagingPort of(Account account, SendPolicy policy, HttpClient client) {
        return KaleyraMessaging.over(JdkTransport.over(client), account, policy);
    }
}
