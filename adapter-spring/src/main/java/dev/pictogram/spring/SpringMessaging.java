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
 * Sends through Spring's {@code RestClient}.
 *
 * <pre>{@code
 * MessagingPort messaging = SpringMessaging.of(account);
 * }</pre>
 *
 * <p>Make one port for an account and keep it: it keeps its connections, is safe for use by many threads, and needs no
 * closing. {@code sendAsync} takes a thread of its own for each send, a virtual one on JDK 21 and newer.
 *
 * <p>A Spring Boot application need not call this: with {@code pictogram.*} properties it has a port already.
 */
public final class SpringMessaging {

    private SpringMessaging() {}

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
        OneShotRequestFactory requests = new OneShotRequestFactory(JdkTransport.create(policy));
        return of(account, policy, RestClient.builder().requestFactory(requests).build());
    }

    /**
     * {@return a port over a client of the application's, which is neither changed nor closed: the way to a proxy, a
     * client certificate or interceptors of one's own}
     *
     * <p>What becomes of a message is then no more certain than that client makes it. Its timeouts count, not the
     * policy's; whatever it throws is in doubt, a refused connection too, as it may have sent the request before; and
     * whether it repeats requests or follows redirects is up to it.
     *
     * @param account who sends, from where
     * @param policy only its answer limit counts, and its timeout as soon as the answer's body is read
     * @param client the client to send through
     */
    public static MessagingPort of(Account account, SendPolicy policy, RestClient client) {
        return KaleyraMessaging.over(new RestClientTransport(client), account, policy);
    }
}
