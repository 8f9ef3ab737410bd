// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.simulator.KaleyraSimulator;
import org.junit.jupiter.api.Test;

class WithoutGuiceTest {

    @Test
    void guice_is_not_here_and_is_not_missed() {
        assertThatExceptionOfType(ClassNotFoundException.class)
                .isThrownBy(() -> Class.forName("com.google.inject.AbstractModule"));
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            assertThat(JdkMessaging.of(kaleyra.account())
                            .send(ImageMessage.to("+919800000001", Image.uploaded("1")))
                            .messageId())
                    .isPresent();
        }
    }
}
