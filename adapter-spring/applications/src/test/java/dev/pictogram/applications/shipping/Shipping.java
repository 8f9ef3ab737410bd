// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications.shipping;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.outbox.Outbox;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class Shipping {

    private final Outbox outbox;

    Shipping(Outbox outbox) {
        this.outbox = outbox;
    }

    @Transactional
    public void ship(String order, String recipient) {
        // ... update the order ...
        outbox.put(order, ImageMessage.to(recipient, Image.link("https://example.com/parcel.png")));
    }
}
