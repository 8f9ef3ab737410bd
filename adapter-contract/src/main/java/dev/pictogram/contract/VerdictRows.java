// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.VerdictRow.ACCEPTED;
import static dev.pictogram.contract.VerdictRow.accepted;
import static dev.pictogram.contract.VerdictRow.chunked;
import static dev.pictogram.contract.VerdictRow.cut;
import static dev.pictogram.contract.VerdictRow.details;
import static dev.pictogram.contract.VerdictRow.http;
import static dev.pictogram.contract.VerdictRow.inDoubt;
import static dev.pictogram.contract.VerdictRow.isA;
import static dev.pictogram.contract.VerdictRow.later;
import static dev.pictogram.contract.VerdictRow.notUtf8;
import static dev.pictogram.contract.VerdictRow.rejected;
import static dev.pictogram.contract.VerdictRow.text;
import static dev.pictogram.contract.VerdictRow.unframed;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.contract.PageSamples.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The verdict table. */
final class VerdictRows {

    private VerdictRows() {}

    private static final String NESTED = "[".repeat(100_000);

    private static final String MEGABYTE = "[".repeat(1 << 20);

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

    /** The samples of the vendor's page, unchanged. */
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
                        "an id before the end of a truncated response is an id",
                        cut(202, "{\"data\":{\"message_id\":\"AX1\"},\"error\":{"),
                        "AX1"),
                accepted(
                        "an id within the response limit is an id",
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
                        "a 200 with HTML that repeats an id of the request is in doubt",
                        http(200, "<html><pre>{\"message_id\":\"from-your-request\"}</pre></html>")),
                inDoubt(
                        "a 200 with HTML round an accepted object is in doubt",
                        http(200, "<pre>\n" + ACCEPTED + "\n</pre>")),
                inDoubt(
                        "a 200 whose text quotes an accepted object is in doubt",
                        http(200, "upstream said: " + ACCEPTED)),
                inDoubt(
                        "a 200 with a rejection and an accepted object is in doubt",
                        http(200, "{\"code\":\"WA500\",\"message\":\"words\"}\n" + ACCEPTED)),
                inDoubt("a 202 without an id is in doubt", http(202, "{\"code\":\"WA202\",\"data\":{}}")),
                inDoubt("a 202 truncated before its body is in doubt", cut(202, "")),
                inDoubt("a 202 truncated inside its id is in doubt", cut(202, "{\"data\":{\"message_id\":\"AX")),
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

    /** A 503 is rejected if Kaleyra meant it. A proxy also sends it for a request that it has forwarded. */
    private static List<VerdictRow> unavailableRows() {
        return List.of(
                new VerdictRow(
                        "a 503 with a body from Kaleyra is rejected",
                        http(503, "{\"code\":\"WA999\",\"message\":\"words\",\"data\":{},\"error\":{}}"),
                        "Rejected",
                        isA(503, Reason.UNAVAILABLE)),
                new VerdictRow(
                        "a 503 with HTML with Retry-After is rejected",
                        http(503, "Retry-After: 5\r\n", "<html>sorry</html>".getBytes(UTF_8)),
                        "Rejected",
                        isA(503, Reason.UNAVAILABLE)),
                inDoubt(
                        "a 503 from a proxy is in doubt",
                        http(503, "upstream connect error or disconnect/reset before headers")),
                inDoubt("a 503 with HTML is in doubt", http(503, "<html>503 Service Unavailable</html>")),
                inDoubt("a 503 with a gateway's JSON is in doubt", http(503, "{\"code\":503,\"message\":\"sorry\"}")),
                inDoubt("a 503 with a code and no message is in doubt", http(503, "{\"code\":\"WA999\"}")));
    }

    /** Malformed JSON objects from Kaleyra; complete members count. */
    private static List<VerdictRow> brokenRows() {
        String rejection = "{\"code\":\"WA-401\",\"message\":\"words\",\"data\":{},\"error\":{\"account\":\"more\"}}";
        String php = "<br />\n<b>Notice</b>:  x in <b>api.php</b> on line <b>3</b><br />\n";
        return Stream.of(
                        broken("without commas", rejection.replace(',', ' ')),
                        broken("with trailing commas", rejection.replace("}", ",}")),
                        broken("with NaN", rejection.replace("{}", "NaN")),
                        broken("after a byte order mark", "\uFEFF" + rejection.replace("}", ",}")),
                        broken("after a notice", "Warning: x in api.php on line 3\n" + rejection),
                        broken("after a notice in HTML", php + rejection),
                        broken("before a notice in HTML", rejection + php),
                        Stream.of(
                                accepted("an id after a notice", http(202, php + ACCEPTED), "AX1"),
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
                "a rejection " + how + " keeps every field", http(401, body), expected.toString(), expected::equals));
    }

    /** Some gateways compress without a request to. */
    private static List<VerdictRow> compressedRows() {
        String encoding = "Content-Encoding: gzip\r\n";
        byte[] rejection = FaultyScripts.gzip("{\"code\":\"RBC001\",\"message\":\"words\"}".getBytes(UTF_8));
        byte[] late = FaultyScripts.gzip(
                ("{\"x\":\"" + "x".repeat(1 << 18) + "\",\"data\":{\"message_id\":\"AX1\"}}").getBytes(UTF_8));
        return List.of(
                accepted(
                        "a 202 with unrequested gzip is accepted",
                        http(202, encoding, FaultyScripts.gzip(ACCEPTED.getBytes(UTF_8))),
                        "AX1"),
                new VerdictRow(
                        "a 401 with unrequested gzip has its reason",
                        http(401, encoding, rejection),
                        "Rejected",
                        isA(401, Reason.INVALID_CREDENTIALS)),
                inDoubt(
                        "a 202 that is too large before its id once it is decoded is in doubt",
                        http(202, encoding, late)));
    }

    private static List<VerdictRow> statusRows() {
        Stream<VerdictRow> rejections = Stream.of(400, 401, 402, 403, 404, 405, 407, 409, 410, 415, 422, 451, 499)
                .map(status -> rejected("a bare " + status + " is rejected", status, "", Reason.UNRECOGNIZED, ""));
        Stream<VerdictRow> truncatedRejections = Stream.of(
                new VerdictRow(
                        "a 401 truncated before its body is rejected",
                        cut(401, ""),
                        "Rejected",
                        isA(401, Reason.UNRECOGNIZED)),
                new VerdictRow(
                        "a 401 truncated after its code has its reason",
                        cut(401, "{\"code\":\"RBC001\",\"mess"),
                        "Rejected",
                        isA(401, Reason.INVALID_CREDENTIALS)),
                inDoubt("a 503 truncated inside its body is in doubt", cut(503, "<html>")),
                new VerdictRow(
                        "a 401 that asks for credentials keeps its reason",
                        http(401, "WWW-Authenticate: Basic realm=\"x\"\r\n", "{\"code\":\"WA401\"}".getBytes(UTF_8)),
                        "Rejected",
                        isA(401, Reason.SENDER_NOT_OWNED)));
        Stream<VerdictRow> doubts = Stream.of(501, 505, 507, 599)
                .map(status -> inDoubt("a bare " + status + " is in doubt", http(status, "<html>sorry</html>")));
        Stream<VerdictRow> retryLater =
                Stream.of(408, 425, 429, 500, 502, 503, 504).flatMap(VerdictRows::waits);
        return Stream.of(rejections, truncatedRejections, doubts, retryLater)
                .flatMap(rows -> rows)
                .toList();
    }

    /** A status with every kind of Retry-After, which is returned, since the policy allows one attempt. */
    private static Stream<VerdictRow> waits(int status) {
        String date = "Date: Sun, 22 Nov 2026 12:00:00 GMT\r\n";
        return Stream.of(
                later("without Retry-After", status, "", Optional.empty()),
                later("with Retry-After 0", status, "Retry-After: 0\r\n", Optional.of(Duration.ZERO)),
                later("with Retry-After 1", status, "retry-after: 1\r\n", Optional.of(Duration.ofSeconds(1))),
                later("with Retry-After 3600", status, "Retry-After: 3600\r\n", Optional.of(Duration.ofHours(1))),
                later(
                        "with Retry-After as a date",
                        status,
                        date + "Retry-After: Sun, 22 Nov 2026 12:00:30 GMT\r\n",
                        Optional.of(Duration.ofSeconds(30))),
                later(
                        "with Retry-After in RFC 850 format",
                        status,
                        date + "Retry-After: Sunday, 22-Nov-26 12:00:30 GMT\r\n",
                        Optional.of(Duration.ofSeconds(30))),
                later(
                        "with Retry-After in asctime format",
                        status,
                        date + "Retry-After: Sun Nov 22 12:00:30 2026\r\n",
                        Optional.of(Duration.ofSeconds(30))),
                later("with an invalid Retry-After", status, "Retry-After: soon\r\n", Optional.empty()));
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
                accepted("an id after a byte order mark", http(202, "\uFEFF" + ACCEPTED), "AX1"),
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
}
