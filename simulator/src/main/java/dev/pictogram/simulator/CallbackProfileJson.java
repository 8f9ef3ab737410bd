// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a callback profile from the JSON of the configuration file or the API. */
final class CallbackProfileJson {

    private static final Set<String> MEMBERS = Set.of("url", "plan", "shape", "timeout", "headers");

    private CallbackProfileJson() {}

    /**
     * Changes a profile, or creates one.
     *
     * @param present the profile to change; members that the JSON omits stay unchanged
     * @param otherHosts whether the URL may be on another host
     * @throws IllegalArgumentException if a member is wrong; the message contains no header value
     */
    static CallbackProfile change(Optional<CallbackProfile> present, JsonObject json, boolean otherHosts) {
        JsonMembers.requireKnown(json, MEMBERS);
        Optional<String> url = JsonMembers.text(json, "url");
        CallbackProfile profile = present.map(
                        old -> url.map(to -> old.withUrl(url(to))).orElse(old))
                .or(() -> url.map(to -> to(to, otherHosts)))
                .orElseThrow(() -> new IllegalArgumentException("url: must be given, but it is not"));
        profile = JsonMembers.text(json, "plan")
                .map(CallbackPlan::of)
                .map(profile::withPlan)
                .orElse(profile);
        profile = JsonMembers.text(json, "shape")
                .map(CallbackProfile.Shape::of)
                .map(profile::with)
                .orElse(profile);
        Optional<String> timeout = JsonMembers.value(
                json,
                "timeout",
                "a number of seconds with at most three decimals",
                value -> value.isNumber() && value.getAsString().matches("\\d{1,3}(\\.\\d{1,3})?"));
        profile = timeout.map(Seconds::parse).map(profile::withTimeout).orElse(profile);
        Optional<JsonObject> headers = JsonMembers.object(json, "headers");
        return headers.isPresent() ? withHeaders(headers.get(), profile) : profile;
    }

    static CallbackProfile to(String url, boolean otherHosts) {
        return otherHosts ? CallbackProfile.toOtherHost(url(url)) : CallbackProfile.to(url(url));
    }

    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException notOne) {
            throw new IllegalArgumentException("url: must be a URL, but it is not", notOne);
        }
    }

    private static CallbackProfile withHeaders(JsonObject headers, CallbackProfile profile) {
        CallbackProfile changed = profile.withoutHeaders();
        for (Map.Entry<String, JsonElement> header : headers.entrySet()) {
            changed = changed.withHeader(
                    header.getKey(), JsonMembers.value(header.getValue(), "headers", "texts", JsonPrimitive::isString));
        }
        return changed;
    }
}
