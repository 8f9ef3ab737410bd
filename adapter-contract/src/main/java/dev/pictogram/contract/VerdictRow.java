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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One row of the verdict table: the bytes that a server writes before it closes the connection, and what that means.
 *
 * @param name the clause, as a sentence
 * @param answer the bytes
 * @param expected what the result must be, in words
 * @param holds tells whether a result is that
 */
record VerdictRow(String name, byte[] answer, String expected, Predicate<SendResult> holds) {

    private static final String ACCEPTED =
            "{\"code\":\"WA202\",\"message\":\"Request Accepted\",\"data\":{\"message_id\":\"AX1\"},\"error\":{}}";

    private static final String NESTED = "[".repeat(100_000);
    private static final String MEGABYTE = "[".repeat(1 << 20);

    @Override
    public String toString() {
        return name;
    }

    static Stream<VerdictRow> all() {
        return Stream.of(
                        pageRows(),
                        successRows(),
                        codeRows(),
                        familyRows(),
                        statusRows(),
                        unavailableRows(),
                        oddRows(),
                        brokenRows(),
                        compressedRows())
                .flatMap(List::stream);
    }

    /** The page's own samples, word for word. */
    private static List<VerdictRow> pageRows() {
        List<Sample> page = PageSamples.all();
        return List.of(
                accepted("the page's success, whose JSON lacks two commas", http(page.get(0)), "AXXXXXXXXXXXXXXXXXXX"),
                page(page.get(1), Reason.INVALID_CREDENTIALS, "RBC001", "Incorrect SID or API key.", "error", ""),
                page(
                        page.get(2),
                        Reason.SENDER_NOT_OWNED,
                        "WA401",
                        "Phone number is not present or does not belong to the account.",
                        "phone_number",
                        ""),
                page(
                        page.get(3),
                        Reason.INVALID_PAYLOAD,
                        "WA400",
                        "Refer to correct payload format",
                        "payload",
                        "Incorrect payload format"),
                page(
                        page.get(4),
                        Reason.TRY_LATER,
                        "WA500",
                        "Please try again later",
                        "error",
                        "Internal server error"),
                page(
                        page.get(5),
                        Reason.LOW_BALANCE,
                        "E110",
                        "Please check your balance, You have a low balance!",
                        "balance",
                        ""),
                page(
                        page.get(6),
                        Reason.ACCOUNT_NOT_ENABLED,
                        "WA-401",
                        "API is not available for given customer.Please contact support for more info",
                        "account",
                        ""),
                page(
                        page.get(7),
                        Reason.WRONG_API_VERSION,
                        "WA-401",
                        "The phone number you're using is associated with different Version of our WA API."
                                + " Please use the appropriate endpoint.",
                        "phone_number",
                        ""));
    }

    private static VerdictRow page(
            Sample sample, Reason reason, String code, String message, String key, String detail) {
        SendResult expected = new Rejected(
                reason,
                sample.status(),
                code,
                message,
                Map.of(key, detail.isEmpty() ? message : detail),
                Optional.empty());
        return new VerdictRow(
                "the page's " + sample.status() + " " + sample.title() + " is " + reason,
                http(sample),
                expected.toString(),
                expected::equals);
    }

