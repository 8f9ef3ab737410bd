// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.Sid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagingModuleTest {

    private static final Account ACCOUNT =
            new Account(Pod.IN, Sid.of("HXAP1"), ApiKey.of("Asecret3"), PhoneNumber.of("+919800000000"));

    private final List<SendPolicy> policies = new ArrayList<>();

    private MessagingPort adapter(Account account, SendPolicy policy) {
        assertThat(account).isEqualTo(ACCOUNT);
        policies.add(policy);
        return message -> new NotSent("a test", null);
    }

    @Test
    void the_port_is_a_singleton_for_the_bound_account() {
        Injector injector = Guice.createInjector(
                MessagingModule.using(this::adapter),
                binder -> binder.bind(Account.class).toInstance(ACCOUNT));

        MessagingPort port = injector.getInstance(MessagingPort.class);

        assertThat(injector.getInstance(MessagingPort.class)).isNotNull().isSameAs(port);
        assertThat(policies).containsExactly(SendPolicy.defaults());
    }

    @Test
    void a_bound_policy_is_used() {
        SendPolicy patient = SendPolicy.defaults().withTimeout(Duration.ofMinutes(1));
        Injector injector = Guice.createInjector(MessagingModule.using(this::adapter), binder -> {
            binder.bind(Account.class).toInstance(ACCOUNT);
            binder.bind(SendPolicy.class).toInstance(patient);
        });

        injector.getInstance(MessagingPort.class);

        assertThat(policies).containsExactly(patient);
    }

    @Test
    void a_missing_account_is_reported_by_the_injector() {
        assertThatExceptionOfType(CreationException.class)
                .isThrownBy(() -> Guice.createInjector(MessagingModule.using(this::adapter)))
                .withMessageContaining("dev.pictogram.Account");
        assertThatNullPointerException().isThrownBy(() -> MessagingModule.using(null));
    }
}
