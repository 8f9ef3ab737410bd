// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;

/** Verifies that the tests run on both lines of Spring Boot. */
class BootLineTest {

    private static final String BOOT = System.getProperty("expected.spring-boot.version");

    @Test
    void the_tests_run_on_the_intended_line_of_spring_boot() throws Exception {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(BOOT);
        assertThat(jarOf("org.springframework.boot.autoconfigure.AutoConfiguration"))
                .endsWith("-" + BOOT + ".jar");
        assertThat(jarOf("org.springframework.web.client.RestClient"))
                .contains(BOOT.startsWith("3.") ? "spring-web-6.2." : "spring-web-7.0.");
    }

    @Test
    void gson_has_the_version_of_the_build() throws Exception {
        assertThat(jarOf("com.google.gson.Gson"))
                .endsWith("gson-" + System.getProperty("expected.gson.version") + ".jar");
    }

    private static String jarOf(String type) throws ClassNotFoundException {
        return Class.forName(type)
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
    }
}
