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
    void the_adapter_is_a_module_and_so_is_what_it_needs() {
        assertThat(Main.class.getModule().getName()).isEqualTo("com.example.modules");
        assertThat(JdkMessaging.class.getModule().getName()).isEqualTo("dev.pictogram.jdk");
        assertThat(JdkMessaging.class.getModule().getLayer().modules())
                .extracting(Module::getName)
                .contains("dev.pictogram", "dev.pictogram.wire", "com.google.gson", "dev.failsafe.core");
    }

    @Test
    void jlink_makes_a_jdk_that_sends() throws Exception {
        Path jdk = directory.resolve("jdk");
        link(jdk);
        System.out.printf(Locale.ROOT, "The JDK that jlink made has %.1f MB, on %s%n", megabytes(jdk), Runtime.version());

        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            Account account = kaleyra.account();
            Path said = directory.resolve("said");
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
                    .redirectOutput(said.toFile())
                    .start();

            try {
                assertThat(program.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
            } finally {
                program.destroyForcibly();
            }
            assertThat(kaleyra.accepted())
                    .as(Files.readString(said))
                    .singleElement()
                    .satisfies(accepted -> assertThat(Files.readString(said).strip())
                            .isEqualTo(accepted.id().toString()));
        }
    }

    /** In a process of its own: in this one a module is patched, which jlink refuses. */
    private void link(Path jdk) throws Exception {
        Path said = directory.resolve("said-by-jlink");
        Process jlink = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                        "--module-path=" + System.getProperty("jdk.module.path"),
                        "--add-modules=com.example.modules",
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output=" + jdk)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(jlink.waitFor()).as(Files.readString(said)).isZero();
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
