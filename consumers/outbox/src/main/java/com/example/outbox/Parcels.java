// SPDX-License-Identifier: Apache-2.0
package com.example.outbox;

import dev.pictogram.Account;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.jdk.JdkMessaging;
import dev.pictogram.outbox.Decision;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxEntry;
import dev.pictogram.outbox.OutboxWorker;
import java.nio.file.Path;
import javax.sql.DataSource;

/** Sends each customer a photo of the parcel, once. */
class Parcels implements AutoCloseable {

    private final Outbox outbox;
    private final OutboxWorker worker;

    private Parcels(Outbox outbox) {
        this.outbox = outbox;
        worker = OutboxWorker.start(outbox);
    }

    static Parcels inFile(Path file, Account account) {
        return new Parcels(Outbox.inFile(file, account.sender(), JdkMessaging.of(account)));
    }

    static Parcels on(DataSource database, Account account) {
        Outbox.createTables(database);
        return new Parcels(Outbox.on(database, account.sender(), JdkMessaging.of(account)));
    }

    boolean shipped(String order, String recipient) {
        return outbox.put(order, ImageMessage.to(recipient, Image.link("https://example.com/parcel.png")));
    }

    OutboxEntry message(String order) {
        return outbox.find(order).orElseThrow();
    }

    void foundInConsole(String order, String who) {
        outbox.settle(order, Decision.ACCEPTED, who, "the console shows it");
    }

    @Override
    public void close() {
        worker.close();
        outbox.close();
    }
}
