// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.guice;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.OptionalBinder;
import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Binds {@link MessagingPort} as a singleton, created by the factory of an adapter.
 *
 * <pre>{@code
 * Guice.createInjector(
 *         MessagingModule.using(JdkMessaging::of),
 *         binder -> binder.bind(Account.class).toInstance(account));
 * }</pre>
 *
 * <p>Bind an {@link Account}. Optionally bind a {@link SendPolicy}; the default is {@link SendPolicy#defaults()}.
 */
public final class MessagingModule extends AbstractModule {

    private final BiFunction<? super Account, ? super SendPolicy, ? extends MessagingPort> adapter;

    private MessagingModule(BiFunction<? super Account, ? super SendPolicy, ? extends MessagingPort> adapter) {
        this.adapter = requireNonNull(adapter, "adapter");
    }

    /**
     * {@return a module for an adapter}
     *
     * @param adapter the factory of an adapter, such as {@code JdkMessaging::of}
     */
    public static MessagingModule using(
            BiFunction<? super Account, ? super SendPolicy, ? extends MessagingPort> adapter) {
        return new MessagingModule(adapter);
    }

    @Override
    protected void configure() {
        OptionalBinder.newOptionalBinder(binder(), SendPolicy.class);
    }

    @Provides
    @Singleton
    MessagingPort port(Account account, Optional<SendPolicy> policy) {
        return adapter.apply(account, policy.orElseGet(SendPolicy::defaults));
    }
}
