// SPDX-License-Identifier: Apache-2.0
package com.example.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.Account;
import dev.pictogram.simulator.KaleyraSimulator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ConfigurableApplicationContext;

class ApplicationTest {

    @Test
    void properties_configure_the_port() {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start();
                ConfigurableApplicationContext context =
                        SpringApplication.run(Application.class, properties(kaleyra))) {

            assertThat(context.getBean(Notice.class).send("+919800000001", "4711"))
                    .startsWith("accepted ");
            assertThat(kaleyra.accepted()).hasSize(1);
        }
    }

    @Test
    void the_version_of_boot_is_the_expected_one() {
        assertThat(SpringBootVersion.getVersion()).startsWith(System.getProperty("expected.boot"));
    }

    private static String[] properties(KaleyraSimulator kaleyra) {
        Account account = kaleyra.account();
        return new String[] {
            "--pictogram.base-url=" + account.pod().baseUrl(),
            "--pictogram.sid=" + account.sid().value(),
            "--pictogram.api-key=" + account.apiKey().reveal(),
            "--pictogram.sender=" + account.sender().e164()
        };
    }
}
