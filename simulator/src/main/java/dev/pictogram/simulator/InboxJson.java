// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryState;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.Sid;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the JSON of the API; absent members are left out. */
final class InboxJson {

    private InboxJson() {}

    static JsonObject messages(List<Kept> newestFirst, Filter filter) {
        List<Kept> found = newestFirst.stream()
                .filter(kept ->
                        filter.accepts(kept.accepted().id(), kept.accepted().message()))
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

    /** {@return a list with the total number of matches, which may exceed the limit} */
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
        DeliveryState state = kept.delivery().state();
        if (!state.equals(DeliveryState.none())) {
            json.add("delivery", delivery(state));
        }
        kept.delivery().latest().ifPresent(outcome -> {
            JsonObject callback = new JsonObject();
            callback.addProperty("status", StatusChange.wordOf(outcome.status()));
            callback.addProperty("succeeded", outcome.succeeded());
            callback.addProperty("outcome", outcome.text());
            json.add("callback", callback);
        });
        return json;
    }

    private static JsonObject delivery(DeliveryState state) {
        JsonObject json = new JsonObject();
        json.addProperty("status", StatusChange.wordOf(state.status()));
        JsonObject times = new JsonObject();
        for (DeliveryStatus status : DeliveryStatus.values()) {
            state.at(status).ifPresent(at -> times.addProperty(StatusChange.wordOf(status), at.toString()));
        }
        json.add("at", times);
        if (!state.errors().isEmpty()) {
            JsonArray errors = new JsonArray();
            state.errors().forEach(error -> errors.add(explained(error)));
            json.add("errors", errors);
        }
        return json;
    }

    private static JsonObject explained(DeliveryError error) {
        JsonObject json = new JsonObject();
        json.addProperty("code", error.code());
        error.meaning().ifPresent(meaning -> json.addProperty("meaning", meaning));
        error.advice().ifPresent(advice -> json.addProperty("advice", advice));
        return json;
    }

    static JsonObject callbacks(List<PostedCallback> newestFirst, Filter filter) {
        List<PostedCallback> found = newestFirst.stream()
                .filter(posted -> filter.accepts(posted.attempt().message(), posted.message()))
                .toList();
        JsonArray callbacks = new JsonArray();
        found.stream().limit(filter.limit()).forEach(posted -> callbacks.add(callback(posted.attempt())));
        return list("callbacks", callbacks, found.size());
    }

    static JsonObject callback(CallbackAttempt attempt) {
        JsonObject json = new JsonObject();
        json.addProperty("message_id", attempt.message().value());
        json.addProperty("status", StatusChange.wordOf(attempt.status()));
        json.addProperty("at", attempt.at().toString());
        json.addProperty("succeeded", attempt.succeeded());
        json.addProperty("outcome", attempt.outcome());
        json.addProperty("payload", attempt.payload());
        attempt.responseStatus().ifPresent(status -> {
            json.addProperty("response_status", status);
            json.addProperty("response_body", attempt.responseBody());
        });
        return json;
    }

    /** {@return the profile without header values, which may be secrets; an empty object if there is no profile} */
    static JsonObject profile(Optional<CallbackProfile> profile) {
        JsonObject json = new JsonObject();
        profile.ifPresent(to -> {
            json.addProperty("url", to.url().toString());
            json.addProperty("plan", to.plan().toString());
            json.addProperty("shape", to.shape().word());
            json.addProperty("timeout", new BigDecimal(Seconds.of(to.timeout())));
            JsonObject headers = new JsonObject();
            to.headers().keySet().forEach(name -> headers.addProperty(name, RawText.DOTS));
            json.add("headers", headers);
        });
        return json;
    }

    static JsonObject codes() {
        JsonArray codes = new JsonArray();
        DeliveryError.explainedCodes().forEach(code -> codes.add(explained(DeliveryError.of(code))));
        JsonObject json = new JsonObject();
        json.add("codes", codes);
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
        json.addProperty("response", refused.response());
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
