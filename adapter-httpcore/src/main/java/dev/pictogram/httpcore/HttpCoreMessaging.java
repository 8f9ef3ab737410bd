// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import static java.util.Objects.requireNonNull;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.wire.KaleyraMessaging;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/**
 * Creates ports that send through Apache HttpCore 5.
 *
 * <pre>{@code
 * MessagingPort messaging = HttpCoreMessaging.of(account);
 * }</pre>
 *
 * <p>Create one port per account and reuse it. It is thread-safe, reuses its connections and needs no closing. {@code sendAsync} holds no thread
 * while it waits. All ports share a few daemon threads, which end with the last connection.
 */
public final class HttpCoreMessaging {

    private HttpCoreMessaging() {}

    /**
     * {@return a port with {@link SendPolicy#defaults()}}
     *
     * @param account the account, the sender and the server
     */
    public static MessagingPort of(Account account) {
        return of(account, SendPolicy.defaults());
    }

    /**
     * {@return a port with a policy, which trusts the JVM's trust store and uses no proxy}
     *
     * @param account the account, the sender and the server
     * @param policy the timeouts, retries and limits
     */
    public static MessagingPort of(Account account, SendPolicy policy) {
        requireNonNull(policy, "policy");
        return KaleyraMessaging.over(
                HttpCoreTransport.create(policy, HttpCoreMessaging::trustStoreOnly), account, policy);
    }

    /** Not the JVM's default context, which another library may have replaced by one that trusts everything. */
    private static SSLContext trustStoreOnly() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM does not support TLS", e);
        }
    }
}
