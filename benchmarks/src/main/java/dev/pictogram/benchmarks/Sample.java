// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.annotations.SerializedName;
import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.Sid;
import dev.pictogram.WaSource;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** The message that all clients send, with the same bytes and headers. */
public final class Sample {

    public static final String RESPONSE =
            "{\"code\":\"WA202\",\"message\":\"Request accepted\",\"data\":{\"message_id\":\"a1b2c3d4-0001\"},\"error\":{}}";

    private static final String SENDER = "919800000001";
    private static final String RECIPIENT = "919812345678";
    private static final String LINK = "https://img.example.com/parcels/4711/front.jpg?size=large&v=2";
    private static final String CAPTION = "Your parcel 4711 is on its way.\nIt arrives tomorrow between 9 and 12.";

    private Sample() {}

    public static Account account(URI base) {
        return new Account(
                Pod.at(base), Sid.of("HXAP1234567890IN"), ApiKey.of("A0123456789abcdef"), PhoneNumber.of(SENDER));
    }

    static URI uri(URI base) {
        return URI.create(base + "/v2/HXAP1234567890IN/whatsapp/+" + SENDER + "/messages");
    }

    static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("api-key", "A0123456789abcdef");
        headers.put("cache-control", "no-cache");
        headers.put("Accept", "application/json");
        headers.put("Accept-Encoding", "identity");
        headers.put("User-Agent", "pictogram/benchmark");
        return headers;
    }

    /** Created for each send, as in an application. */
    public static ImageMessage message() {
        return ImageMessage.to(RECIPIENT, Image.link(LINK))
                .withCaption(CAPTION)
                .withExtraInfo(ExtraInfo.ref("order-4711").withSource(WaSource.API));
    }

    // Code that an application without the library writes, with Gson

    /** Created when it is needed: only the clients without the library pay for it. */
    private static final class Json {
        static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
    }

    private record Body(Message messaging_object, Extra extra_info) {}

    private record Message(String messaging_product, String recipient_type, String to, String type, Picture image) {}

    private record Picture(String link, String caption) {}

    private record Extra(String ref, String wa_source) {}

    private record Reply(String code, String message, Data data) {}

    private record Data(@SerializedName("message_id") String id) {}

    /** Returns the JSON of the message, written with Gson from records. */
    public static byte[] bytes() {
        return Json.GSON
                .toJson(new Body(
                        new Message("whatsapp", "individual", RECIPIENT, "image", new Picture(LINK, CAPTION)),
                        new Extra("order-4711", "api")))
                .getBytes(UTF_8);
    }

    /** Returns whether a response has a message id, read with Gson to records. */
    public static boolean accepted(int status, byte[] response) {
        Reply reply = Json.GSON.fromJson(new String(response, UTF_8), Reply.class);
        return status / 100 == 2 && reply.data() != null && reply.data().id() != null;
    }
}
