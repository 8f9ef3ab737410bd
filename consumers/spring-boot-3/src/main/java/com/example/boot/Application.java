// SPDX-License-Identifier: Apache-2.0
package com.example.boot;

import dev.pictogram.MessagingPort;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application that injects a port and configures it by properties only. */
@SpringBootApplication
public class Application {

    @Bean
    Notice notice(MessagingPort messaging) {
        return new Notice(messaging);
    }
}
