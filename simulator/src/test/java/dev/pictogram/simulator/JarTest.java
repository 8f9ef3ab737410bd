// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.SendPolicy;
import dev.pictogram.Sid;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.JdkTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The jar, run with nothing but a JVM. */
@Tag("jar")
@Timeout(60)
class JarTest {

    private static final String JAR = System.getProperty("simulator.jar");

    @Test
    void the_jar_runs_alone_and_ends_on_sigterm() throws Exception {
        Process program = run("--port", "0");
        try (BufferedReader out = program.inputReader()) {
            String pod = "";
            for (String line = out.readLine(); !line.startsWith("curl"); line = out.readLine()) {
                if (line.startsWith("  API ")) {
                    pod = line.substring(6).strip();
                }
            }
            Account account = new Account(
                    Pod.at(URI.create(pod)),
                    Sid.of("HXAP0000000000IN"),
                    ApiKey.of("key-of-the-simulator"),
                    PhoneNumber.of("+919800000000"));
            KaleyraMessaging.over(JdkTransport.create(SendPolicy.defaults()), account, SendPolicy.defaults())
                    .send(ImageMessage.to("+919800000001", Image.uploaded("1479")))
                    .orElseThrow();

            program.destroy(); // SIGTERM

            assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isEqualTo(143);
            new ServerSocket(URI.create(pod).getPort()).close();
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    @Timeout(240) // a limit for a machine with other load
    void callbacks_of_12_000_messages_are_posted_on_a_small_heap() throws Exception {
        int messages = 12_000; // More than the simulator keeps.
        AtomicInteger posted = new AtomicInteger();
        try (CallbackTarget target = new CallbackTarget(exchange -> {
            posted.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
        })) {
            Process program = runOn(
                    "-Xmx48m",
                    "--port",
                    "0",
                    "--callbacks",
                    target.url().toString(),
                    "--callback-plan",
                    "sent@0,delivered@0,read@3600");
            try (BufferedReader out = program.inputReader()) {
                String pod = out.lines()
                        .filter(line -> line.startsWith("  API "))
                        .findFirst()
                        .orElseThrow()
                        .substring(6)
                        .strip();
                Account account = new Account(
                        Pod.at(URI.create(pod)),
                        Sid.of("HXAP0000000000IN"),
                        ApiKey.of("key-of-the-simulator"),
                        PhoneNumber.of("+919800000000"));
                RawRequest request = RawRequest.by(account);
                try (RawConnection client = new RawConnection(account.pod())) {
                    for (int i = 0; i < messages; i++) {
                        assertThat(client.send(request).status()).isEqualTo(202);
                    }
                }
                // Kept messages get both steps; older ones get the steps before their removal.
                while (posted.get() < 2 * Ledger.MOST_KEPT) {
                    target.next();
                }
                assertThat(program.isAlive()).isTrue();
            } finally {
                program.destroyForcibly();
            }
        }
    }

    @Test
    void misuse_is_reported_and_exits_with_2() throws Exception {
        Process program = run("--port", "many");

        assertThat(program.waitFor()).isEqualTo(2);
        assertThat(new String(program.getErrorStream().readAllBytes(), UTF_8)).startsWith("--port: must be a number");
        assertThat(program.getInputStream().readAllBytes()).isEmpty();
    }

    @Test
    void a_port_in_use_is_reported_and_exits_with_1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Process program = run("--port", String.valueOf(taken.getLocalPort()));

            assertThat(program.waitFor()).isEqualTo(1);
            assertThat(new String(program.getErrorStream().readAllBytes(), UTF_8))
                    .startsWith("the simulator cannot listen on 127.0.0.1, port " + taken.getLocalPort());
        }
    }

    @Test
    void help_lists_the_options() throws Exception {
        Process program = run("--help");

        assertThat(program.waitFor()).isZero();
        assertThat(new String(program.getInputStream().readAllBytes(), UTF_8)).contains("--open-to-others");
    }

    @Test
    void the_jar_contains_its_dependencies_and_nothing_else() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            List<String> names = jar.stream().map(entry -> entry.getName()).toList();

            assertThat(names)
                    .contains("META-INF/LICENSE", "com/google/gson/Gson.class")
                    .doesNotHaveDuplicates()
                    .noneMatch(name -> name.endsWith("module-info.class"))
                    .noneMatch(name -> name.contains("testkit/contract") || name.contains("testkit/architecture"));
        }
    }

    private static Process run(String... args) throws IOException {
        return runOn("-Xmx1g", args);
    }

    private static Process runOn(String heap, String... args) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap, "-jar", JAR));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }
}
