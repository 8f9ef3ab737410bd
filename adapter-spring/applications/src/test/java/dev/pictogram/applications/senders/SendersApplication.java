// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications.senders;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.Sid;
import dev.pictogram.micrometer.ObservedMessaging;
import dev.pictogram.spring.SpringMessaging;
import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.util.Map;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Declares a port for each of two senders, and observes both. */
@SpringBootApplication(
        proxyBeanMethods = false,
        // Another application of these tests has a database. Boot 3, and Boot 4
        excludeName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
public class SendersApplication {

    @Bean
    MessagingPort sales(Environment environment, ObservationRegistry registry) {
        return observed("sales", environment, registry);
    }

    @Bean
    MessagingPort support(Environment environment, ObservationRegistry registry) {
        return observed("support", environment, registry);
    }

    private static MessagingPort observed(String sender, Environment environment, ObservationRegistry registry) {
        Account account = new Account(
                Pod.at(URI.create(environment.getRequiredProperty("kaleyra.url"))),
                Sid.of(environment.getRequiredProperty("kaleyra.sid")),
                ApiKey.of(environment.getRequiredProperty("kaleyra.api-key")),
                PhoneNumber.of(environment.getRequiredProperty("kaleyra.sender." + sender)));
        return ObservedMessaging.observe(SpringMessaging.of(account), registry, Map.of("sender", sender));
    }
}