    private static List<VerdictRow> successRows() {
        return List.of(
                accepted("a 202 with an id is accepted", http(202, ACCEPTED), "AX1"),
                accepted("a 200 with an id is accepted", http(200, ACCEPTED), "AX1"),
                accepted("a 202 without a length is read to its end", unframed(202, ACCEPTED), "AX1"),
                accepted("a chunked 202 is read to its end", chunked(202, ACCEPTED), "AX1"),
                accepted(
                        "a 202 after a 100 Continue is read",
                        ("HTTP/1.1 100 Continue\r\n\r\n" + text(http(202, ACCEPTED))),
                        "AX1"),
                accepted(
                        "an id that is a positive whole number", http(202, "{\"data\":{\"message_id\":1479}}"), "1479"),
                accepted(
                        "an id wins over a failure code beside it",
                        http(202, "{\"code\":\"RBC001\",\"data\":{\"message_id\":\"AX1\"}}"),
                        "AX1"),
                accepted(
                        "an id that came before the answer was cut off is an id",
                        cut(202, "{\"data\":{\"message_id\":\"AX1\"},\"error\":{"),
                        "AX1"),
                accepted(
                        "an id before the limit of the answer's size is an id",
                        http(202, "{\"data\":{\"message_id\":\"AX1\"},\"x\":\"" + "x".repeat(1 << 20) + "\"}"),
                        "AX1"),
                inDoubt("an empty 202 is in doubt", http(202, "")),
                inDoubt("a 204 is in doubt", "HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1)),
                inDoubt("an HTML 200 is in doubt", http(200, "<html><body>Welcome</body></html>")),
                inDoubt("a 202 with a blank id is in doubt", http(202, "{\"data\":{\"message_id\":\" \"}}")),
                inDoubt(
                        "a 202 with the text null for an id is in doubt",
                        http(202, "{\"data\":{\"message_id\":\"null\"}}")),
                inDoubt("a 202 with 0 for an id is in doubt", http(202, "{\"data\":{\"message_id\":0}}")),
                inDoubt(
                        "a 202 with a control character in its id is in doubt",
                        http(202, "{\"data\":{\"message_id\":\"A\\u0000X1\"}}")),
                inDoubt("a 202 with an id outside of data is in doubt", http(202, "{\"message_id\":\"AX1\"}")),
                inDoubt(
                        "a 200 of HTML that repeats an id of the request is in doubt",
                        http(200, "<html><pre>{\"message_id\":\"from-your-request\"}</pre></html>")),
                inDoubt(
                        "a 200 of HTML round an accepted object is in doubt",
                        http(200, "<pre>\n" + ACCEPTED + "\n</pre>")),
                inDoubt(
                        "a 200 whose text quotes an accepted object is in doubt",
                        http(200, "upstream said: " + ACCEPTED)),
                inDoubt(
                        "a 200 with a refusal and an accepted object is in doubt",
                        http(200, "{\"code\":\"WA500\",\"message\":\"words\"}\n" + ACCEPTED)),
                inDoubt("a 202 without an id is in doubt", http(202, "{\"code\":\"WA202\",\"data\":{}}")),
                inDoubt("a 202 cut off before its body is in doubt", cut(202, "")),
                inDoubt("a 202 cut off inside its id is in doubt", cut(202, "{\"data\":{\"message_id\":\"AX")),
                inDoubt(
                        "a 202 that is too large before its id is in doubt",
                        http(202, "{\"x\":\"" + "x".repeat(1 << 18) + "\",\"data\":{\"message_id\":\"AX1\"}}")));
    }

    private static List<VerdictRow> codeRows() {
        return List.of(
                rejected(
                        "a failure code wins over a 200",
                        200,
                        "{\"code\":\"RBC001\"}",
                        Reason.INVALID_CREDENTIALS,
                        "RBC001"),
                rejected("a failure code wins over a 503", 503, "{\"code\":\"WA500\"}", Reason.TRY_LATER, "WA500"),
                rejected("a failure code wins over a 429", 429, "{\"code\":\"E110\"}", Reason.LOW_BALANCE, "E110"),
                rejected(
                        "a failure code in broken JSON counts",
                        401,
                        "{\"code\":\"RBC001\" oops",
                        Reason.INVALID_CREDENTIALS,
                        "RBC001"),
                rejected(
                        "WAV2101 is the daily limit",
                        400,
                        "{\"code\":\"WAV2101\"}",
                        Reason.DAILY_LIMIT_REACHED,
                        "WAV2101"),
                rejected("a code that is a number is kept", 400, "{\"code\":4711}", Reason.UNRECOGNIZED, "4711"),
                rejected("an unknown code is kept", 422, "{\"code\":\"WA999\"}", Reason.UNRECOGNIZED, "WA999"));
    }

    /** Each meaning of a 401 with both codes; the hyphen counts last. */
    private static List<VerdictRow> familyRows() {
        String version = "is associated with different Version of our API";
        return Stream.of("WA401", "WA-401")
                .flatMap(code -> Stream.of(
                        family(code, "account", "no such account", Reason.ACCOUNT_NOT_ENABLED),
                        family(code, "phone_number", version, Reason.WRONG_API_VERSION),
                        family(code, "phone_number", "The number is not active", Reason.SENDER_NOT_ACTIVE),
                        family(
                                code,
                                "phone_number",
                                "does not belong to you",
                                code.equals("WA401") ? Reason.SENDER_NOT_OWNED : Reason.WRONG_API_VERSION),
                        family(code, "", version, Reason.WRONG_API_VERSION),
                        family(code, "", "Inactive number", Reason.SENDER_NOT_ACTIVE),
                        family(
                                code,
                                "",
                                "words",
                                code.equals("WA401") ? Reason.SENDER_NOT_OWNED : Reason.UNRECOGNIZED)))
                .toList();
    }

    private static VerdictRow family(String code, String key, String text, Reason reason) {
        String error = key.isEmpty() ? "{}" : "{\"" + key + "\":\"" + text + "\"}";
        SendResult expected =
                new Rejected(reason, 401, code, text, key.isEmpty() ? Map.of() : Map.of(key, text), Optional.empty());
        return new VerdictRow(
                code + " " + (key.isEmpty() ? "with neither key" : "for " + key) + " that says \"" + text + "\" is "
                        + reason,
                http(
                        401,
                        "{\"code\":\"" + code + "\",\"message\":\"" + text + "\",\"data\":{},\"error\":" + error + "}"),
                expected.toString(),
                expected::equals);
    }

    /** A 503 is a refusal where it was meant as one: a proxy says it also for a request that it has passed on. */
    private static List<VerdictRow> unavailableRows() {
        return List.of(
                new VerdictRow(
                        "a 503 with a body of Kaleyra's is a refusal",
                        http(503, "{\"code\":\"WA999\",\"message\":\"words\",\"data\":{},\"error\":{}}"),
                        "Rejected",
                        isA(503, Reason.UNAVAILABLE)),
                new VerdictRow(
                        "a 503 of HTML with Retry-After is a refusal",
                        http(503, "Retry-After: 5\r\n", "<html>sorry</html>".getBytes(UTF_8)),
                        "Rejected",
                        isA(503, Reason.UNAVAILABLE)),
                inDoubt(
                        "a 503 of a proxy's is in doubt",
                        http(503, "upstream connect error or disconnect/reset before headers")),
                inDoubt("a 503 of HTML is in doubt", http(503, "<html>503 Service Unavailable</html>")),
                inDoubt("a 503 of a gateway's JSON is in doubt", http(503, "{\"code\":503,\"message\":\"sorry\"}")),
                inDoubt("a 503 with a code and no message is in doubt", http(503, "{\"code\":\"WA999\"}")));
    }

    /** Kaleyra's object, broken: what is complete counts. */
    private static List<VerdictRow> brokenRows() {
        String refusal = "{\"code\":\"WA-401\",\"message\":\"words\",\"data\":{},\"error\":{\"account\":\"more\"}}";
        String php = "<br />\n<b>Notice</b>:  x in <b>api.php</b> on line <b>3</b><br />\n";
        return Stream.of(
                        broken("without commas", refusal.replace(',', ' ')),
                        broken("with trailing commas", refusal.replace("}", ",}")),
                        broken("with NaN in it", refusal.replace("{}", "NaN")),
                        broken("behind a byte order mark", "\uFEFF" + refusal.replace("}", ",}")),
                        broken("behind a notice", "Warning: x in api.php on line 3\n" + refusal),
                        broken("behind a notice in HTML", php + refusal),
                        broken("before a notice in HTML", refusal + php),
                        Stream.of(
                                accepted("an id behind a notice", http(202, php + ACCEPTED), "AX1"),
                                accepted("an id before a notice", http(202, ACCEPTED + php), "AX1"),
                                accepted(
                                        "an id before a trailing comma",
                                        http(202, ACCEPTED.replace("}", ",}")),
                                        "AX1")))
                .flatMap(rows -> rows)
                .toList();
    }

    private static Stream<VerdictRow> broken(String how, String body) {
        SendResult expected = new Rejected(
                Reason.ACCOUNT_NOT_ENABLED, 401, "WA-401", "words", Map.of("account", "more"), Optional.empty());
        return Stream.of(new VerdictRow(
                "a refusal " + how + " keeps all it says", http(401, body), expected.toString(), expected::equals));
    }

    /** Nobody asked for it, and some gateways do it all the same. */
    private static List<VerdictRow> compressedRows() {
        String encoding = "Content-Encoding: gzip\r\n";
        byte[] refusal = FaultyScripts.gzip("{\"code\":\"RBC001\",\"message\":\"words\"}".getBytes(UTF_8));
        byte[] late = FaultyScripts.gzip(
                ("{\"x\":\"" + "x".repeat(1 << 18) + "\",\"data\":{\"message_id\":\"AX1\"}}").getBytes(UTF_8));
        return List.of(
                accepted(
                        "a 202 compressed unasked is accepted",
                        http(202, encoding, FaultyScripts.gzip(ACCEPTED.getBytes(UTF_8))),
                        "AX1"),
                new VerdictRow(
                        "a 401 compressed unasked has its reason",
                        http(401, encoding, refusal),
                        "Rejected",
                        isA(401, Reason.INVALID_CREDENTIALS)),
                inDoubt(
                        "a 202 that is too large before its id once it is decoded is in doubt",
                        http(202, encoding, late)));
    }

    private static List<VerdictRow> statusRows() {
        Stream<VerdictRow> refusals = Stream.of(400, 401, 402, 403, 404, 405, 407, 409, 410, 415, 422, 451, 499)
                .map(status -> rejected("a bare " + status + " is a refusal", status, "", Reason.UNRECOGNIZED, ""));
        Stream<VerdictRow> cutRefusals = Stream.of(
                new VerdictRow(
                        "a 401 cut off before its body is a refusal",
                        cut(401, ""),
                        "Rejected",
                        isA(401, Reason.UNRECOGNIZED)),
                new VerdictRow(
                        "a 401 cut off behind its code has its reason",
                        cut(401, "{\"code\":\"RBC001\",\"mess"),
                        "Rejected",
                        isA(401, Reason.INVALID_CREDENTIALS)),
                inDoubt("a 503 cut off inside its body is in doubt", cut(503, "<html>")),
                new VerdictRow(
                        "a 401 that asks for credentials keeps its reason",
                        http(401, "WWW-Authenticate: Basic realm=\"x\"\r\n", "{\"code\":\"WA401\"}".getBytes(UTF_8)),
                        "Rejected",
                        isA(401, Reason.SENDER_NOT_OWNED)));
        Stream<VerdictRow> doubts = Stream.of(501, 505, 507, 599)
                .map(status -> inDoubt("a bare " + status + " is in doubt", http(status, "<html>sorry</html>")));
        Stream<VerdictRow> askedToComeAgain =
                Stream.of(408, 425, 429, 500, 502, 503, 504).flatMap(VerdictRow::waits);
        return Stream.of(refusals, cutRefusals, doubts, askedToComeAgain)
                .flatMap(rows -> rows)
                .toList();
    }

    /** A status with every kind of Retry-After, which is told and not obeyed. */
    private static Stream<VerdictRow> waits(int status) {
        String date = "Date: Sun, 22 Nov 2026 12:00:00 GMT\r\n";
        return Stream.of(
                wait("without a time to wait", status, "", Optional.empty()),
                wait("with no time to wait", status, "Retry-After: 0\r\n", Optional.of(Duration.ZERO)),
                wait("with a second to wait", status, "retry-after: 1\r\n", Optional.of(Duration.ofSeconds(1))),
                wait("with an hour to wait", status, "Retry-After: 3600\r\n", Optional.of(Duration.ofHours(1))),
                wait(
                        "with a date to wait for",
                        status,
                        date + "Retry-After: Sun, 22 Nov 2026 12:00:30 GMT\r\n",
                        Optional.of(Duration.ofSeconds(30))),
                wait(
                        "with a date to wait for in RFC 850's form",
                        status,
                        date + "Retry-After: Sunday, 22-Nov-26 12:00:30 GMT\r\n",
                        Optional.of(Duration.ofSeconds(30))),
                wait(
                        "with a date to wait for in asctime's form",
                        status,
                        date + "Retry-After: Sun Nov 22 12:00:30 2026\r\n",
                        Optional.of(Duration.ofSeconds(30))),
                wait("with a time that is none", status, "Retry-After: soon\r\n", Optional.empty()));
    }

    private static List<VerdictRow> oddRows() {
        return List.of(
                oddData("data as an array", "[1,{\"message_id\":\"AX1\"}]"),
                oddData("data as a string", "\"AX1\""),
                oddData("data as a number", "1"),
                oddData("data as null", "null"),
                oddData("data as true", "true"),
                inDoubt("data as an array on a 202", http(202, "{\"data\":[{\"message_id\":\"AX1\"}]}")),
                inDoubt("data as a string on a 202", http(202, "{\"data\":\"AX1\"}")),
                inDoubt("data as a number on a 202", http(202, "{\"data\":1}")),
                inDoubt("data as null on a 202", http(202, "{\"data\":null}")),
                details("error as null", "{\"code\":\"WA400\",\"error\":null,\"message\":\"words\"}", Map.of()),
                details(
                        "error as an array",
                        "{\"code\":\"WA400\",\"error\":[1,\"a\"],\"message\":\"words\"}",
                        Map.of("error", "[1,\"a\"]")),
                details(
                        "error as a string",
                        "{\"code\":\"WA400\",\"error\":\"in words\",\"message\":\"words\"}",
                        Map.of("error", "in words")),
                details(
                        "error as a number",
                        "{\"code\":\"WA400\",\"error\":1,\"message\":\"words\"}",
                        Map.of("error", "1")),
                details(
                        "an error whose value is no text",
                        "{\"code\":\"WA400\",\"error\":{\"a\":{\"b\":[null]}},\"message\":\"words\"}",
                        Map.of("a", "{\"b\":[null]}")),
                accepted("an id behind a byte order mark", http(202, "\uFEFF" + ACCEPTED), "AX1"),
                accepted("an id beside bytes that are not UTF-8", notUtf8(), "AX1"),
                inDoubt("100,000 open brackets on a 202", http(202, NESTED)),
                inDoubt("a megabyte of open brackets on a 202", http(202, MEGABYTE)),
                inDoubt("100,000 open brackets in data", http(202, "{\"data\":" + NESTED)),
                rejected("100,000 open brackets on a 400", 400, NESTED, Reason.UNRECOGNIZED, ""),
                rejected("a megabyte of open brackets on a 400", 400, MEGABYTE, Reason.UNRECOGNIZED, ""),
                new VerdictRow(
                        "100,000 open brackets in error",
                        http(400, "{\"code\":\"WA400\",\"error\":{\"a\":" + NESTED),
                        "Rejected",
                        isA(400, Reason.INVALID_PAYLOAD)),
                new VerdictRow(
                        "100,000 arrays in error, closed again",
                        http(400, "{\"code\":\"WA400\",\"error\":{\"a\":" + NESTED + "]".repeat(100_000) + "}}"),
                        "Rejected",
                        isA(400, Reason.INVALID_PAYLOAD)));
    }

    private static VerdictRow oddData(String name, String data) {
        return details(name, "{\"code\":\"WA400\",\"data\":" + data + ",\"message\":\"words\"}", Map.of());
    }

    private static VerdictRow accepted(String name, String answer, String id) {
        return accepted(name, answer.getBytes(UTF_8), id);
    }

    private static VerdictRow accepted(String name, byte[] answer, String id) {
        SendResult expected = new Accepted(MessageId.of(id));
        return new VerdictRow(name, answer, expected.toString(), expected::equals);
    }

    private static VerdictRow inDoubt(String name, byte[] answer) {
        return new VerdictRow(name, answer, "InDoubt", InDoubt.class::isInstance);
    }

    private static VerdictRow rejected(String name, int status, String body, Reason reason, String code) {
        SendResult expected = new Rejected(reason, status, code, "", Map.of(), Optional.empty());
        return new VerdictRow(name, http(status, body), expected.toString(), expected::equals);
    }

    private static VerdictRow details(String name, String body, Map<String, String> details) {
        SendResult expected = new Rejected(Reason.INVALID_PAYLOAD, 400, "WA400", "words", details, Optional.empty());
        return new VerdictRow(name, http(400, body), expected.toString(), expected::equals);
    }

    private static Predicate<SendResult> isA(int status, Reason reason) {
        return result ->
                result instanceof Rejected rejected && rejected.status() == status && rejected.reason() == reason;
    }

    private static VerdictRow wait(String how, int status, String header, Optional<Duration> wait) {
        byte[] answer = http(status, header, new byte[0]);
        if (status >= 500 && !(status == 503 && wait.isPresent())) {
            return inDoubt("a " + status + " " + how + " is in doubt", answer);
        }
        Reason reason = switch (status) {
            case 429 -> Reason.RATE_LIMITED;
            case 503 -> Reason.UNAVAILABLE;
            default -> Reason.UNRECOGNIZED;
        };
        SendResult expected = new Rejected(reason, status, "", "", Map.of(), wait);
        return new VerdictRow(
                "a " + status + " " + how + " is " + reason, answer, expected.toString(), expected::equals);
    }

    private static byte[] http(Sample sample) {
        return http(sample.status(), sample.body());
    }

    static byte[] http(int status, String body) {
        return http(status, "", body.getBytes(UTF_8));
    }

    static byte[] http(int status, String headers, byte[] body) {
        return join(head(status, headers + "Content-Length: " + body.length + "\r\n"), body);
    }

    private static byte[] unframed(int status, String body) {
        return join(head(status, "Connection: close\r\n"), body.getBytes(UTF_8));
    }

    private static byte[] chunked(int status, String body) {
        String chunks = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        return join(head(status, "Transfer-Encoding: chunked\r\n"), chunks.getBytes(UTF_8));
    }

    private static byte[] cut(int status, String body) {
        return join(head(status, "Content-Length: 1000\r\n"), body.getBytes(UTF_8));
    }

    private static byte[] notUtf8() {
        byte[] body = ACCEPTED.getBytes(UTF_8);
        body[ACCEPTED.indexOf("Request")] = (byte) 0xFF;
        return http(202, "", body);
    }

    private static byte[] head(int status, String headers) {
        return ("HTTP/1.1 " + status + " Whatever\r\nContent-Type: application/json\r\n" + headers + "\r\n")
                .getBytes(ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static byte[] join(byte[] head, byte[] body) {
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
