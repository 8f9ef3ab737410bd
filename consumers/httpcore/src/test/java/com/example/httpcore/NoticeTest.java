// SPDX-License-Identifier: Apache-2.0
package com.example.httpcore;

import static dev.pictogram.testkit.assertions.MessagingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictogram.SendResult.Reason;
import dev.pictogram.httpcore.HttpCoreMessaging;
import dev.pictogram.testkit.FakeMessaging;
import dev.pictogram.testkit.FakeOutcome;
import dev.pictogram.simulator.KaleyraSimulator;
import org.junit.jupiter.api.Test;

class NoticeTest {

    @Test
    void the_adapter_sends_a_notice() {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            String notice = new Notice(HttpCoreMessaging.of(kaleyra.account())).send("+919800000001", "4711");

            assertThat(kaleyra.accepted()).singleElement().satisfies(accepted -> {
                assertThat(notice).isEqualTo("accepted " + accepted.id());
                assertThat(accepted.message().extraInfo().ref()).contains("4711");
            });
        }
    }

    @Test
    void a_rejection_is_reported() {
        FakeMessaging fake = new FakeMessaging().next(FakeOutcome.rejected(Reason.LOW_BALANCE));

        assertThat(new Notice(fake).send("+919800000001", "4711")).isEqualTo("rejected: LOW_BALANCE");
        assertThat(fake).sentTo("+919800000001").withRef("4711");
    }

    @Test
    void optional_dependencies_are_absent() {
        for (String name : new String[] {"com.google.inject.Injector", "org.jspecify.annotations.NullMarked", "com.google.errorprone.annotations.InlineMe", "com.tngtech.archunit.core.domain.JavaClass"}) {
            assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
        }
    }
}
