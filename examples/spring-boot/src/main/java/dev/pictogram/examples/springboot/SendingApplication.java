// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.springboot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A web application that sends a message for each POST request to {@code /send}. */
@SpringBootApplication
public class SendingApplication {

    public static void main(String[] args) {
        SpringApplication.run(SendingApplication.class, args);
    }
}
