// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.ApplicationContext;

class Boot3HealthTest extends HealthTest {

    @Override
    Seen health(ApplicationContext context) {
        Health health = context.getBean("pictogramOutboxHealthIndicator", HealthIndicator.class)
                .health();
        return new Seen(health.getStatus().getCode(), health.getDetails());
    }
}
