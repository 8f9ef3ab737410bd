// SPDX-License-Identifier: Apache-2.0
package com.example.micrometer;

import dev.pictogram.Account;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import dev.pictogram.jdk.JdkMessaging;
import dev.pictogram.micrometer.ObservedMessaging;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;

/** Sends a customer a photo of the parcel. */
class Notice {

    private final MessagingPort messaging;

    Notice(Account account, ObservationRegistry registry) {
        messaging = ObservedMessaging.observe(JdkMessaging.of(account), registry, Map.of("sender", "sales"));
    }

    SendResult send(String recipient) {
        return messaging.send(ImageMessage.to(recipient, Image.link("https://example.com/parcel.png")));
    }
}
