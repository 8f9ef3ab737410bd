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

/** Finds the answer to a request, in the order that {@link KaleyraSimulator} documents. */
final class Endpoint implements HttpHandler {

    static final int LARGEST_BODY = 1024 * 1024;

    private static final int ACCEPTED = 202;

    private static final Pattern PATH = Pattern.compile("/v2/([^/]+)/whatsapp/(?:\\+|%2[Bb])?([^/]+)/messages");
    private static final byte[] REFUSED_BODY = {}; // An empty payload is refused too.

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
            if (justLooks(exchange)) {
                showAround(exchange);
            } else if (!path.matches()) {
                reject(Answer.NOT_FOUND, exchange, body);
            } else if (!exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("Allow", "POST");
                reject(Answer.METHOD_NOT_ALLOWED, exchange, body);
            } else {
                handle(ledger.takeFailure(), path, exchange, body);
            }
        }
    }

    /** Tells what no client sends as a message: what a browser asks for, by a hand or by itself. */
    private static boolean justLooks(HttpExchange exchange) {
        return List.of("GET", "HEAD").contains(exchange.getRequestMethod())
                && !exchange.getRequestURI().getRawPath().startsWith("/v2/");
    }

    private static void showAround(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getRawPath().equals("/")) {
            exchange.getResponseHeaders().set("Location", Inbox.PATH + "/");
            exchange.sendResponseHeaders(302, -1);
        } else {
            write(Answer.NOT_FOUND, exchange);
        }
    }

    private void handle(Failure failure, Matcher path, HttpExchange exchange, byte[] body) throws IOException {
        if (failure.mode() == Failure.Mode.DROP) {
            ledger.refuse(
                    "in doubt",
                    "the connection was dropped without an answer, as told; nothing was accepted",
                    Payload.read(body),
                    raw.request(exchange, body),
                    "");
            return; // Closing without an answer closes the connection.
        }
        Answer answer = failure.answer().orElseGet(() -> answer(failure.note(), path, exchange, body));
        if (failure.mode() == Failure.Mode.LOSE_ANSWER) {
            if (answer.status() != ACCEPTED) {
                record(answer, "in doubt", exchange, body);
            }
            return;
        }
        if (answer.status() != ACCEPTED) {
            record(answer, "rejected", exchange, body);
        }
        if (waited(failure.delay())) {
            write(answer, exchange);
        }
    }

    /** Waits as long as an answer is to take; not if the simulator is closed meanwhile. */
    private static boolean waited(Duration delay) {
        try {
            Thread.sleep(delay.toMillis()); // the failure mode itself: an answer that is late
            return true;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void reject(Answer answer, HttpExchange exchange, byte[] body) throws IOException {
        record(answer, "rejected", exchange, body);
        write(answer, exchange);
    }

    private void record(Answer answer, String outcome, HttpExchange exchange, byte[] body) {
        boolean lost = outcome.equals("in doubt");
        Optional<String> finding = answer == Answer.WRONG_PAYLOAD ? finding(exchange, body) : Optional.empty();
        String reason =
                answer.reason() + finding.map(wrong -> " (" + wrong + ")").orElse("");
        ledger.refuse(
                outcome,
                lost ? reason + "; the answer was lost, as told" : reason,
                Payload.read(body),
                raw.request(exchange, body),
                lost ? "" : RawText.answer(answer, exchange));
    }

    /** {@return what the page's one answer to all wrong payloads leaves open} */
    private static Optional<String> finding(HttpExchange exchange, byte[] body) {
        if (body == REFUSED_BODY) {
            return Optional.of("body: must be whole and have at most " + LARGEST_BODY + " bytes, but it is not so");
        }
        if (!isJson(exchange)) {
            return Optional.of("content type: must be application/json and no more, but it is something else");
        }
        return Payload.finding(body);
    }

    /** Reads the body to its end, however long: a client that is still writing may never see its answer. */
    private static byte[] readBody(HttpExchange exchange) {
        try {
            InputStream in = exchange.getRequestBody();
            byte[] body = in.readNBytes(LARGEST_BODY + 1);
            in.transferTo(OutputStream.nullOutputStream());
            return body.length > LARGEST_BODY ? REFUSED_BODY : body;
        } catch (IOException | RuntimeException e) {
            // Cut off, or in chunks that make no sense (the JDK throws either): where it would end is not known.
            exchange.getResponseHeaders().set("Connection", "close");
            return REFUSED_BODY;
        }
    }

    private Answer answer(String note, Matcher path, HttpExchange exchange, byte[] body) {
        return ledger.account(path.group(1))
                .filter(account -> hasKey(account.apiKey(), exchange))
                .map(account -> answer(note, account, path.group(2), exchange, body))
                .orElse(Answer.WRONG_CREDENTIALS);
    }

    private Answer answer(String note, SimulatedAccount account, String digits, HttpExchange exchange, byte[] body) {
        Optional<PhoneNumber> sender = number(digits).filter(account::has);
        if (sender.isEmpty()) {
            return spelled(Answer.SENDER_NOT_OWNED);
        }
        if (!account.enabled()) {
            return spelled(Answer.ACCOUNT_NOT_ENABLED);
        }
        if (account.hasOnOtherVersion(sender.get())) {
            return spelled(Answer.WRONG_VERSION);
        }
        if (account.hasNotActive(sender.get())) {
            return spelled(Answer.SENDER_NOT_ACTIVE);
        }
        Optional<ImageMessage> message = isJson(exchange) ? Payload.read(body) : Optional.empty();
        if (message.isEmpty()) {
            return Answer.WRONG_PAYLOAD;
        }
        Optional<MessageId> id = ledger.accept(account.sid(), sender.get(), message.get(), note);
        id.ifPresent(callbacks::plan); // Whether or not the client learns that it was accepted.
        return id.map(Answer::accepted).orElse(Answer.LOW_BALANCE);
    }

    private Answer spelled(Answer answer) {
        return unauthorizedCode.map(answer::with401Code).orElse(answer);
    }

    private static boolean hasKey(ApiKey key, HttpExchange exchange) {
        List<String> given = exchange.getRequestHeaders().getOrDefault("api-key", List.of());
        // In constant time: it costs nothing here, and who copies this copies it right.
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

    private static void write(Answer answer, HttpExchange exchange) throws IOException {
        byte[] body = answer.body().getBytes(UTF_8);
        if (body.length == 0) {
            exchange.sendResponseHeaders(answer.status(), -1); // -1 is none; 0 would be chunks.
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), body.length);
        OutputStream out = exchange.getResponseBody();
        out.write(body);
        // Before closing, which in newer JDKs first reads what is left of the request: after a broken one, forever.
        out.flush();
    }
}
