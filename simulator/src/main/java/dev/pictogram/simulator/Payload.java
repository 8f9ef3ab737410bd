// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.WaSource;
import java.io.IOException;
import java.util.Optional;

/** Reads a request's payload by the rules of the API page; numbers, links and texts follow the core's rules. */
final class Payload {

    private Payload() {}

    /** {@return the message in a payload, or nothing if the payload is invalid} */
    static Optional<ImageMessage> read(byte[] body) {
        try {
            return Optional.of(message(StrictJson.object(body)));
        } catch (IOException | RuntimeException refused) {
            // From core, Gson or this package: the page has one response to every invalid payload.
            return Optional.empty();
        }
    }

    /** {@return the rule that a payload breaks, or nothing if it is valid} */
    static Optional<String> finding(byte[] body) {
        try {
            message(StrictJson.object(body));
            return Optional.empty();
        } catch (IllegalArgumentException wrong) {
            return Optional.of(String.valueOf(wrong.getMessage()));
        } catch (IOException | RuntimeException notJson) {
            return Optional.of("body: must be one JSON object in UTF-8, but it is not");
        }
    }

    private static ImageMessage message(StrictJson.Members payload) {
        StrictJson.Members messaging = given("messaging_object", payload.object("messaging_object"));
        require("messaging_product", "whatsapp", given("messaging_product", messaging.text("messaging_product")));
        require("recipient_type", "individual", messaging.text("recipient_type").orElse("individual"));
        require("type", "image", messaging.text("type").orElse("text"));
        StrictJson.Members image = given("image", messaging.object("image"));
        return ImageMessage.to(given("to", messaging.text("to")), image(image))
                .withCaption(image.text("caption").orElse(""))
                .withExtraInfo(
                        payload.object("extra_info").map(Payload::extraInfo).orElse(ExtraInfo.none()));
    }

    private static Image image(StrictJson.Members image) {
        Optional<String> id = image.text("id");
        Optional<String> link = image.text("link");
        if (id.isPresent() == link.isPresent()) {
            throw new IllegalArgumentException(
                    "image: must have one of id and link, but it has " + (id.isPresent() ? "both" : "neither"));
        }
        return id.map(Image::uploaded).or(() -> link.map(Image::link)).orElseThrow();
    }

    private static ExtraInfo extraInfo(StrictJson.Members members) {
        ExtraInfo info = ExtraInfo.none()
                .withRef(members.text("ref").orElse(""))
                .withRef1(members.text("ref1").orElse(""))
                .withRef2(members.text("ref2").orElse(""));
        return members.text("wa_source").map(WaSource::of).map(info::withSource).orElse(info);
    }

    private static <T> T given(String name, Optional<T> value) {
        return value.orElseThrow(() -> new IllegalArgumentException(name + ": must be given, but it is not"));
    }

    private static void require(String name, String only, String value) {
        if (!value.equals(only)) {
            throw new IllegalArgumentException(name + ": must be " + only + ", but it is something else");
        }
    }
}
