// SPDX-License-Identifier: Apache-2.0
package com.example.httpcore;

import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;

/** Sends a customer a photo of the parcel. */
class Notice {

    private final MessagingPort messaging;

    Notice(MessagingPort messaging) {
        this.messaging = messaging;
    }

    String send(String recipient, String order) {
        return messaging
                .send(ImageMessage.to(recipient, Image.link("https://example.com/parcel.png"))
                        .withExtraInfo(ExtraInfo.ref(order)))
                .fold(
                        accepted -> "accepted " + accepted.id(),
                        rejected -> "rejected: " + rejected.reason(),
                        notSent -> "not sent: " + notSent.why(),
                        inDoubt -> "in doubt: " + inDoubt.why());
    }
}
