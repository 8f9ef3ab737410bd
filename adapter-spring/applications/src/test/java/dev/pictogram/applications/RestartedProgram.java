// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications;

import dev.pictogram.applications.port.Notice;
import dev.pictogram.applications.port.PortApplication;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.devtools.restart.Restarter;

/** Sends a message, lets DevTools restart the application once, and sends another message. */
final class RestartedProgram {

    private RestartedProgram() {}

    public static void main(String[] args) {
        // The first call does not return: DevTools calls main again, with its class loader.
        Notice notice = SpringApplication.run(PortApplication.class, args).getBean(Notice.class);
        notice.send().orElseThrow();
        if (System.setProperty("restarted", "true") == null) {
            Restarter.getInstance().restart();
        } else {
            System.exit(0);
        }
    }
}
