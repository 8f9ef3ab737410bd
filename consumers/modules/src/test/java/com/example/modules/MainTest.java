// SPDX-License-Identifier: Apache-2.0
package com.example.modules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.Account;
import dev.pictogram.jdk.JdkMessaging;
import dev.pictogram.simulator.KaleyraSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    @TempDir
    Path directory;

    @Test
    void the_adapter_and_its_dependencies_are_modules() {
        assertThat(Main.class.getModule().getName()).isEqualTo("com.example.modules");
        assertThat(JdkMessaging.class.getModule().getName()).isEqualTo("dev.pictogram.jdk");
        assertThat(JdkMessaging.class.getModule().getLayer().modules())
                .extracting(Module::getName)
                .contains("dev.pictogram", "dev.pictogram.wire", "com.google.gson", "dev.failsafe.core");
    }

    @Test
    void a_runtime_image_from_jlink_sends_a_message() throws Exception {
        Path jdk = directory.resolve("jdk");
        link(jdk);
        System.out.printf(Locale.ROOT, "The runtime image has %.1f MB, on %s%n", megabytes(jdk), Runtime.version());

        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            Account account = kaleyra.account();
            Path output = directory.resolve("output");
            Process program = new ProcessBuilder(
                            jdk.resolve("bin").resolve("java").toString(),
                            "--module",
                            "com.example.modules/com.example.modules.Main",
                            account.pod().baseUrl().toString(),
                            account.sid().value(),
                            account.apiKey().reveal(),
                            account.sender().e164(),
                            "+919800000001")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();

            try {
                assertThat(program.waitFor(60, TimeUnit.SECONDS)).as("exited").isTrue();
            } finally {
                program.destroyForcibly();
            }
            assertThat(kaleyra.accepted())
                    .as(Files.readString(output))
                    .singleElement()
                    .satisfies(accepted -> assertThat(Files.readString(output).strip())
                            .isEqualTo(accepted.id().toString()));
        }
    }

    /** Runs jlink in a separate process, because this JVM has a patched module, which jlink refuses. */
    private void link(Path jdk) throws Exception {
        Path output = directory.resolve("jlink-output");
        Process jlink = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                        "--module-path=" + System.getProperty("jdk.module.path"),
                        "--add-modules=com.example.modules",
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output=" + jdk)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(jlink.waitFor()).as(Files.readString(output)).isZero();
    }

    private static double megabytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum()
                    / 1e6;
        }
    }
}
