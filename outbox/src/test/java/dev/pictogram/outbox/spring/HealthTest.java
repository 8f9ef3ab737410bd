// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import static dev.pictogram.outbox.spring.Application.SENDER;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.pictogram.outbox.Outbox;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ApplicationContext;

/** The outbox's health, on each line of Spring Boot. */
@Timeout(120)
abstract class HealthTest {

    @TempDir
    Path directory;

    /** What both lines have in common. */
    record Seen(String status, Map<String, Object> details) {}

    abstract Seen health(ApplicationContext context);

    @Test
    void a_paused_sender_is_up_and_its_details_say_why() {
        Application.on(Application.sqlite(directory)).run(context -> {
            context.getBean(Outbox.class).pause("anna", "wrong picture");

            Seen health = health(context);

            assertThat(health.status()).isEqualTo("UP");
            assertThat(health.details().get(SENDER.digits()).toString())
                    .contains("queued=0", "reason=PAUSED", "why=wrong picture");
        });
    }

    @Test
    void a_database_that_cannot_be_reached_is_down() {
        Application.on(Application.sqlite(directory))
                .withPropertyValues("pictogram.outbox.worker=false")
                .run(context -> {
                    context.getBean(HikariDataSource.class).close();

                    Seen health = health(context);

                    assertThat(health.status()).isEqualTo("DOWN");
                    assertThat(health.details().get("error").toString()).contains("The outbox's database failed");
                });
    }

    @Test
    void health_can_be_turned_off() {
        Application.on(Application.sqlite(directory))
                .withPropertyValues("management.health.pictogram-outbox.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("pictogramOutboxHealthIndicator"));
    }
}
