// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.feign;

import static java.util.Objects.requireNonNull;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.wire.KaleyraMessaging;
import feign.Client;

/**
 * Creates ports that send through OpenFeign.
 *
 * <pre>{@code
 * MessagingPort messaging = FeignMessaging.of(account);
 * }</pre>
 *
 * <p>Create one port per account and reuse it. It is thread-safe, reuses its connections and needs no closing. {@code sendAsync} uses a
 * separate thread for each send, a virtual one on JDK 21 and newer, because Feign blocks.
 */
public final class FeignMessaging {

    private FeignMessaging() {}

    /**
     * {@return a port with {@link SendPolicy#defaults()}}
     *
     * @param account the account, the sender and the server
     */
    public static MessagingPort of(Account account) {
        return of(account, SendPolicy.defaults());
    }

    /**
     * {@return a port with a policy, over a client that sends each request at most once}
     *
     * @param account the account, the sender and the server
     * @param policy the timeouts, retries and limits
     */
    public static MessagingPort of(Account account, SendPolicy policy) {
        return of(account, policy, new JdkTransportClient(requireNonNull(policy, "policy")));
    }

    /**
     * {@return a port over the application's client, which is neither reconfigured nor closed}
     *
     * <p>Feign is configured to send no retries and follow no redirects; configure the client's own behavior yourself. A failure
     * without a response is in doubt, because it is unknown whether the client has sent the request. Feign's default client loses the
     * body of a 401, so four of Kaleyra's rejections become {@code UNRECOGNIZED}.
     *
     * @param account the account, the sender and the server
     * @param policy the timeouts, retries and limits; the client gets the timeouts as Feign's options
     * @param client a client such as {@code feign.okhttp.OkHttpClient} or {@code feign.hc5.ApacheHttp5Client}. Disable its
     *     retries: both retry by default
     */
    public static MessagingPort of(Account account, SendPolicy policy, Client client) {
        requireNonNull(policy, "policy");
        requireNonNull(client, "client");
        return KaleyraMessaging.over(new FeignTransport(client), account, policy);
    }
}
