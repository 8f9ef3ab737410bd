// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.SendPolicy;
import dev.pictogram.Sid;
import dev.pictogram.wire.http.HttpTransport;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs in a separate JVM, whose memory it fills. */
class LackOfMemoryTest {

    /** An exception would say that nothing was sent. */
    @Test
    void sendAsync_does_not_throw_for_lack_of_memory_after_the_request_was_sent() throws Exception {
        String classes = Path.of(LackOfMemoryTest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                classes,
                                Path.of(classes).resolveSibling("classes").toString(),
                                System.getProperty("java.class.path"),
                                System.getProperty("jdk.module.path", "")),
                        Sends.class.getName())
                .redirectErrorStream(true)
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }

        assertThat(ended).isTrue();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .endsWith("returned");
    }

    /** Sends a message while there is no memory. */
    static final class Sends {

        private static final Account ACCOUNT =
                new Account(Pod.IN, Sid.of("HXAP16"), ApiKey.of("Asecret3"), PhoneNumber.of("+919800000000"));
        private static final ImageMessage MESSAGE = ImageMessage.to("+919800000001", Image.uploaded("1"));

        private static boolean last;
        private static @Nullable Object[] full = {};

        public static void main(String[] args) {
            MessagingPort port = KaleyraMessaging.over(
                    new HttpTransport() {
                        @Override
                        public Result post(Request request) {
                            throw new AssertionError("must not be called");
                        }

                        @Override
                        public CompletableFuture<Result> postAsync(Request request) {
                            CompletableFuture<Result> pending = new CompletableFuture<>();
                            if (last) {
                                fill();
                            }
                            return pending;
                        }
                    },
                    ACCOUNT,
                    SendPolicy.defaults());
            for (int i = 0; i < 100; i++) {
                port.sendAsync(MESSAGE);
            }
            last = true;
            String outcome = "returned";
            try {
                port.sendAsync(MESSAGE);
            } catch (OutOfMemoryError thrown) {
                outcome = "threw";
            }
            full = new Object[0];
            System.out.print(outcome);
            System.out.flush();
            Runtime.getRuntime().halt(0);
        }

        private static void fill() {
            for (int size = 1 << 20; size >= 1; size /= 2) {
                try {
                    while (true) {
                        full = new Object[] {full, new Object[size]};
                    }
                } catch (OutOfMemoryError smaller) {
                    // The rest is filled with smaller arrays.
                }
            }
        }
    }
}
