// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.MessageId;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.wire.http.HttpTransport;
import dev.pictogram.wire.http.HttpTransport.NoResponse;
import dev.pictogram.wire.http.HttpTransport.Response;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests every row of the verdict table. The contract of HTTP adapters tests the same rows through a socket. */
class VerdictTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static final int LIMIT = 2000;

    private final Verdict verdict = new Verdict(InstantSource.fixed(NOW), LIMIT);

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 299})
    void an_id_on_a_2xx_wins_over_everything(int status) {
        assertThat(of(status, "{\"code\":\"RBC001\",\"data\":{\"message_id\":\"AX1\"}}"))
                .isEqualTo(new Accepted(MessageId.of("AX1")));
        assertThat(of(status, "{\"code\":\"WA500\"\n\"data\":{\"message_id\":\"AX1\"}}"))
                .isEqualTo(new Accepted(MessageId.of("AX1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "<html>ok</html>",
                "{\"data\":{\"message_id\":\"AX",
                "{\"data\":{\"message_id\":\" \"}}",
                "{\"message_id\":\"AX1\"}",
                "<html><body><pre>{\"message_id\":\"from-your-request\"}</pre></body></html>",
                "<pre>\n{\"code\":\"WA202\",\"message\":\"ok\",\"data\":{\"message_id\":\"AX1\"}}\n</pre>",
                "{\"code\":\"WA202\"}"
            })
    void a_2xx_with_neither_id_nor_known_code_is_in_doubt(String body) {
        assertThat(of(202, body)).isEqualTo(new InDoubt("HTTP 202 without a message id", null));
    }

    @ParameterizedTest
    @CsvSource({
        "RBC001, error, INVALID_CREDENTIALS",
        "WA401, phone_number, SENDER_NOT_OWNED",
        "WA400, payload, INVALID_PAYLOAD",
        "E110, balance, LOW_BALANCE",
        "WA-401, account, ACCOUNT_NOT_ENABLED",
        "WA-401, phone_number, WRONG_API_VERSION",
        "WA-401, other, UNRECOGNIZED",
        "WAV2101, error, DAILY_LIMIT_REACHED",
        "WA500, error, TRY_LATER"
    })
    void a_known_code_wins_over_every_status(String code, String key, Reason reason) {
        for (int status : new int[] {200, 202, 302, 400, 401, 404, 429, 500, 502, 503}) {
            String body = "{\"code\":\"" + code + "\",\"message\":\"words\",\"data\":[],\"error\":{\"" + key
                    + "\":\"more\"}}";

            assertThat(of(status, body))
                    .isEqualTo(new Rejected(reason, status, code, "words", Map.of(key, "more"), Optional.empty()));
        }
    }

    /** Each meaning with both codes; the hyphen decides last. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "account":"not active"                                           | words         | ACCOUNT_NOT_ENABLED | ACCOUNT_NOT_ENABLED
            "phone_number":"x","account":"x"                                 | words         | ACCOUNT_NOT_ENABLED | ACCOUNT_NOT_ENABLED
            "phone_number":"is associated with different Version of our API" | words         | WRONG_API_VERSION   | WRONG_API_VERSION
            "phone_number":"it is on other VERSIONS"                         | words         | WRONG_API_VERSION   | WRONG_API_VERSION
            "phone_number":"The number is NOT active."                       | other version | SENDER_NOT_ACTIVE   | SENDER_NOT_ACTIVE
            "phone_number":"inactive phone number"                           | words         | SENDER_NOT_ACTIVE   | SENDER_NOT_ACTIVE
            "phone_number":"not yet  activated"                              | words         | SENDER_NOT_ACTIVE   | SENDER_NOT_ACTIVE
            "phone_number":"Deactivated"                                     | words         | SENDER_NOT_ACTIVE   | SENDER_NOT_ACTIVE
            "phone_number":"does not belong to the active account"           | not active    | SENDER_NOT_OWNED    | WRONG_API_VERSION
            "phone_number":"a conversion"                                    | not active    | SENDER_NOT_OWNED    | WRONG_API_VERSION
            "phone_number":""                                                | not active    | SENDER_NOT_OWNED    | WRONG_API_VERSION
            "error":"not active"                                             | words         | SENDER_NOT_OWNED    | UNRECOGNIZED
            "error":"x"                                                      | other version | WRONG_API_VERSION   | WRONG_API_VERSION
                                                                             | not active    | SENDER_NOT_ACTIVE   | SENDER_NOT_ACTIVE
                                                                             | words         | SENDER_NOT_OWNED    | UNRECOGNIZED
            """)
    void wa401_and_wa_401_are_one_family(String error, String message, Reason without, Reason with) {
        String members = error == null ? "" : error;
        String body = "{\"code\":\"WA401\",\"message\":\"" + message + "\",\"data\":{},\"error\":{" + members + "}}";

        assertThat(((Rejected) of(401, body)).reason()).isEqualTo(without);
        assertThat(((Rejected) of(401, body.replace("WA401", "WA-401"))).reason())
                .isEqualTo(with);
    }

    @Test
    void broken_json_keeps_the_reason() {
        assertThat(of(401, "{\"code\":\"RBC001\"")).isEqualTo(rejected(Reason.INVALID_CREDENTIALS, 401, "RBC001"));
        assertThat(of(401, "{\"code\":\"WA-401\" \"message\":\"words\" \"error\":{\"account\":\"x\"}}"))
                .isEqualTo(new Rejected(
                        Reason.ACCOUNT_NOT_ENABLED, 401, "WA-401", "words", Map.of("account", "x"), Optional.empty()));
        assertThat(of(401, "{\"code\":\"WA-401\" \"message\":\"other version\" \"err"))
                .isEqualTo(new Rejected(
                        Reason.WRONG_API_VERSION, 401, "WA-401", "other version", Map.of(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "429, RATE_LIMITED",
        "300, UNRECOGNIZED",
        "302, UNRECOGNIZED",
        "307, UNRECOGNIZED",
        "400, UNRECOGNIZED",
        "401, UNRECOGNIZED",
        "404, UNRECOGNIZED",
        "408, UNRECOGNIZED",
        "425, UNRECOGNIZED",
        "499, UNRECOGNIZED"
    })
    void without_a_known_code_a_3xx_or_4xx_is_a_refusal(int status, Reason reason) {
        assertThat(of(status, "")).isEqualTo(rejected(reason, status, ""));
        assertThat(of(status, "{\"code\":\"WA999\"}")).isEqualTo(rejected(reason, status, "WA999"));
        assertThat(of(status, "{\"data\":{\"message_id\":\"AX1\"}}")).isEqualTo(rejected(reason, status, ""));
    }

    @Test
    void a_503_with_retry_after_is_a_refusal() {
        for (String body : new String[] {"", "<html>sorry</html>", "{\"code\":503,\"message\":\"words\"}"}) {
            for (String retryAfter : new String[] {"0", "3600", "Sun, 22 Nov 2026 11:00:00 GMT"}) {
                SendResult result =
                        verdict.of(new Response(503, Map.of("retry-after", retryAfter), body.getBytes(UTF_8)));

                assertThat(((Rejected) result).reason()).isEqualTo(Reason.UNAVAILABLE);
            }
        }
    }

    @Test
    void a_503_with_a_body_of_kaleyras_is_a_refusal() {
        Rejected refusal = new Rejected(Reason.UNAVAILABLE, 503, "WA999", "words", Map.of(), Optional.empty());

        assertThat(of(503, "{\"code\":\"WA999\",\"message\":\"words\",\"data\":{},\"error\":{}}"))
                .isEqualTo(refusal);
        assertThat(of(503, "{\"code\":\"WA999\" \"message\":\"words\"")).isEqualTo(refusal);
        assertThat(of(503, "a notice\n{\"code\":\"WA999\",\"message\":\"words\"}"))
                .isEqualTo(refusal);
        assertThat(of(502, "{\"code\":\"WA999\",\"message\":\"words\"}")).isInstanceOf(InDoubt.class);
    }

    /** A proxy also responds with 503 to a request that it has forwarded. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "upstream connect error or disconnect/reset before headers. reset reason: connection termination",
                "<html><body>503 Service Unavailable</body></html>",
                "{}",
                "{\"message\":\"no healthy upstream\"}",
                "{\"code\":503,\"message\":\"Service Unavailable\"}",
                "{\"code\":\"503\",\"message\":\"Service Unavailable\"}",
                "{\"code\":\"unavailable\",\"message\":\"upstream reset\"}",
                "{\"code\":\"WA999\"}",
                "{\"code\":\"WA999\",\"message\":\" \"}",
                "{\"code\":\"WA999\",\"message\":null}",
                "[{\"code\":\"WA999\",\"message\":\"words\"}]",
                "<pre>\n{\"code\":\"WA999\",\"message\":\"words\"}</pre>"
            })
    void any_other_503_is_in_doubt(String body) {
        InDoubt doubt = new InDoubt("HTTP 503, which does not say whether the message was accepted", null);

        assertThat(of(503, body)).isEqualTo(doubt);
        assertThat(verdict.of(new Response(503, Map.of("retry-after", "soon"), body.getBytes(UTF_8))))
                .isEqualTo(doubt);
    }

    @Test
    void a_compressed_response_is_decoded_whatever_its_headers_say() throws IOException {
        String accepted = "{\"code\":\"WA202\",\"data\":{\"message_id\":\"AX1\"}}";

        for (Map<String, String> headers : List.of(Map.<String, String>of(), Map.of("content-encoding", "gzip"))) {
            assertThat(verdict.of(new Response(202, headers, gzip(accepted))))
                    .isEqualTo(new Accepted(MessageId.of("AX1")));
            assertThat(verdict.of(new Response(202, headers, accepted.getBytes(UTF_8))))
                    .isEqualTo(new Accepted(MessageId.of("AX1")));
            assertThat(verdict.of(new Response(401, headers, gzip("{\"code\":\"RBC001\"}"))))
                    .isEqualTo(rejected(Reason.INVALID_CREDENTIALS, 401, "RBC001"));
        }
    }

    @Test
    void a_truncated_compressed_response_is_decoded_up_to_the_limit() throws IOException {
        String before = "{\"code\":\"WA202\",\"data\":{\"message_id\":\"AX1\"},\"x\":\"";
        byte[] bomb = gzip(before + "x".repeat(50_000_000));
        byte[] late = gzip("{\"x\":\"" + "x".repeat(LIMIT) + "\",\"data\":{\"message_id\":\"AX1\"}}");
        byte[] cut = gzip("{\"data\":{\"message_id\":\"AX1\"},\"x\":\"" + random(3000));

        assertThat(verdict.of(new Response(202, Map.of(), bomb))).isEqualTo(new Accepted(MessageId.of("AX1")));
        assertThat(verdict.of(new Response(202, Map.of(), late))).isInstanceOf(InDoubt.class);
        assertThat(verdict.of(new Response(202, Map.of(), Arrays.copyOf(cut, 1500))))
                .isEqualTo(new Accepted(MessageId.of("AX1")));
        for (int length = 0; length < 40; length++) {
            assertThat(verdict.of(new Response(202, Map.of(), Arrays.copyOf(cut, length))))
                    .isInstanceOf(InDoubt.class);
        }
    }

    @Test
    void a_long_compressed_response_is_decoded_to_its_end() throws IOException {
        String late = "{\"x\":\"" + random(1500) + "\",\"data\":{\"message_id\":\"AX1\"}}";

        assertThat(verdict.of(new Response(202, Map.of(), gzip(late)))).isEqualTo(new Accepted(MessageId.of("AX1")));
    }

    @Test
    void thousands_of_empty_gzip_members_do_not_change_the_result() throws IOException {
        byte[] member = gzip("");
        byte[] accepted = gzip("{\"code\":\"WA202\",\"data\":{\"message_id\":\"AX1\"}}");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(accepted);
        for (int i = 0; i < 200_000; i++) {
            body.write(member);
        }
        Verdict large = new Verdict(InstantSource.system(), 64 * 1024);

        assertThat(large.of(new Response(202, Map.of(), body.toByteArray())))
                .isEqualTo(new Accepted(MessageId.of("AX1")));
        assertThat(large.of(new Response(
                        401, Map.of(), Arrays.copyOfRange(body.toByteArray(), accepted.length, body.size()))))
                .isEqualTo(rejected(Reason.UNRECOGNIZED, 401, ""));
    }

    @Test
    void a_body_in_another_encoding_is_not_read() {
        byte[] brotli = {0x0b, 0x02, (byte) 0x80, '{', '}', 0x03};

        assertThat(verdict.of(new Response(202, Map.of(), brotli))).isInstanceOf(InDoubt.class);
        assertThat(verdict.of(new Response(401, Map.of(), brotli))).isEqualTo(rejected(Reason.UNRECOGNIZED, 401, ""));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(gzipped)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return gzipped.toByteArray();
    }

    private static String random(int length) {
        return new Random(1)
                .ints(length, 'a', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void a_response_that_cannot_be_read_is_in_doubt_and_says_so() {
        Error broken = new StackOverflowError();
        Verdict unable = new Verdict(
                () -> {
                    throw broken;
                },
                LIMIT);
        Map<String, String> headers = Map.of("retry-after", "Sun, 22 Nov 2026 12:00:30 GMT");

        assertThat(unable.of(new Response(429, headers, new byte[0])))
                .isEqualTo(new InDoubt("HTTP 429 was received and could not be read: StackOverflowError", broken));
    }

    @Test
    void an_accepted_response_needs_no_clock() {
        Verdict unable = new Verdict(
                () -> {
                    throw new IllegalStateException();
                },
                LIMIT);
        Map<String, String> headers = Map.of("retry-after", "Sun, 22 Nov 2026 12:00:30 GMT");
        byte[] body = "{\"data\":{\"message_id\":\"AX1\"}}".getBytes(UTF_8);

        assertThat(unable.of(new Response(202, headers, body))).isEqualTo(new Accepted(MessageId.of("AX1")));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 199, 500, 501, 502, 503, 504, 505, 599, 600, 999, 0, -1})
    void every_other_status_is_in_doubt(int status) {
        assertThat(of(status, "{\"data\":{\"message_id\":\"AX1\"}}"))
                .isEqualTo(
                        new InDoubt("HTTP " + status + ", which does not say whether the message was accepted", null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0                               | PT0S
            120                             | PT2M
            ' 7 '                           | PT7S
            007                             | PT7S
            1000000000                      | PT277777H46M40S
            2147483648                      | PT596523H14M8S
            2147483649                      | PT596523H14M8S
            99999999999                     | PT596523H14M8S
            99999999999999999999999         | PT596523H14M8S
            0000000000000000000000000000005 | PT5S
            Sun, 22 Nov 2026 12:00:30 GMT   | PT30S
            Sun, 22 Nov 2026 11:00:00 GMT   | PT0S
            Fri, 31 Dec 9999 23:59:59 GMT   | PT596523H14M8S
            Sunday, 22-Nov-26 12:00:30 GMT  | PT30S
            Monday, 23-Nov-26 12:00:30 GMT  | PT24H30S
            Sunday, 06-Nov-94 08:49:37 GMT  | PT0S
            Sunday, 22-Nov-76 12:00:00 GMT  | PT438312H
            Sunday, 22-Nov-76 12:00:01 GMT  | PT0S
            Friday, 01-Jan-77 00:00:00 GMT  | PT0S
            Sun Nov 22 12:00:30 2026        | PT30S
            Wed Dec  2 12:00:00 2026        | PT240H
            Wed Dec 2 12:00:00 2026         | PT240H
            Sun Nov  6 08:49:37 1994        | PT0S
            """)
    void retry_after_is_read_as_seconds_or_a_date(String retryAfter, Duration wait) {
        for (int status : new int[] {429, 503, 401}) {
            SendResult result = verdict.of(new Response(status, Map.of("retry-after", retryAfter), new byte[0]));

            assertThat(((Rejected) result).retryAfter()).contains(wait);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "-1",
                "1.5",
                "+3",
                "٣",
                "Sun, 22 Nov",
                "2026-11-22T12:00:30Z",
                "Mon, 22 Nov 2026 12:00:30 GMT",
                "Sunday, 22-Nov-2026 12:00:30 GMT",
                "Someday, 22-Nov-26 12:00:30 GMT",
                "Sunday, 31-Nov-26 12:00:30 GMT",
                "Sunday, 22-Nov-26 12:00:30 CET",
                "Sunday, 22-Nov-26 25:00:30 GMT",
                "Sunday, 22-Foo-26 12:00:30 GMT",
                "Sun Nov 22 12:00:30 26",
                "Sun Nov 99 12:00:30 2026",
                "Foo Nov 22 12:00:30 2026",
                "xSun Nov 22 12:00:30 2026"
            })
    void an_unreadable_retry_after_is_ignored(String retryAfter) {
        SendResult result = verdict.of(new Response(429, Map.of("retry-after", retryAfter), new byte[0]));

        assertThat(result).isEqualTo(rejected(Reason.RATE_LIMITED, 429, ""));
    }

    @Test
    void a_retry_after_date_is_relative_to_the_servers_date() {
        Map<String, String> headers =
                Map.of("retry-after", "Sun, 22 Nov 2026 09:00:30 GMT", "date", "Sun, 22 Nov 2026 09:00:00 GMT");

        assertThat(((Rejected) verdict.of(new Response(503, headers, new byte[0]))).retryAfter())
                .contains(Duration.ofSeconds(30));
        assertThat(((Rejected) verdict.of(new Response(
                                503,
                                Map.of(
                                        "retry-after",
                                        "Sun Nov 22 09:00:30 2026",
                                        "date",
                                        "Sunday, 22-Nov-26 09:00:10 GMT"),
                                new byte[0])))
                        .retryAfter())
                .contains(Duration.ofSeconds(20));
    }

    @Test
    void dates_are_read_in_every_locale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            for (String date : new String[] {
                "Sun, 22 Nov 2026 12:00:30 GMT", "Sunday, 22-Nov-26 12:00:30 GMT", "Sun Nov 22 12:00:30 2026"
            }) {
                assertThat(((Rejected) verdict.of(new Response(429, Map.of("retry-after", date), new byte[0])))
                                .retryAfter())
                        .contains(Duration.ofSeconds(30));
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void a_year_of_two_digits_is_never_more_than_50_years_away() {
        Verdict later = new Verdict(InstantSource.fixed(Instant.parse("2080-01-01T00:00:00Z")), LIMIT);

        assertThat(((Rejected) later.of(new Response(
                                429, Map.of("retry-after", "Tuesday, 01-Jan-30 00:00:00 GMT"), new byte[0])))
                        .retryAfter())
                .contains(Duration.ofDays(365 * 50 + 12));
        assertThat(((Rejected) later.of(new Response(
                                429, Map.of("retry-after", "Tuesday, 01-Jan-31 00:00:00 GMT"), new byte[0])))
                        .retryAfter())
                .contains(Duration.ZERO);
    }

    @Test
    void an_unsent_request_is_not_sent_and_a_request_without_a_response_is_in_doubt() {
        ConnectException refused = new ConnectException("Connection refused");
        EOFException eof = new EOFException("EOF");

        assertThat(verdict.of(new HttpTransport.NotSent(refused)))
                .isEqualTo(new NotSent("not sent: Connection refused", refused));
        assertThat(verdict.of(new NoResponse(eof))).isEqualTo(new InDoubt("no response: EOFException, EOF", eof));
    }

    @Test
    void why_is_the_text_of_the_innermost_known_cause() {
        assertThat(why(new ConnectException().initCause(new UnresolvedAddressException())))
                .isEqualTo("not sent: the host name is unknown");
        assertThat(why(new UnknownHostException("api.example"))).isEqualTo("not sent: the host name is unknown");
        assertThat(why(new ConnectException().initCause(new ClosedChannelException())))
                .isEqualTo("not sent: could not connect");
        assertThat(why(new InterruptedException())).isEqualTo("not sent: the thread was interrupted");
        assertThat(why(new IOException(new SSLException("no trust")))).isEqualTo("not sent: SSLException, no trust");
        assertThat(why(new ClosedChannelException())).isEqualTo("not sent: ClosedChannelException");
    }

    private String why(Throwable cause) {
        return ((NotSent) verdict.of(new HttpTransport.NotSent(cause))).why();
    }

    @Test
    void cyclic_causes_are_tolerated() {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.initCause(two);

        assertThat(verdict.of(new NoResponse(one))).isInstanceOf(InDoubt.class);
    }

    private SendResult of(int status, String body) {
        return verdict.of(new Response(status, Map.of(), body.getBytes(UTF_8)));
    }

    private static Rejected rejected(Reason reason, int status, String code) {
        return new Rejected(reason, status, code, "", Map.of(), Optional.empty());
    }
}
