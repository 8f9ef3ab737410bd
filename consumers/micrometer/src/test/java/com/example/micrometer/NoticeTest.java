// SPDX-License-Identifier: Apache-2.0
package com.example.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.micrometer.ObservedMessaging;
import dev.pictogram.simulator.KaleyraSimulator;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

class NoticeTest {

    @Test
    void a_send_is_a_timer_with_its_outcome() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            new Notice(kaleyra.account(), registry).send("+919800000001").orElseThrow();
        }

        Timer timer = meters.get("pictogram.send").tags("outcome", "accepted", "sender", "sales").timer();
        assertThat(timer.count()).isOne();
        assertThat(meters.getMeters().toString()).doesNotContain("9800000001");
    }

    @Test
    void the_decorator_is_a_module() {
        assertThat(ObservedMessaging.class.getModule().getName()).isEqualTo("dev.pictogram.micrometer");
    }
}
