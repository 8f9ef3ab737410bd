// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications.port;

import dev.pictogram.MessagingPort;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Injects the port that the properties configure. */
@SpringBootApplication(
        proxyBeanMethods = false,
        // Another application of these tests has a database. Boot 3, and Boot 4
        excludeName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
public class PortApplication {

    public static void main(String[] args) {
        SpringApplication.run(PortApplication.class, args);
    }

    @Bean
    Notice notice(MessagingPort messaging) {
        return new Notice(messaging);
    }
}
