// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.util.ClassUtils;

/** The same tests run on two lines of Spring Boot: this one shows that they are two. */
class BootLineTest {

    @Test
    void the_tests_run_on_the_expected_line_of_spring_boot() {
        String expected = System.getProperty("expected.spring-boot.version");
        assertThat(SpringBootVersion.getVersion()).isEqualTo(expected);
        assertThat(AutoConfiguration.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .endsWith("-" + expected + ".jar");
        assertThat(ClassUtils.isPresent("org.springframework.boot.health.contributor.HealthIndicator", null))
                .isEqualTo(expected.startsWith("4."));
        assertThat(ClassUtils.isPresent("org.springframework.boot.actuate.health.HealthIndicator", null))
                .isEqualTo(expected.startsWith("3."));
    }
}
