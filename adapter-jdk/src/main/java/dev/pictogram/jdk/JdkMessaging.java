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
 * Creates ports that send through {@code java.net.http}, which needs no further dependency.
 *
 * <pre>{@code
 * MessagingPort messaging = JdkMessaging.of(account);
 * }</pre>
 *
 * <p>Create one port per account and reuse it. It is thread-safe, reuses its connections and needs no closing. {@code sendAsync} holds no thread
 * while it waits.
 */
public final class JdkMessaging {

    private JdkMessaging() {}

    /**
     * {@return a port with {@link SendPolicy#defaults()}}
     *
     * @param account the account, the sender and the server
     */
    public static MessagingPort of(Account account) {
        return of(account, SendPolicy.defaults());
    }

    /**
     * {@return a port with a policy}
     *
     * @param account the account, the sender and the server
     * @param policy the timeouts, retries and limits
     */
    public static MessagingPort of(Account account, SendPolicy policy) {
        requireNonNull(policy, "policy");
        return KaleyraMessaging.over(JdkTransport.create(policy), account, policy);
    }

    /**
     * {@return a port over the application's client, which is neither reconfigured nor closed}
     *
     * <p>Use it for a proxy, a client certificate or a trust store. The shorter of the client's and the policy's connect timeout
     * applies; the policy's idle timeout does not.
     *
     * @param account the account, the sender and the server
     * @param policy the timeouts, retries and limits
     * @param client a client that follows no redirects, which is the JDK's default
     * @throws IllegalArgumentException if the client follows redirects
     */
    public static MessagingPort of(Account account, SendPolicy policy, HttpClient client) {
        return KaleyraMessaging.over(JdkTransport.over(client), account, policy);
    }
}
