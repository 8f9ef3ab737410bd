// SPDX-License-Identifier: Apache-2.0
package com.example.guice;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import dev.pictogram.Account;
import dev.pictogram.jdk.JdkMessaging;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.guice.MessagingModule;
import org.junit.jupiter.api.Test;

class NoticeTest {

    @Test
    void guice_creates_the_port() {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            Notice notice = Guice.createInjector(
                            MessagingModule.using(JdkMessaging::of),
                            binder -> binder.bind(Account.class).toInstance(kaleyra.account()))
                    .getInstance(Notice.class);

            assertThat(notice.send("+919800000001", "4711")).startsWith("accepted ");
            assertThat(kaleyra.accepted()).hasSize(1);
        }
    }
}
