// SPDX-License-Identifier: Apache-2.0
package com.example.boot;

import dev.pictogram.MessagingPort;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application that wants a port and says nowhere how it is made. */
@SpringBootApplication
public class Application {

    @Bean
    Notice notice(MessagingPort messaging) {
        return new Notice(messaging);
    }
}
