// SPDX-License-Identifier: Apache-2.0
package com.example.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxState;
import dev.pictogram.simulator.KaleyraSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ParcelsTest {

    @TempDir
    Path directory;

    @Test
    void an_outbox_in_a_file_sends_and_settles() throws Exception {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start();
                Parcels parcels = Parcels.inFile(directory.resolve("outbox.db"), kaleyra.account())) {
            sendAndSettle(parcels, kaleyra);
        }
    }

    @Test
    void an_outbox_on_postgresql_sends_and_settles() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        // The outbox refuses the settings of the embedded server, which lose rows in a crash.
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .start();
                KaleyraSimulator kaleyra = KaleyraSimulator.start();
                Parcels parcels = Parcels.on(postgres.getPostgresDatabase(), kaleyra.account())) {
            sendAndSettle(parcels, kaleyra);
        }
    }

    @Test
    void the_outbox_is_a_module() {
        assertThat(Outbox.class.getModule().getName()).isEqualTo("dev.pictogram.outbox");
    }

    private static void sendAndSettle(Parcels parcels, KaleyraSimulator kaleyra) throws InterruptedException {
        assertThat(parcels.shipped("order-1", "+919800000001")).isTrue();
        awaitResult(parcels, "order-1");
        assertThat(parcels.shipped("order-1", "+919800000001")).isFalse();
        assertThat(parcels.message("order-1").state()).isEqualTo(OutboxState.ACCEPTED);

        kaleyra.loseNext(1);
        parcels.shipped("order-2", "+919800000002");
        awaitResult(parcels, "order-2");
        assertThat(parcels.message("order-2").state()).isEqualTo(OutboxState.IN_DOUBT);

        parcels.foundInConsole("order-2", "anna");
        assertThat(parcels.message("order-2").state()).isEqualTo(OutboxState.ACCEPTED);
        assertThat(kaleyra.accepted())
                .extracting(accepted -> accepted.message().extraInfo().ref().orElseThrow())
                .containsExactly("order-1", "order-2");
    }

    private static void awaitResult(Parcels parcels, String order) throws InterruptedException {
        while (parcels.message(order).state() == OutboxState.QUEUED
                || parcels.message(order).state() == OutboxState.SENDING) {
            Thread.sleep(20); // polls the database, which has no notification; the class has a time limit
        }
    }
}
