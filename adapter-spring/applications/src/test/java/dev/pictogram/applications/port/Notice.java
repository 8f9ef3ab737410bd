// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications.port;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;

/** Sends a message through the injected port. */
public record Notice(MessagingPort messaging) {

    public SendResult send() {
        return messaging.send(ImageMessage.to("+919811111111", Image.link("https://example.com/parcel.png")));
    }
}
