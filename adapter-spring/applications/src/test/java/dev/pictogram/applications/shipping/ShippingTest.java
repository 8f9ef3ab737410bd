// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications.shipping;

import static dev.pictogram.testkit.FakeOutcome.inDoubt;
import static dev.pictogram.testkit.assertions.MessagingAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxState;
import dev.pictogram.testkit.FakeMessaging;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

@SpringBootTest(
        properties = {
            "pictogram.sender=+919800000000",
            "pictogram.outbox.enabled=true",
            "pictogram.outbox.unsafe=true",
            "spring.datasource.url=jdbc:sqlite::memory:",
            "spring.datasource.hikari.maximum-pool-size=1", // each connection has a separate database
            "callbacks.token=test", // of the callback endpoint, if the application has it
            "callbacks.secret-path=test"
        })
class ShippingTest {

    @TestConfiguration
    static class Fake {

        @Bean
        FakeMessaging messaging() {
            return new FakeMessaging();
        }
    }

    @Autowired
    Shipping shipping;

    @Autowired
    Outbox outbox;

    @Autowired
    FakeMessaging messaging;

    @BeforeEach
    void reset() {
        messaging.reset();
    }

    @Test
    void the_customer_gets_a_photo_once() {
        shipping.ship("order-4711", "+919800000001");
        shipping.ship("order-4711", "+919800000001");

        awaitState("order-4711", OutboxState.ACCEPTED);
        assertThat(messaging).sentTo("+919800000001").withRef("order-4711").once();
    }

    @Test
    void a_lost_response_is_a_doubt_to_settle() {
        messaging.next(inDoubt());

        shipping.ship("order-4712", "+919800000001");

        awaitState("order-4712", OutboxState.IN_DOUBT);
    }

    /** The worker sends on a thread of its own, up to a second after the commit. */
    private void awaitState(String order, OutboxState state) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> outbox.find(order).orElseThrow().state() == state);
    }
}
