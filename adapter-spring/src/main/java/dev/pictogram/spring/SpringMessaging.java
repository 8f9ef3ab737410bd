// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import static java.util.Objects.requireNonNull;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.JdkTransport;
import org.springframework.web.client.RestClient;

/**
 * Creates ports that send through Spring's {@code RestClient}.
 *
 * <pre>{@code
 * MessagingPort messaging = SpringMessaging.of(account);
 * }</pre>
 *
 * <p>Create one port per account and reuse it. It is thread-safe, reuses its connections and needs no closing. {@code sendAsync} uses a
 * separate thread for each send, a virtual one on JDK 21 and newer.
 *
 * <p>A Spring Boot application with {@code pictogram.*} properties has a port bean and does not need this class.
 */
public final class SpringMessaging {

    private SpringMessaging() {}

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
        JdkTransportRequestFactory requests = new JdkTransportRequestFactory(JdkTransport.create(policy));
        return of(account, policy, RestClient.builder().requestFactory(requests).build());
    }

    /**
     * {@return a port over the application's client, which is neither reconfigured nor closed}
     *
     * <p>Use it for a proxy, a client certificate or interceptors. The client's timeouts apply, not the policy's. Every exception of the
     * client is in doubt, even a refused connection, because it may have sent the request before. Configure the client to send no
     * retries and follow no redirects.
     *
     * @param account the account, the sender and the server
     * @param policy the retries and limits; its timeout applies to reading the response body only
     * @param client the client
     */
    public static MessagingPort of(Account account, SendPolicy policy, RestClient client) {
        return KaleyraMessaging.over(new RestClientTransport(client), account, policy);
    }
}
