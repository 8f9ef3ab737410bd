// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.Account;
import dev.pictogram.applications.outbox.OutboxApplication;
import dev.pictogram.applications.port.PortApplication;
import dev.pictogram.simulator.KaleyraSimulator;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that are processed ahead of time without a single Pictogram property. */
class AotTest {

    private static final List<String> AOT = List.of("-Dspring.aot.enabled=true");

    @TempDir
    Path directory;

    @Test
    void an_application_with_the_port_starts_with_the_environment_of_its_machine() throws Exception {
        Path classes = AheadOfTime.process(PortApplication.class, directory);
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            Account account = kaleyra.account();

            String output = Programs.run(
                    directory,
                    classes + File.pathSeparator + Programs.classPath(),
                    AOT,
                    Map.of(
                            "PICTOGRAM_BASE_URL", account.pod().toString(),
                            "PICTOGRAM_SID", account.sid().value(),
                            "PICTOGRAM_API_KEY", account.apiKey().reveal(),
                            "PICTOGRAM_SENDER", account.sender().e164()),
                    AotPrograms.WithPort.class);

            assertThat(output)
                    .contains("AOT-processed", "pictogram.sid is missing: the account's SID")
                    .doesNotContain(account.apiKey().reveal());
            assertThat(kaleyra.accepted()).hasSize(1);
        }
    }

    @Test
    void an_application_with_the_outbox_starts_with_the_properties_of_its_machine() throws Exception {
        Path classes = AheadOfTime.process(OutboxApplication.class, directory);
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            Account account = kaleyra.account();

            String output = Programs.run(
                    directory,
                    classes + File.pathSeparator + Programs.classPath(),
                    AOT,
                    Map.of(),
                    AotPrograms.WithOutbox.class,
                    "--orders.database=" + directory.resolve("orders.db"),
                    "--pictogram.base-url=" + account.pod(),
                    "--pictogram.sid=" + account.sid(),
                    "--pictogram.api-key=" + account.apiKey().reveal(),
                    "--pictogram.sender=" + account.sender(),
                    "--pictogram.outbox.enabled=true");

            assertThat(output)
                    .contains("AOT-processed", "a bean needs an Outbox, but pictogram.outbox.enabled=true is not set")
                    .doesNotContain(account.apiKey().reveal());
            assertThat(kaleyra.accepted()).hasSize(1);
        }
    }
}
