// SPDX-License-Identifier: Apache-2.0
package com.example.modules;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.Sid;
import dev.pictogram.jdk.JdkMessaging;
import java.net.URI;

/** Sends one photo. */
public final class Main {

    private Main() {}

    /**
     * Sends one photo and prints the message id.
     *
     * @param args the pod's URL, the SID, the API key, the sender and the recipient
     */
    public static void main(String[] args) {
        Account account =
                new Account(Pod.at(URI.create(args[0])), Sid.of(args[1]), ApiKey.of(args[2]), PhoneNumber.of(args[3]));
        System.out.println(JdkMessaging.of(account)
                .send(ImageMessage.to(args[4], Image.link("https://example.com/parcel.png")))
                .orElseThrow());
    }
}
