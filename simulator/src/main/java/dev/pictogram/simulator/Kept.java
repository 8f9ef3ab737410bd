// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;

/**
 * An accepted message, with its number among all requests.
 *
 * @param note why the client got no response or a late one; empty if it got one in time
 * @param delivery the delivery state
 */
record Kept(long number, AcceptedMessage accepted, String note, Delivery delivery) {

    long text() {
        return textOf(accepted.message());
    }

    static long textOf(ImageMessage message) {
        ExtraInfo info = message.extraInfo();
        return (long) imageOf(message).length()
                + message.caption().map(String::length).orElse(0)
                + info.ref().map(String::length).orElse(0)
                + info.ref1().map(String::length).orElse(0)
                + info.ref2().map(String::length).orElse(0);
    }

    private static String imageOf(ImageMessage message) {
        return message.image() instanceof Image.Link link ? link.url() : ((Image.Uploaded) message.image()).mediaId();
    }
}
