// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictogram.MessageId;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.contract.PageSamples.Sample;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One row of the verdict table: a response and its result. The server closes the connection after the response.
 *
 * @param name the row, as a sentence
 * @param response the bytes of the response
 * @param expected the expected result, as text
 * @param holds tests a result
 */
record VerdictRow(String name, byte[] response, String expected, Predicate<SendResult> holds) {

    static final String ACCEPTED =
            "{\"code\":\"WA202\",\"message\":\"Request Accepted\",\"data\":{\"message_id\":\"AX1\"},\"error\":{}}";

    @Override
    public String toString() {
        return name;
    }

    static VerdictRow accepted(String name, String response, String id) {
        return accepted(name, response.getBytes(UTF_8), id);
    }

    static VerdictRow accepted(String name, byte[] response, String id) {
        SendResult expected = new Accepted(MessageId.of(id));
        return new VerdictRow(name, response, expected.toString(), expected::equals);
    }

    static VerdictRow inDoubt(String name, byte[] response) {
        return new VerdictRow(name, response, "InDoubt", InDoubt.class::isInstance);
    }

    static VerdictRow rejected(String name, int status, String body, Reason reason, String code) {
        SendResult expected = new Rejected(reason, status, code, "", Map.of(), Optional.empty());
        return new VerdictRow(name, http(status, body), expected.toString(), expected::equals);
    }

    static VerdictRow details(String name, String body, Map<String, String> details) {
        SendResult expected = new Rejected(Reason.INVALID_PAYLOAD, 400, "WA400", "words", details, Optional.empty());
        return new VerdictRow(name, http(400, body), expected.toString(), expected::equals);
    }

    static Predicate<SendResult> isA(int status, Reason reason) {
        return result ->
                result instanceof Rejected rejected && rejected.status() == status && rejected.reason() == reason;
    }

    static VerdictRow later(String how, int status, String header, Optional<Duration> wait) {
        byte[] response = http(status, header, new byte[0]);
        if (status >= 500 && !(status == 503 && wait.isPresent())) {
            return inDoubt("a " + status + " " + how + " is in doubt", response);
        }
        Reason reason = switch (status) {
            case 429 -> Reason.RATE_LIMITED;
            case 503 -> Reason.UNAVAILABLE;
            default -> Reason.UNRECOGNIZED;
        };
        SendResult expected = new Rejected(reason, status, "", "", Map.of(), wait);
        return new VerdictRow(
                "a " + status + " " + how + " is " + reason, response, expected.toString(), expected::equals);
    }

    static byte[] http(Sample sample) {
        return http(sample.status(), sample.body());
    }

    static byte[] http(int status, String body) {
        return http(status, "", body.getBytes(UTF_8));
    }

    static byte[] http(int status, String headers, byte[] body) {
        return join(head(status, headers + "Content-Length: " + body.length + "\r\n"), body);
    }

    static byte[] unframed(int status, String body) {
        return join(head(status, "Connection: close\r\n"), body.getBytes(UTF_8));
    }

    static byte[] chunked(int status, String body) {
        String chunks = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        return join(head(status, "Transfer-Encoding: chunked\r\n"), chunks.getBytes(UTF_8));
    }

    static byte[] cut(int status, String body) {
        return join(head(status, "Content-Length: 1000\r\n"), body.getBytes(UTF_8));
    }

    static byte[] notUtf8() {
        byte[] body = ACCEPTED.getBytes(UTF_8);
        body[ACCEPTED.indexOf("Request")] = (byte) 0xFF;
        return http(202, "", body);
    }

    static byte[] head(int status, String headers) {
        return ("HTTP/1.1 " + status + " Whatever\r\nContent-Type: application/json\r\n" + headers + "\r\n")
                .getBytes(ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    static byte[] join(byte[] head, byte[] body) {
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
