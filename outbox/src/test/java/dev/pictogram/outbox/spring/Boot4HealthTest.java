// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;

class Boot4HealthTest extends HealthTest {

    @Override
    Seen health(ApplicationContext context) {
        Health health = context.getBean("pictogramOutboxHealthIndicator", HealthIndicator.class)
                .health();
        return new Seen(health.getStatus().getCode(), health.getDetails());
    }
}
