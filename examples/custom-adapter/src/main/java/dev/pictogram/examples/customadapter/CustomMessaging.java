package dev.pictogram.examples.customadapter;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.SendPolicy;

/** Sends through OkHttp: the one public door of an adapter that is not ours. */
public final class CustomMessaging {

    private CustomMessaging() {}

    /**
     * Returns a port with {@link SendPolicy#defaults()}.
     *
     * @param account who sends, from where
     */
    public static MessagingPort of(Account account) {
        return of(account, SendPolicy.defaults());
    }

    /**
     * Returns a port with a policy.
     *
     * @param account who sends, from where
     * @param policy how patient a send is
     */
    public static MessagingPort of(Account account, SendPolicy policy) {
        return KaleyraMessaging.over(new OkHttpExchange(policy), account, policy);
    }
}
