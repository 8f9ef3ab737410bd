// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications.outbox;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxEntry;
import dev.pictogram.outbox.OutboxState;

/** Puts a message into the injected outbox. */
public record Orders(Outbox outbox) {

    public void ship(String order) {
        outbox.put(order, ImageMessage.to("+919811111111", Image.link("https://example.com/parcel.png")));
    }

    public boolean accepted(String order) {
        return outbox.find(order).map(OutboxEntry::state).orElseThrow() == OutboxState.ACCEPTED;
    }
}
