// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import static java.util.Objects.requireNonNull;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.wire.KaleyraMessaging;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Creates ports that send through Apache HttpCore 5.
 *
 * <pre>{@code
 * MessagingPort messaging = HttpCoreMessaging.of(account);
 * }</pre>
 *
 * <p>Create one port per account and reuse it. It is thread-safe, reuses its connections and needs no closing. {@code sendAsync}
 * holds no thread while it waits. All ports share a few daemon threads, which end when they are no longer needed. One of them loads
 * the trust store as soon as a port for an https server is created.
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
        return of(policy, HttpCoreMessaging::trustStoreOnly, null, account);
    }

    /**
     * {@return a port with the application's TLS settings, which uses no proxy}
     *
     * @param account the account, the sender and the server
     * @param policy the timeouts, retries and limits
     * @param tls the trust store, and a client certificate if the server wants one; host names are verified in any case
     */
    public static MessagingPort of(Account account, SendPolicy policy, SSLContext tls) {
        requireNonNull(tls, "tls");
        return of(policy, () -> tls, null, account);
    }

    /**
     * {@return a port that sends through a proxy}
     *
     * <p>The proxy gets a {@code CONNECT} request, also for an http server, and sees neither the API key nor the messages of an
     * https server. A proxy that wants credentials refuses it; the message is then not sent.
     *
     * @param account the account, the sender and the server
     * @param policy the timeouts, retries and limits
     * @param tls the TLS settings of the connection to the server, such as {@link SSLContext#getDefault()}
     * @param proxy the proxy; a name is resolved for each new connection, see {@link InetSocketAddress#createUnresolved}
     */
    public static MessagingPort of(Account account, SendPolicy policy, SSLContext tls, InetSocketAddress proxy) {
        requireNonNull(tls, "tls");
        requireNonNull(proxy, "proxy");
        return of(policy, () -> tls, proxy, account);
    }

    private static MessagingPort of(
            SendPolicy policy, Supplier<SSLContext> tls, @Nullable InetSocketAddress proxy, Account account) {
        requireNonNull(account, "account");
        requireNonNull(policy, "policy");
        return KaleyraMessaging.over(
                HttpCoreTransport.create(account.pod().baseUrl(), policy, tls, proxy), account, policy);
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
