// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.pictogram.ApiKey;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Responds to requests, with the checks and in the order that {@link KaleyraSimulator} documents. */
final class Endpoint implements HttpHandler {

    static final int LARGEST_BODY = 1024 * 1024;

    private static final int ACCEPTED = 202;

    private static final Pattern PATH = Pattern.compile("/v2/([^/]+)/whatsapp/(?:\\+|%2[Bb])?([^/]+)/messages");
    private static final byte[] REFUSED_BODY = {}; // An empty payload is rejected, too.

    private final Ledger ledger;
    private final Optional<String> unauthorizedCode;
    private final Callbacks callbacks;
    private final RawText raw;

    Endpoint(Ledger ledger, Callbacks callbacks, SimulatorOptions options) {
        this.ledger = ledger;
        this.callbacks = callbacks;
        unauthorizedCode = options.unauthorizedCode();
        raw = new RawText(ledger.accounts());
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = readBody(exchange);
            Matcher path = PATH.matcher(exchange.getRequestURI().getRawPath());
            if (isFromBrowser(exchange)) {
                respondToBrowser(exchange);
            } else if (isFromPage(exchange)) {
                exchange.sendResponseHeaders(403, -1); // Not recorded, or any site could fill the inbox.
            } else if (!path.matches()) {
                reject(Response.NOT_FOUND, exchange, body);
            } else if (!exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("Allow", "POST");
                reject(Response.METHOD_NOT_ALLOWED, exchange, body);
            } else {
                handle(ledger.takeFailure(), path, exchange, body);
            }
        }
    }

    /** {@return whether a request comes from a browser instead of a client of the API} */
    private static boolean isFromBrowser(HttpExchange exchange) {
        return List.of("GET", "HEAD").contains(exchange.getRequestMethod())
                && !exchange.getRequestURI().getRawPath().startsWith("/v2/");
    }

    /**
     * {@return whether a page in a browser sent a request} Clients of the API send none of these headers. The default key is
     * public, so a site that points its host name at this machine could otherwise send messages.
     */
    private static boolean isFromPage(HttpExchange exchange) {
        return exchange.getRequestHeaders().containsKey("Origin")
                || exchange.getRequestHeaders().containsKey("Sec-Fetch-Site");
    }

    private static void respondToBrowser(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getRawPath().equals("/")) {
            exchange.getResponseHeaders().set("Location", Inbox.PATH + "/");
            exchange.sendResponseHeaders(302, -1);
        } else {
            write(Response.NOT_FOUND, exchange);
        }
    }

    private void handle(Failure failure, Matcher path, HttpExchange exchange, byte[] body) throws IOException {
        if (failure.mode() == Failure.Mode.DROP) {
            ledger.refuse(
                    "in doubt",
                    "the connection was dropped by the failure mode; nothing was accepted",
                    Payload.read(body),
                    raw.request(exchange, body),
                    "");
            return; // Closing without a response closes the connection.
        }
        Response response = failure.response().orElseGet(() -> response(failure.note(), path, exchange, body));
        if (failure.mode() == Failure.Mode.LOSE_RESPONSE) {
            if (response.status() != ACCEPTED) {
                record(response, "in doubt", exchange, body);
            }
            return;
        }
        if (response.status() != ACCEPTED) {
            record(response, "rejected", exchange, body);
        }
        if (waited(failure.delay())) {
            write(response, exchange);
        }
    }

    /** Waits for the delay. Returns false if the simulator is closed in the meantime. */
    private static boolean waited(Duration delay) {
        try {
            Thread.sleep(delay.toMillis()); // the failure mode itself: a late response
            return true;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void reject(Response response, HttpExchange exchange, byte[] body) throws IOException {
        record(response, "rejected", exchange, body);
        write(response, exchange);
    }

    private void record(Response response, String outcome, HttpExchange exchange, byte[] body) {
        boolean lost = outcome.equals("in doubt");
        Optional<String> finding = response == Response.WRONG_PAYLOAD ? finding(exchange, body) : Optional.empty();
        String reason =
                response.reason() + finding.map(wrong -> " (" + wrong + ")").orElse("");
        ledger.refuse(
                outcome,
                lost ? reason + "; the failure mode suppressed the response" : reason,
                Payload.read(body),
                raw.request(exchange, body),
                lost ? "" : RawText.response(response, exchange));
    }

    /** {@return the broken rule, which the page's response to invalid payloads does not name} */
    private static Optional<String> finding(HttpExchange exchange, byte[] body) {
        if (body == REFUSED_BODY) {
            return Optional.of("body: must be complete and have at most " + LARGEST_BODY + " bytes, but it is not");
        }
        if (!isJson(exchange)) {
            return Optional.of("content type: must be exactly application/json, but it is something else");
        }
        return Payload.finding(body);
    }

    /** Reads the body to its end: a client that is still writing may never see the response. */
    private static byte[] readBody(HttpExchange exchange) {
        try {
            InputStream in = exchange.getRequestBody();
            byte[] body = in.readNBytes(LARGEST_BODY + 1);
            in.transferTo(OutputStream.nullOutputStream());
            return body.length > LARGEST_BODY ? REFUSED_BODY : body;
        } catch (IOException | RuntimeException e) {
            // Truncated, or in malformed chunks (the JDK throws either): the end of the body is unknown.
            exchange.getResponseHeaders().set("Connection", "close");
            return REFUSED_BODY;
        }
    }

    private Response response(String note, Matcher path, HttpExchange exchange, byte[] body) {
        return ledger.account(path.group(1))
                .filter(account -> hasKey(account.apiKey(), exchange))
                .map(account -> response(note, account, path.group(2), exchange, body))
                .orElse(Response.WRONG_CREDENTIALS);
    }

    private Response response(
            String note, SimulatedAccount account, String digits, HttpExchange exchange, byte[] body) {
        Optional<PhoneNumber> sender = number(digits).filter(account::has);
        if (sender.isEmpty()) {
            return spelled(Response.SENDER_NOT_OWNED);
        }
        if (!account.enabled()) {
            return spelled(Response.ACCOUNT_NOT_ENABLED);
        }
        if (account.hasOnOtherVersion(sender.get())) {
            return spelled(Response.WRONG_VERSION);
        }
        if (account.hasNotActive(sender.get())) {
            return spelled(Response.SENDER_NOT_ACTIVE);
        }
        Optional<ImageMessage> message = isJson(exchange) ? Payload.read(body) : Optional.empty();
        if (message.isEmpty()) {
            return Response.WRONG_PAYLOAD;
        }
        Optional<MessageId> id = ledger.accept(account.sid(), sender.get(), message.get(), note);
        id.ifPresent(callbacks::plan); // Even if the client does not get the response.
        return id.map(Response::accepted).orElse(Response.LOW_BALANCE);
    }

    private Response spelled(Response response) {
        return unauthorizedCode.map(response::with401Code).orElse(response);
    }

    private static boolean hasKey(ApiKey key, HttpExchange exchange) {
        List<String> given = exchange.getRequestHeaders().getOrDefault("api-key", List.of());
        // In constant time, because users may copy this code.
        return given.size() == 1
                && MessageDigest.isEqual(
                        given.get(0).getBytes(UTF_8), key.reveal().getBytes(UTF_8));
    }

    private static Optional<PhoneNumber> number(String digits) {
        try {
            return Optional.of(new PhoneNumber(digits));
        } catch (IllegalArgumentException notANumber) {
            return Optional.empty();
        }
    }

    private static boolean isJson(HttpExchange exchange) {
        return List.of("application/json").equals(exchange.getRequestHeaders().get("Content-Type"));
    }

    private static void write(Response response, HttpExchange exchange) throws IOException {
        byte[] body = response.body().getBytes(UTF_8);
        if (body.length == 0) {
            exchange.sendResponseHeaders(response.status(), -1); // -1 means no body; 0 would mean chunks.
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(response.status(), body.length);
        OutputStream out = exchange.getResponseBody();
        out.write(body);
        // Before closing, which in newer JDKs first reads the rest of the request; after a broken request it never
        // ends.
        out.flush();
    }
}
