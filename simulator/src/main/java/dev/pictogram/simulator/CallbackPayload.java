// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.ExtraInfo;
import dev.pictogram.ImageMessage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Writes the body of a callback.
 *
 * <p>Other ids are derived by a hash from the id of the 202. They are stable for each message, and, as in the vendor's
 * samples, have no relation to the id of the 202 that a reader could rely on.
 */
final class CallbackPayload {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
    private static final long CONVERSATION_SECONDS = 24 * 60 * 60;
    private static final String HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";

    private CallbackPayload() {}

    static String of(CallbackProfile.Shape shape, AcceptedMessage accepted, StatusChange change, Instant at) {
        return switch (shape) {
            case FLAT -> GSON.toJson(flat(accepted, change, at));
            case V2, V2_TRAILING_COMMA -> {
                if (change.status() == DeliveryStatus.NOT_SENT) {
                    yield GSON.toJson(notSent(accepted, change));
                }
                String status = GSON.toJson(status(accepted, change, at));
                yield shape == CallbackProfile.Shape.V2 ? status : status.substring(0, status.length() - 1) + ",}";
            }
        };
    }

    private static JsonObject status(AcceptedMessage accepted, StatusChange change, Instant at) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("display_phone_number", accepted.sender().digits());
        metadata.addProperty(
                "phone_number_id", number("phone number", accepted.sender().digits()));
        JsonArray statuses = new JsonArray();
        statuses.add(statusOfMeta(accepted, change, at));
        JsonObject value = new JsonObject();
        value.addProperty("messaging_product", "whatsapp");
        value.add("metadata", metadata);
        value.add("statuses", statuses);
        JsonObject meta = new JsonObject();
        meta.add("value", value);
        meta.addProperty("field", "messages");

        JsonObject info = new JsonObject();
        info.addProperty("trace_id", hex("trace", accepted.id().value(), 8));
        info.addProperty("message_id", wamid("extra info", accepted));
        addAccountAndReferences(accepted, info);
        info.addProperty("enable_url_tracking_body", false);
        info.addProperty("enable_url_tracking_button", false);

        JsonObject payload = new JsonObject();
        payload.add("meta_object", meta);
        payload.add("extra_info", info);
        payload.addProperty("status", change.word());
        payload.addProperty("message_id", wamid("payload", accepted));
        return payload;
    }

    private static JsonObject statusOfMeta(AcceptedMessage accepted, StatusChange change, Instant at) {
        ImageMessage message = accepted.message();
        JsonObject status = new JsonObject();
        status.addProperty("id", hex("status", accepted.id().value(), 8));
        status.addProperty("status", change.word());
        status.addProperty("timestamp", seconds(at));
        status.addProperty("recipient_id", message.recipient().digits());
        if (change.status() == DeliveryStatus.FAILED) {
            JsonArray errors = new JsonArray();
            errors.add(error(change.code()));
            status.add("errors", errors);
            return status;
        }
        JsonObject origin = new JsonObject();
        origin.addProperty("type", "utility");
        JsonObject conversation = new JsonObject();
        conversation.addProperty("id", hex("conversation", accepted.sender() + " " + message.recipient(), 16));
        conversation.addProperty("expiration_timestamp", seconds(at.plusSeconds(CONVERSATION_SECONDS)));
        conversation.add("origin", origin);
        JsonObject pricing = new JsonObject();
        pricing.addProperty("billable", true);
        pricing.addProperty("pricing_model", "CBP");
        pricing.addProperty("category", "utility");
        status.add("conversation", conversation);
        status.add("pricing", pricing);
        return status;
    }

    private static JsonObject error(String code) {
        JsonObject data = new JsonObject();
        data.addProperty("details", textOf(code));
        JsonObject error = new JsonObject();
        error.addProperty("code", Integer.valueOf(code));
        error.addProperty("title", textOf(code));
        error.addProperty("message", textOf(code));
        error.add("error_data", data);
        error.addProperty("href", HREF);
        return error;
    }

    private static JsonObject notSent(AcceptedMessage accepted, StatusChange change) {
        JsonObject info = new JsonObject();
        info.addProperty("message_id", accepted.id().value());
        addAccountAndReferences(accepted, info);
        JsonObject payload = new JsonObject();
        payload.addProperty("code", change.code());
        payload.addProperty("status", change.word());
        payload.addProperty("reason", textOf(change.code()));
        payload.addProperty("message_id", accepted.id().value());
        payload.add("extra_info", info);
        return payload;
    }

    private static void addAccountAndReferences(AcceptedMessage accepted, JsonObject json) {
        json.addProperty("waba_id", number("account", accepted.sid().value()));
        addReferences(accepted, json);
    }

    private static void addReferences(AcceptedMessage accepted, JsonObject json) {
        ExtraInfo info = accepted.message().extraInfo();
        json.addProperty("ref", info.ref().orElse(""));
        json.addProperty("ref1", info.ref1().orElse(""));
        json.addProperty("ref2", info.ref2().orElse(""));
    }

    private static JsonObject flat(AcceptedMessage accepted, StatusChange change, Instant at) {
        JsonObject payload = new JsonObject();
        payload.addProperty("id", UUID.nameUUIDFromBytes(accepted.id().value().getBytes(UTF_8)) + ":0");
        payload.addProperty("custom_response", "");
        payload.addProperty("timestamp", seconds(at));
        payload.addProperty("mobile", accepted.message().recipient().digits());
        payload.addProperty("message", accepted.message().caption().orElse(""));
        payload.addProperty("status", change.word());
        payload.addProperty("phone_number", accepted.sender().digits());
        payload.addProperty("error", change.code().isEmpty() ? "" : textOf(change.code()));
        payload.addProperty("error_code", change.code());
        addReferences(accepted, payload);
        payload.addProperty("price", "");
        return payload;
    }

    private static String textOf(String code) {
        return DeliveryError.of(code).meaning().orElse("Error " + code);
    }

    private static String seconds(Instant at) {
        return String.valueOf(at.getEpochSecond());
    }

    private static String wamid(String purpose, AcceptedMessage accepted) {
        return "wamid."
                + Base64.getEncoder().encodeToString(hash(purpose, accepted.id().value()));
    }

    private static String hex(String purpose, String of, int bytes) {
        return HexFormat.of().formatHex(hash(purpose, of), 0, bytes);
    }

    /** {@return 15 digits, like Meta's ids of numbers and accounts} */
    private static String number(String purpose, String of) {
        long number = Long.parseLong(hex(purpose, of, 7), 16);
        return String.valueOf(100_000_000_000_000L + number % 900_000_000_000_000L);
    }

    private static byte[] hash(String purpose, String of) {
        try {
            return MessageDigest.getInstance("SHA-256").digest((purpose + ":" + of).getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
