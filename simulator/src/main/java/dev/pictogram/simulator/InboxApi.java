// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import dev.pictogram.MessageId;
import dev.pictogram.Sid;
import dev.pictogram.simulator.Inbox.Reply;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The REST API that {@code docs/simulator.md} describes. */
final class InboxApi {

    private static final int LARGEST_BODY = 64 * 1024;

    private static final Set<String> MEMBERS_OF_CALLBACK = Set.of("message_id", "ref", "status", "code");

    private final Ledger ledger;
    private final Callbacks callbacks;
    private final boolean openToOthers;

    InboxApi(Ledger ledger, Callbacks callbacks, boolean openToOthers) {
        this.ledger = ledger;
        this.callbacks = callbacks;
        this.openToOthers = openToOthers;
    }

    static String error(String message) {
        JsonObject error = new JsonObject();
        error.addProperty("error", message);
        return new Gson().toJson(error);
    }

    /** {@return the response to a request for a path relative to the API's} */
    Reply response(String path, HttpExchange exchange) throws IOException {
        try {
            return switch (path) {
                case "/messages" ->
                    switch (exchange.getRequestMethod()) {
                        case "GET" -> json(InboxJson.messages(ledger.acceptedNewestFirst(), filter(exchange)));
                        case "DELETE" -> done(ledger::clearAccepted);
                        default -> onlyAllowed("GET, DELETE", exchange);
                    };
                case "/rejected" ->
                    switch (exchange.getRequestMethod()) {
                        case "GET" -> json(InboxJson.refused(ledger.refusedNewestFirst(), filter(exchange)));
                        case "DELETE" -> done(ledger::clearRefused);
                        default -> onlyAllowed("GET, DELETE", exchange);
                    };
                case "/credit" ->
                    switch (exchange.getRequestMethod()) {
                        case "GET" -> json(InboxJson.credit(ledger.credit()));
                        case "PUT" -> {
                            ledger.setCredit(credit(body(exchange)));
                            yield json(InboxJson.credit(ledger.credit()));
                        }
                        default -> onlyAllowed("GET, PUT", exchange);
                    };
                case "/failure" ->
                    switch (exchange.getRequestMethod()) {
                        case "GET" -> json(InboxJson.failure(ledger.failure()));
                        case "PUT" -> {
                            ledger.fail(failure(body(exchange)));
                            yield json(InboxJson.failure(ledger.failure()));
                        }
                        case "DELETE" -> done(() -> ledger.fail(Failure.NONE));
                        default -> onlyAllowed("GET, PUT, DELETE", exchange);
                    };
                case "/callbacks" ->
                    switch (exchange.getRequestMethod()) {
                        case "GET" -> json(InboxJson.callbacks(ledger.postedNewestFirst(), filter(exchange)));
                        case "POST" -> json(InboxJson.callback(post(body(exchange))));
                        case "DELETE" -> done(ledger::clearPosted);
                        default -> onlyAllowed("GET, POST, DELETE", exchange);
                    };
                case "/callbacks/profile" ->
                    switch (exchange.getRequestMethod()) {
                        case "GET" -> json(InboxJson.profile(callbacks.profile()));
                        case "PUT" -> {
                            callbacks.setProfile(Optional.of(changed(body(exchange))));
                            yield json(InboxJson.profile(callbacks.profile()));
                        }
                        case "DELETE" -> done(() -> callbacks.setProfile(Optional.empty()));
                        default -> onlyAllowed("GET, PUT, DELETE", exchange);
                    };
                case "/callbacks/codes" ->
                    exchange.getRequestMethod().equals("GET") ? json(InboxJson.codes()) : onlyAllowed("GET", exchange);
                case "/events" -> onlyAllowed("GET", exchange);
                default -> Reply.json(404, error("path: must be one of those in docs/simulator.md, but it is another"));
            };
        } catch (IllegalStateException conflict) {
            return Reply.json(409, error(String.valueOf(conflict.getMessage())));
        } catch (IllegalArgumentException wrong) {
            return Reply.json(400, error(String.valueOf(wrong.getMessage())));
        }
    }

