// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.feign;

import static java.util.Objects.requireNonNull;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.wire.KaleyraMessaging;
import feign.Client;

/**
 * Sends through OpenFeign.
 *
 * <pre>{@code
 * MessagingPort messaging = FeignMessaging.of(account);
 * }</pre>
 *
 * <p>Make one port for an account and keep it: it keeps its connections, is safe for use by many threads, and needs no
 * closing. {@code sendAsync} runs on a thread of its own for each send, a virtual one on JDK 21 and newer, since Feign
 * waits.
 */
public final class FeignMessaging {

    private FeignMessaging() {}

    /**
     * {@return a port with {@link SendPolicy#defaults()}}
     *
     * @param account who sends, from where
     */
    public static MessagingPort of(Account account) {
        return of(account, SendPolicy.defaults());
    }

    /**
     * {@return a port with a policy, on a transport that posts each message once and knows whether it left}
     *
     * @param account who sends, from where
     * @param policy how patient a send is
     */
    public static MessagingPort of(Account account, SendPolicy policy) {
        return of(account, policy, new OneShotClient(requireNonNull(policy, "policy")));
    }

    /**
     * {@return a port over a client of the application's, which is neither changed nor closed}
     *
     * <p>Feign is told to repeat nothing and to follow no redirect; what a client does by itself is its own affair. All
     * that fails without an answer is in doubt, since only our own transport knows what left. Feign's default client
     * loses the body of a 401, which four of Kaleyra's refusals come with: they are then unrecognized.
     *
     * @param account who sends, from where
     * @param policy how patient a send is; its times reach the client as Feign's options
     * @param client such as {@code feign.okhttp.OkHttpClient} or {@code feign.hc5.ApacheHttp5Client}, over an HTTP client
     *     that was told not to repeat requests: both do by default
     */
    public static MessagingPort of(Account account, SendPolicy policy, Client client) {
        requireNonNull(policy, "policy");
        requireNonNull(client, "client");
        return KaleyraMessaging.over(new FeignTransport(client), account, policy);
    }
}
