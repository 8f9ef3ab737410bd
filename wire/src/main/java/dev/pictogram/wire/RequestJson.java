// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.JsonWriter;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.WaSource;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes a message as JSON: members in the order of the API page, absent ones omitted, no white space. */
final class RequestJson {

    private static final int USUAL_SIZE = 512;

    private RequestJson() {}

    static byte[] of(ImageMessage message) {
        // Through a string: an OutputStreamWriter allocates 8 KB of buffers for a body of 400 bytes.
        StringWriter text = new StringWriter(USUAL_SIZE);
        try {
            JsonWriter json = new JsonWriter(text);
            json.beginObject();
            json.name("messaging_object");
            writeMessage(json, message);
            if (!message.extraInfo().isEmpty()) {
                json.name("extra_info");
                writeExtraInfo(json, message.extraInfo());
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text.toString().getBytes(UTF_8);
    }

    private static void writeMessage(JsonWriter json, ImageMessage message) throws IOException {
        json.beginObject();
        json.name("messaging_product").value("whatsapp");
        json.name("recipient_type").value("individual");
        json.name("to").value(message.recipient().digits());
        // The page calls it optional, but without it the server treats the message as text.
        json.name("type").value("image");
        json.name("image");
        json.beginObject();
        writeImage(json, message.image());
        writeIfPresent(json, "caption", message.caption().orElse(null));
        json.endObject();
        json.endObject();
    }

    private static void writeImage(JsonWriter json, Image image) throws IOException {
        if (image instanceof Image.Link link) {
            json.name("link").value(link.url());
        } else {
            json.name("id").value(((Image.Uploaded) image).mediaId());
        }
    }

    private static void writeExtraInfo(JsonWriter json, ExtraInfo info) throws IOException {
        json.beginObject();
        writeIfPresent(json, "ref", info.ref().orElse(null));
        writeIfPresent(json, "ref1", info.ref1().orElse(null));
        writeIfPresent(json, "ref2", info.ref2().orElse(null));
        writeIfPresent(json, "wa_source", info.source().map(WaSource::value).orElse(null));
        json.endObject();
    }

    private static void writeIfPresent(JsonWriter json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.name(name).value(value);
        }
    }
}