    private CallbackProfile changed(JsonObject body) {
        CallbackProfile changed = CallbackProfileJson.change(callbacks.profile(), body, callbacks.mayLeave());
        // Otherwise anyone on the network could post to this machine's servers, and read their responses.
        if (openToOthers && !callbacks.isSetTo(changed.url())) {
            throw new IllegalArgumentException(
                    "url: must be the one set at the start, because the simulator is open to "
                            + "others, but it is another");
        }
        return changed;
    }

    private CallbackAttempt post(JsonObject body) {
        JsonMembers.requireKnown(body, MEMBERS_OF_CALLBACK);
        StatusChange change = StatusChange.of(
                JsonMembers.text(body, "status").orElse(""),
                JsonMembers.text(body, "code").orElse(""));
        Optional<MessageId> id = JsonMembers.text(body, "message_id")
                .filter(value -> !value.isBlank())
                .map(MessageId::of);
        return callbacks
                .post(
                        id.or(() -> JsonMembers.text(body, "ref").flatMap(ledger::idOf))
                                .orElseThrow(
                                        () -> new IllegalArgumentException("message: message_id or ref must name an "
                                                + "accepted message that is still kept, but neither does")),
                        change)
                .join();
    }

    private static Reply json(JsonElement body) {
        return Reply.json(200, new Gson().toJson(body));
    }

    private static Reply done(Runnable change) {
        change.run();
        return Reply.empty(204);
    }

    private static Reply onlyAllowed(String methods, HttpExchange exchange) {
        exchange.getResponseHeaders().set("Allow", methods);
        return Reply.json(405, error("method: must be one of " + methods + ", but it is another"));
    }

    private static Filter filter(HttpExchange exchange) {
        return Filter.of(
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
    }

    private static JsonObject body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (bytes.length > LARGEST_BODY) {
            throw new IllegalArgumentException("body: must have at most " + LARGEST_BODY + " bytes, but it has more");
        }
        try {
            JsonReader reader = new JsonReader(new StringReader(new String(bytes, UTF_8)));
            reader.setStrictness(Strictness.STRICT);
            JsonElement body = JsonParser.parseReader(reader);
            if (reader.peek() == JsonToken.END_DOCUMENT && body.isJsonObject()) {
                return body.getAsJsonObject();
            }
        } catch (IOException | RuntimeException notJson) {
            // Reported below, like JSON that is not an object.
        }
        throw new IllegalArgumentException("body: must be one JSON object, but it is not");
    }

    private static Map<Sid, Long> credit(JsonObject body) {
        Map<Sid, Long> credit = new HashMap<>();
        for (String sid : body.keySet()) {
            long messages = number("credit", "a whole number", body.get(sid), Long::valueOf);
            if (messages < 0) {
                throw new IllegalArgumentException("credit: must not be negative, but it is " + messages);
            }
            credit.put(Sid.of(sid), messages);
        }
        return credit;
    }

    private static Failure failure(JsonObject body) {
        for (String member : body.keySet()) {
            if (!List.of("mode", "next", "seconds").contains(member)) {
                throw new IllegalArgumentException("body: must have mode, next and seconds only, but it has another");
            }
        }
        JsonElement mode = body.get("mode");
        return new Failure(
                Failure.Mode.of(mode != null && mode.isJsonPrimitive() ? mode.getAsString() : ""),
                Optional.ofNullable(body.get("next"))
                        .map(next -> number("next", "a whole number", next, Integer::valueOf)),
                Optional.ofNullable(body.get("seconds"))
                        .map(seconds -> number("seconds", "a number", seconds, Double::valueOf))
                        .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
                        .orElse(Duration.ZERO));
    }

    private static <N extends Number> N number(String name, String rule, JsonElement value, Function<String, N> read) {
        try {
            if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
                return read.apply(value.getAsString());
            }
        } catch (NumberFormatException notWhole) {
            // Reported below, like values of other types.
        }
        throw new IllegalArgumentException(name + ": must be " + rule + ", but it is not");
    }
}
