// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications;

import static org.awaitility.Awaitility.await;

import dev.pictogram.SendResult.Accepted;
import dev.pictogram.applications.outbox.Orders;
import dev.pictogram.applications.outbox.OutboxApplication;
import dev.pictogram.applications.port.Notice;
import dev.pictogram.applications.port.PortApplication;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Programs that run applications processed ahead of time, first with missing properties and then with all. */
final class AotPrograms {

    private AotPrograms() {}

    static final class WithPort {

        /** Takes the account from the environment. */
        public static void main(String[] args) {
            fails(PortApplication.class, args, "--pictogram.sid=");
            try (ConfigurableApplicationContext context = run(PortApplication.class, args)) {
                if (!(context.getBean(Notice.class).send() instanceof Accepted)) {
                    throw new AssertionError("not accepted");
                }
            }
        }
    }

    static final class WithOutbox {

        /** Takes all properties from the command line. */
        public static void main(String[] args) {
            fails(OutboxApplication.class, new String[0], args[0]);
            try (ConfigurableApplicationContext context = run(OutboxApplication.class, args)) {
                Orders orders = context.getBean(Orders.class);
                orders.ship("order-1");
                await().atMost(Duration.ofMinutes(1)).until(() -> orders.accepted("order-1"));
            }
        }
    }

    private static ConfigurableApplicationContext run(Class<?> type, String... args) {
        SpringApplication application = new SpringApplication(type);
        application.setMainApplicationClass(type); // whose initializer is used; otherwise found by the stack
        return application.run(args);
    }

    private static void fails(Class<?> application, String[] args, String another) {
        try {
            run(application, Stream.concat(Stream.of(args), Stream.of(another)).toArray(String[]::new))
                    .close();
        } catch (RuntimeException expected) {
            return;
        }
        throw new AssertionError("started without its properties");
    }
}
