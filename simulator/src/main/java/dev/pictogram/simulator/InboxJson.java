// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.Sid;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Writes what the API tells; members without a value are left out. */
final class InboxJson {

    private InboxJson() {}

    static JsonObject messages(List<Kept> newestFirst, Filter filter) {
        List<Kept> found = newestFirst.stream()
                .filter(kept -> filter.accepts(kept.accepted().message()))
                .toList();
        JsonArray messages = new JsonArray();
        found.stream().limit(filter.limit()).forEach(kept -> messages.add(message(kept)));
        return list("messages", messages, found.size());
    }

    static JsonObject refused(List<Refused> newestFirst, Filter filter) {
        List<Refused> found = newestFirst.stream().filter(filter::accepts).toList();
        JsonArray requests = new JsonArray();
        found.stream().limit(filter.limit()).forEach(refused -> requests.add(request(refused)));
        return list("rejected", requests, found.size());
    }

    /** With how many there are, of which only so many are here as were asked for. */
    private static JsonObject list(String name, JsonArray elements, int total) {
        JsonObject list = new JsonObject();
        list.addProperty("total", total);
        list.add(name, elements);
        return list;
    }

    private static JsonObject message(Kept kept) {
        AcceptedMessage accepted = kept.accepted();
        JsonObject json = new JsonObject();
        json.addProperty("number", kept.number());
        json.addProperty("outcome", "accepted");
        json.addProperty("at", accepted.at().toString());
        json.addProperty("message_id", accepted.id().value());
        json.addProperty("sid", accepted.sid().value());
        json.addProperty("sender", accepted.sender().e164());
        describe(accepted.message(), json);
        if (!kept.note().isEmpty()) {
            json.addProperty("note", kept.note());
        }
        return json;
    }

    private static JsonObject request(Refused refused) {
        JsonObject json = new JsonObject();
        json.addProperty("number", refused.number());
        json.addProperty("outcome", refused.outcome());
        json.addProperty("at", refused.at().toString());
        json.addProperty("reason", refused.reason());
        refused.message().ifPresent(message -> describe(message, json));
        json.addProperty("request", refused.request());
        json.addProperty("answer", refused.answer());
        return json;
    }

    private static void describe(ImageMessage message, JsonObject json) {
        ExtraInfo info = message.extraInfo();
        JsonObject image = new JsonObject();
        if (message.image() instanceof Image.Link link) {
            image.addProperty("link", link.url());
        } else {
            image.addProperty("id", ((Image.Uploaded) message.image()).mediaId());
        }
        json.addProperty("recipient", message.recipient().e164());
        json.add("image", image);
        message.caption().ifPresent(caption -> json.addProperty("caption", caption));
        info.ref().ifPresent(ref -> json.addProperty("ref", ref));
        info.ref1().ifPresent(ref -> json.addProperty("ref1", ref));
        info.ref2().ifPresent(ref -> json.addProperty("ref2", ref));
        info.source().ifPresent(source -> json.addProperty("wa_source", source.value()));
    }

    static JsonObject credit(Map<Sid, Long> credit) {
        JsonObject json = new JsonObject();
        credit.forEach((sid, messages) -> json.addProperty(sid.value(), messages));
        return json;
    }

    static JsonObject failure(Failure failure) {
        JsonObject json = new JsonObject();
        json.addProperty("mode", failure.mode().word());
        failure.next().ifPresent(next -> json.addProperty("next", next));
        if (!failure.delay().isZero()) {
            json.addProperty("seconds", new BigDecimal(failure.seconds()));
        }
        return json;
    }
}
