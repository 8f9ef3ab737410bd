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
import dev.pictogram.wire.HttpExchange.Answer;
import dev.pictogram.wire.HttpExchange.Lost;
import dev.pictogram.wire.HttpExchange.NeverSent;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdict table, row by row; the HTTP adapters' contract feeds the same rows through a socket. */
class VerdictTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final Verdict verdict = new Verdict(InstantSource.fixed(NOW));

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 299})
    void an_id_on_a_2xx_wins_over_everything(int status) {
        assertThat(of(status, "{\"code\":\"RBC001\",\"data\":{\"message_id\":\"AX1\"}}"))
                .isEqualTo(new Accepted(MessageId.of("AX1")));
        assertThat(of(status, "{\"code\":\"WA500\"\n\"message_id\":\"AX1\"}"))
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

    /** Each meaning in both spellings; the hyphen counts last. */
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
        String body = "{\"code\":\"%s\",\"message\":\"%s\",\"data\":{},\"error\":{%s}}";
        String members = error == null ? "" : error;

        assertThat(((Rejected) of(401, body.formatted("WA401", message, members))).reason())
                .isEqualTo(without);
        assertThat(((Rejected) of(401, body.formatted("WA-401", message, members))).reason())
                .isEqualTo(with);
    }

    @Test
    void a_code_in_broken_json_counts_but_cannot_split_wa_401() {
        assertThat(of(401, "{\"code\":\"RBC001\"")).isEqualTo(rejected(Reason.INVALID_CREDENTIALS, 401, "RBC001"));
        assertThat(of(401, "{\"code\":\"WA-401\" \"error\":{\"account\":\"x\"}}"))
                .isEqualTo(rejected(Reason.UNRECOGNIZED, 401, "WA-401"));
    }

    @ParameterizedTest
    @CsvSource({
        "429, RATE_LIMITED",
        "503, UNAVAILABLE",
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
    void without_a_known_code_a_3xx_or_4xx_or_503_is_a_refusal(int status, Reason reason) {
        assertThat(of(status, "")).isEqualTo(rejected(reason, status, ""));
        assertThat(of(status, "{\"code\":\"WA999\"}")).isEqualTo(rejected(reason, status, "WA999"));
        assertThat(of(status, "{\"data\":{\"message_id\":\"AX1\"}}")).isEqualTo(rejected(reason, status, ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 199, 500, 501, 502, 504, 505, 599, 600, 999, 0, -1})
    void every_other_status_is_in_doubt(int status) {
        assertThat(of(status, "{\"data\":{\"message_id\":\"AX1\"}}"))
                .isEqualTo(new InDoubt("HTTP " + status + ", which leaves open whether the message was taken", null));
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
            """)
    void a_wish_to_wait_comes_in_seconds_or_as_a_date(String retryAfter, Duration wait) {
        for (int status : new int[] {429, 503, 401}) {
            SendResult result = verdict.of(new Answer(status, Map.of("retry-after", retryAfter), new byte[0]));

            assertThat(((Rejected) result).retryAfter()).contains(wait);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "+3", "٣", "Sun, 22 Nov", "2026-11-22T12:00:30Z"})
    void a_wish_that_cannot_be_read_is_none(String retryAfter) {
        SendResult result = verdict.of(new Answer(503, Map.of("retry-after", retryAfter), new byte[0]));

        assertThat(result).isEqualTo(rejected(Reason.UNAVAILABLE, 503, ""));
    }

    @Test
    void a_date_counts_against_the_servers_own_clock() {
        Map<String, String> headers =
                Map.of("retry-after", "Sun, 22 Nov 2026 09:00:30 GMT", "date", "Sun, 22 Nov 2026 09:00:00 GMT");

        assertThat(((Rejected) verdict.of(new Answer(503, headers, new byte[0]))).retryAfter())
                .contains(Duration.ofSeconds(30));
    }

    @Test
    void what_never_left_is_not_sent_and_what_was_lost_is_in_doubt() {
        ConnectException refused = new ConnectException("Connection refused");
        EOFException eof = new EOFException("EOF");

        assertThat(verdict.of(new NeverSent(refused)))
                .isEqualTo(new NotSent("nothing was sent: Connection refused", refused));
        assertThat(verdict.of(new Lost(eof))).isEqualTo(new InDoubt("no answer was seen: EOFException, EOF", eof));
    }

    @Test
    void why_is_said_in_words_by_the_cause_that_knows_best() {
        assertThat(why(new ConnectException().initCause(new UnresolvedAddressException())))
                .isEqualTo("nothing was sent: the server's name is unknown");
        assertThat(why(new UnknownHostException("api.example")))
                .isEqualTo("nothing was sent: the server's name is unknown");
        assertThat(why(new ConnectException().initCause(new ClosedChannelException())))
                .isEqualTo("nothing was sent: no connection could be made");
        assertThat(why(new InterruptedException())).isEqualTo("nothing was sent: the thread was interrupted");
        assertThat(why(new IOException(new SSLException("no trust"))))
                .isEqualTo("nothing was sent: SSLException, no trust");
        assertThat(why(new ClosedChannelException())).isEqualTo("nothing was sent: ClosedChannelException");
    }

    private String why(Throwable cause) {
        return ((NotSent) verdict.of(new NeverSent(cause))).why();
    }

    @Test
    void causes_in_a_circle_do_not_hang_it() {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.initCause(two);

        assertThat(verdict.of(new Lost(one))).isInstanceOf(InDoubt.class);
    }

    private SendResult of(int status, String body) {
        return verdict.of(new Answer(status, Map.of(), body.getBytes(UTF_8)));
    }

    private static Rejected rejected(Reason reason, int status, String code) {
        return new Rejected(reason, status, code, "", Map.of(), Optional.empty());
    }
}
