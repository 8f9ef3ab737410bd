// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.pictogram.ApiKey;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import dev.pictogram.simulator.RawConnection.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The REST API under {@code /simulator}, and its protection against other sites. */
@Timeout(60)
class InboxTest {

    private static final String KEY = "Asecret3";
    private static final String MESSAGES = "/simulator/api/messages";
    private static final String REJECTED = "/simulator/api/rejected";
    private static final String CREDIT = "/simulator/api/credit";
    private static final String FAILURE = "/simulator/api/failure";

    private final SimulatedAccount plain =
            SimulatedAccount.of(Sid.of("HXAP16XXXXXX97IN"), ApiKey.of(KEY), PhoneNumber.of("+919800000000"));
    private final KaleyraSimulator kaleyra = KaleyraSimulator.start(plain);
    private final RawRequest good = RawRequest.by(kaleyra.account());

    @AfterEach
    void close() {
        kaleyra.close();
    }

    @Test
    void an_accepted_message_is_returned_completely() {
        good.send();

        JsonObject messages = get(MESSAGES);

        assertThat(messages.get("total").getAsInt()).isEqualTo(1);
        JsonObject message = messages.getAsJsonArray("messages").get(0).getAsJsonObject();
        AcceptedMessage accepted = kaleyra.accepted().get(0);
        assertThat(message.remove("message_id").getAsString())
                .isEqualTo(accepted.id().value());
        assertThat(message.remove("at").getAsString()).isEqualTo(accepted.at().toString());
        assertThat(message).hasToString("""
                {"number":1,"outcome":"accepted","sid":"HXAP16XXXXXX97IN","sender":"+919800000000",\
                "recipient":"+919800000001","image":{"link":"https://example.com/a.png"},"caption":"Hello",\
                "ref":"customer1","ref1":"marketing","ref2":"dictionary","wa_source":"zapier"}""");
    }

    @Test
    void absent_members_are_left_out() {
        good.withBody("""
                {"messaging_object":{"messaging_product":"whatsapp","to":"919800000001","type":"image",\
                "image":{"id":"1479"}}}""").send();

        assertThat(first(MESSAGES).keySet())
                .containsExactly("number", "outcome", "at", "message_id", "sid", "sender", "recipient", "image");
        assertThat(first(MESSAGES).get("image")).hasToString("{\"id\":\"1479\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                              | third second first
            recipient=919800000001            | second first
            recipient=+919800000001           | second first
            recipient=%2B919800000001         | second first
            recipient=91980000000             |
            ref=order-1                       | second
            ref=order-10                      | first
            ref=order                         |
            q=order-1                         | second first
            q=ORDER-1                         | second first
            q=%2B9198                         | third second first
            q=0002                            | third
            q=                                | third second first
            q=%20                             | third second first
            recipient=919800000001&ref=order-1| second
            recipient=919800000002&ref=order-1|
            limit=2                           | third second
            limit=0                           |
            q=order&limit=1                   | second
            """)
    void messages_are_filtered_by_recipient_and_ref_newest_first(String query, String captions) {
        send("919800000001", "order-10", "first");
        send("919800000001", "order-1", "second");
        send("919800000002", "shop", "third");

        List<JsonObject> found = list(MESSAGES + (query == null ? "" : "?" + query));

        assertThat(found.stream().map(message -> message.get("caption").getAsString()))
                .containsExactly(captions == null ? new String[0] : captions.split(" "));
    }

    @Test
    void the_total_includes_entries_beyond_the_limit() {
        send("919800000001", "a", "first");
        send("919800000001", "b", "second");

        assertThat(get(MESSAGES + "?limit=1").get("total").getAsInt()).isEqualTo(2);

        good.withBody("").send();
        good.withBody("{}").send();

        assertThat(get(REJECTED + "?limit=1").get("total").getAsInt()).isEqualTo(2);
        assertThat(list(REJECTED + "?limit=1")).hasSize(1);
    }

    @Test
    void each_of_the_three_references_finds_a_message() {
        good.send();

        for (String ref : List.of("customer1", "marketing", "dictionary")) {
            assertThat(list(MESSAGES + "?ref=" + ref)).as(ref).hasSize(1);
        }
    }

    @Test
    void a_rejected_request_is_returned_with_its_reason_and_response() {
        good.withTarget(good.target().replace("0000/", "0009/")).send();

        JsonObject rejected = first(REJECTED);

        assertThat(rejected.get("outcome").getAsString()).isEqualTo("rejected");
        assertThat(rejected.get("reason").getAsString())
                .isEqualTo("WA401: Phone number is not present or does not belong to the account.");
        assertThat(rejected.get("recipient").getAsString()).isEqualTo("+919800000001");
        assertThat(rejected.get("request").getAsString())
                .startsWith("POST /v2/HXAP16XXXXXX97IN/whatsapp/+919800000009/messages HTTP/1.1\n")
                .contains("\nContent-type: application/json\n")
                .endsWith("\n\n" + RawRequest.PAYLOAD);
        assertThat(rejected.get("response").getAsString())
                .isEqualTo("HTTP/1.1 401\nContent-Type: application/json\n\n" + Response.SENDER_NOT_OWNED.body());
        assertThat(list(MESSAGES)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "to":"919800000001" | "to":"12"              | phone number: must have 7 to 15 digits, but it has 2
            "to":"919800000001" | "to":919800000001      | to: must be a text, but it is not
            "to":"919800000001" | "of":"919800000001"    | to: must be given, but it is not
            "to":"919800000001" | "to":null              | to: must be given, but it is not
            "type":"image",     | ``                     | type: must be image, but it is something else
            whatsapp            | sms                    | messaging_product: must be whatsapp, but it is something else
            individual          | group                  | recipient_type: must be individual, but it is something else
            "link":             | "id":"1","link":       | image: must have one of id and link, but it has both
            "link":             | "url":                 | image: must have one of id and link, but it has neither
            https:              | ftp:                   | link: must
            "customer1"         | ["customer1"]          | ref: must be a text, but it is not
            "extra_info":       | "extra_info":1,"x":    | extra_info: must be an object, but it is not
            "extra_info":       | "messaging_object":    | body: must not repeat a member, but it does
            }}                  | }}}                    | body: must be one JSON object in UTF-8, but it is not
            """)
    void the_broken_rule_of_an_invalid_payload_is_reported(String part, String wrong, String finding) {
        good.withBody(new String(good.body(), UTF_8).replace(part, wrong)).send();

        assertThat(first(REJECTED).get("reason").getAsString())
                .startsWith("WA400: Refer to correct payload format (" + finding)
                .endsWith(")");
    }

    @Test
    void a_wrong_content_type_and_an_oversized_body_are_reported() {
        good.without("Content-Type")
                .with("Content-Type: application/json; charset=utf-8")
                .send();
        assertThat(first(REJECTED).get("reason").getAsString())
                .endsWith("(content type: must be exactly application/json, but it is something else)");

        good.withBody("x".repeat(1024 * 1024 + 1)).send();
        assertThat(first(REJECTED).get("reason").getAsString())
                .endsWith("(body: must be complete and have at most 1048576 bytes, but it is not)");

        request("PUT", FAILURE, "{\"mode\":\"WA400\"}");
        good.send();
        assertThat(first(REJECTED).get("reason").getAsString()).endsWith("format");
    }

    @Test
    void requests_to_other_paths_and_methods_are_recorded_as_rejected() {
        good.withTarget("/v1/elsewhere").send();
        good.withMethod("GET").send();

        assertThat(list(REJECTED).stream().map(r -> r.get("reason").getAsString()))
                .containsExactly("405: only POST is allowed", "404: no such path");
        assertThat(first(REJECTED).get("response").getAsString()).isEqualTo("HTTP/1.1 405\nAllow: POST\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void the_root_redirects_to_the_inbox(String method) {
        Reply reply = request(method, "/", "");

        assertThat(reply.status()).isEqualTo(302); // Not permanent: another program may use this port later.
        assertThat(reply.headers()).containsEntry("Location", "/simulator/");
        assertThat(list(REJECTED)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /favicon.ico, 404, 0",
        "HEAD, /robots.txt, 404, 0",
        "GET, /.well-known/appspecific/com.chrome.devtools.json, 404, 0",
        "GET, /v2, 404, 0",
        "GET, /v2/HXAP16XXXXXX97IN/whatsapp/+919800000000, 404, 1",
        "HEAD, /v2/HXAP16XXXXXX97IN/whatsapp/+919800000000/messages, 405, 1",
        "POST, /favicon.ico, 404, 1",
        "OPTIONS, /, 404, 1"
    })
    void automatic_requests_of_browsers_are_not_recorded(String method, String path, int status, int rejected) {
        assertThat(request(method, path, "").status()).isEqualTo(status);
        assertThat(list(REJECTED)).hasSize(rejected);
    }

    @Test
    void rejected_requests_are_filtered_like_messages_and_unreadable_ones_by_their_text() {
        good.withTarget("/").send();
        good.withBody("{\"ref\":\"order-4711\"").send();

        assertThat(list(REJECTED + "?ref=customer1")).hasSize(1);
        assertThat(list(REJECTED + "?recipient=919800000002")).isEmpty();
        assertThat(list(REJECTED + "?q=Order-47")).hasSize(1);
        assertThat(list(REJECTED)).hasSize(2);
    }

    @Test
    void keys_are_never_shown() {
        String otherKey = "key-of-somebody";
        good.without("api-key").with("API-KEY: " + otherKey).send();
        good.without("api-key").with("apikey: " + otherKey).send();
        good.without("api-key").with("Authorization: Bearer " + otherKey).send();
        RawRequest wrong = good.withBody("");
        for (String header : List.of("Cookie", "Proxy-Authorization", "X-Auth", "X-Token", "X-Secret", "X-Password")) {
            wrong.with(header + ": " + otherKey).send();
        }
        wrong.with("X-Note: " + KEY).send();
        good.withTarget(good.target() + "/" + KEY + "?api-key=" + otherKey + "&b=" + otherKey)
                .send();
        good.withBody("{\"note\":\"" + KEY + "\"}").send();
        for (int i = 0; i < KEY.length(); i++) { // so that one key is cut just before its last character
            good.withBody(" ".repeat(RawText.MOST - 300 - i) + KEY.repeat(100)).send();
            good.withBody("…".repeat(5_459) + " ".repeat(i) + KEY.repeat(100)).send();
        }

        String all = request("GET", REJECTED, "").body();

        assertThat(list(REJECTED)).hasSize(12 + 2 * KEY.length());
        assertThat(all).contains("••••••••").doesNotContain(otherKey, KEY, KEY.substring(0, 7));
    }

    @Test
    void a_key_that_starts_with_another_key_is_not_shown() {
        SimulatedAccount longer = SimulatedAccount.of(
                Sid.of("HXAP17XXXXXX97IN"), ApiKey.of(KEY + "-and-more"), PhoneNumber.of("+919800000000"));
        try (KaleyraSimulator both = KaleyraSimulator.start(plain, longer)) {
            RawRequest.by(both.account())
                    .withBody("{\"note\":\"" + KEY + "-and-more\"}")
                    .send();
            RawRequest rejected = new RawRequest(both.pod(), "GET", REJECTED, List.of(), new byte[0]);

            assertThat(rejected.send().body()).contains("••••••••").doesNotContain("and-more");
        }
    }

    @Test
    void a_long_request_is_cut() {
        good.withBody("x".repeat(100_000)).send();

        assertThat(first(REJECTED).get("request").getAsString())
                .hasSizeLessThan(RawText.MOST + 100)
                .endsWith("x\n[cut here by the simulator]");

        good.withBody("…".repeat(6_000)).send(); // 18,000 bytes, but fewer characters than the limit

        assertThat(first(REJECTED).get("request").getAsString().endsWith("\n\n" + "…".repeat(6_000)))
                .isTrue();
    }

    @Test
    void the_lists_are_cleared_separately() {
        good.send();
        good.withBody("").send();

        assertThat(request("DELETE", MESSAGES, "").status()).isEqualTo(204);
        assertThat(kaleyra.accepted()).isEmpty();
        assertThat(list(MESSAGES)).isEmpty();
        assertThat(list(REJECTED)).hasSize(1);

        good.send();
        assertThat(request("DELETE", REJECTED, "").status()).isEqualTo(204);
        assertThat(list(REJECTED)).isEmpty();
        assertThat(list(MESSAGES)).hasSize(1);
    }

    @Test
    void credit_is_read_and_set_in_the_same_form() {
        assertThat(get(CREDIT)).hasToString("{\"HXAP16XXXXXX97IN\":1000000}");

        Reply set = request("PUT", CREDIT, "{\"HXAP16XXXXXX97IN\":1}");

        assertThat(set.body()).isEqualTo("{\"HXAP16XXXXXX97IN\":1}");
        assertThat(good.send().status()).isEqualTo(202);
        assertThat(good.send().body()).isEqualTo(Response.LOW_BALANCE.body());
        assertThat(kaleyra.creditOf(plain.sid())).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            PUT | credit  | {"HXAP16XXXXXX97IN":-1}              | credit: must not be negative, but it is -1
            PUT | credit  | {"HXAP16XXXXXX97IN":1.5}             | credit: must be a whole number, but it is not
            PUT | credit  | {"HXAP16XXXXXX97IN":"1"}             | credit: must be a whole number, but it is not
            PUT | credit  | {"HXAP16XXXXXX97IN":null}            | credit: must be a whole number, but it is not
            PUT | credit  | {"HXAP16XXXXXX97IN":1,"other":1}     | sid: must be one of the simulator's accounts, but it is other
            PUT | credit  | []                                   | body: must be one JSON object, but it is not
            PUT | credit  | {}{}                                 | body: must be one JSON object, but it is not
            PUT | credit  | ``                                   | body: must be one JSON object, but it is not
            PUT | failure | {}                                   | mode: must be one of none, WA500,
            PUT | failure | {"mode":"wa500"}                     | mode: must be one of none, WA500,
            PUT | failure | {"mode":["drop"]}                    | mode: must be one of none, WA500,
            PUT | failure | {"mode":"drop","next":0}             | next: must be at least 1, but it is 0
            PUT | failure | {"mode":"drop","next":"3"}           | next: must be a whole number, but it is not
            PUT | failure | {"mode":"drop","times":3}            | body: must have mode, next and seconds only
            PUT | failure | {"mode":"drop","seconds":3}          | seconds: must be given with mode delay only
            PUT | failure | {"mode":"delay"}                     | seconds: must be from 0.001 to 600 with mode delay
            PUT | failure | {"mode":"delay","seconds":601}       | seconds: must be from 0.001 to 600 with mode delay
            PUT | failure | {"mode":"delay","seconds":0}         | seconds: must be from 0.001 to 600 with mode delay
            PUT | failure | {"mode":"delay","seconds":1e999}     | seconds: must be from 0.001 to 600 with mode delay
            PUT | failure | {"mode":"delay","seconds":"1"}       | seconds: must be a number, but it is not
            GET | messages?to=9  | ``                            | query: must have recipient, ref, q, message_id and limit only
            GET | messages?limit=-1 | ``                         | limit: must be a number from 0 to 999999999
            GET | rejected?limit=x | ``                          | limit: must be a number from 0 to 999999999
            """)
    void an_invalid_request_is_reported_and_changes_nothing(String method, String path, String body, String error) {
        Reply reply = request(method, "/simulator/api/" + path, body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(JsonParser.parseString(reply.body())
                        .getAsJsonObject()
                        .get("error")
                        .getAsString())
                .contains(error);
        assertThat(get(CREDIT)).hasToString("{\"HXAP16XXXXXX97IN\":1000000}");
        assertThat(get(FAILURE)).hasToString("{\"mode\":\"none\"}");
    }

    @Test
    void an_oversized_body_is_rejected() {
        assertThat(request("PUT", CREDIT, " ".repeat(65 * 1024)).body()).contains("must have at most 65536 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, messages, 'GET, DELETE'",
        "PUT, rejected, 'GET, DELETE'",
        "DELETE, credit, 'GET, PUT'",
        "POST, failure, 'GET, PUT, DELETE'",
        "POST, events, GET",
        "PUT, callbacks, 'GET, POST, DELETE'",
        "POST, callbacks/profile, 'GET, PUT, DELETE'",
        "POST, callbacks/codes, GET"
    })
    void a_405_lists_the_allowed_methods(String method, String path, String allowed) {
        Reply reply = request(method, "/simulator/api/" + path, "");

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers()).containsEntry("Allow", allowed);
    }

    @Test
    void another_path_is_not_found() {
        assertThat(request("GET", "/simulator/api/other", "").status()).isEqualTo(404);
        assertThat(request("GET", "/simulator/other", "").status()).isEqualTo(404);
        assertThat(request("GET", "/simulator/../simulator/inbox.js", "").status())
                .isEqualTo(404);
        assertThat(request("GET", "/simulators", "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "WA500, 500, WA500",
        "RBC001, 401, RBC001",
        "WA401, 401, WA401",
        "WA401-account, 401, given customer",
        "WA401-version, 401, different Version",
        "WA401-not-active, 401, not active",
        "WA-401, 401, does not belong",
        "WA-401-account, 401, given customer",
        "WA-401-version, 401, different Version",
        "WA-401-not-active, 401, not active",
        "WA400, 400, WA400",
        "E110, 400, E110"
    })
    void the_next_responses_follow_the_failure_mode(String mode, int status, String part) {
        request("PUT", FAILURE, "{\"mode\":\"" + mode + "\",\"next\":2}");

        for (String left : List.of("{\"mode\":\"" + mode + "\",\"next\":1}", "{\"mode\":\"none\"}")) {
            Reply reply = good.send();
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.body()).contains(part);
            assertThat(reply.body()).contains("\"" + mode.replaceFirst("(401|WA-401)-.*", "$1") + "\"");
            assertThat(get(FAILURE)).hasToString(left);
        }
        assertThat(good.send().status()).isEqualTo(202);
        assertThat(list(REJECTED)).hasSize(2);
    }

    @Test
    void without_a_count_the_failure_mode_stays_until_it_is_ended() {
        request("PUT", FAILURE, "{\"mode\":\"E110\"}");
        for (int i = 0; i < 5; i++) {
            assertThat(good.send().status()).isEqualTo(400);
        }
        assertThat(get(FAILURE)).hasToString("{\"mode\":\"E110\"}");

        assertThat(request("DELETE", FAILURE, "").status()).isEqualTo(204);

        assertThat(good.send().status()).isEqualTo(202);
    }

    @Test
    void a_dropped_connection_is_in_doubt_for_the_client_and_nothing_was_accepted() {
        request("PUT", FAILURE, "{\"mode\":\"drop\",\"next\":1}");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(good::send)
                .withMessage("the connection was dropped");

        assertThat(kaleyra.accepted()).isEmpty();
        assertThat(first(REJECTED).get("outcome").getAsString()).isEqualTo("in doubt");
        assertThat(first(REJECTED).get("response").getAsString()).isEmpty();
        assertThat(good.send().status()).isEqualTo(202);
    }

    @Test
    void a_lost_response_is_in_doubt_for_the_client_although_the_message_was_accepted() {
        request("PUT", FAILURE, "{\"mode\":\"lose-response\",\"next\":2}");

        assertThatExceptionOfType(AssertionError.class).isThrownBy(good::send);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(good.withBody("{}")::send);

        assertThat(kaleyra.accepted()).hasSize(1);
        assertThat(first(MESSAGES).get("note").getAsString()).startsWith("in doubt: accepted");
        assertThat(first(REJECTED).get("outcome").getAsString()).isEqualTo("in doubt");
        assertThat(first(REJECTED).get("reason").getAsString())
                .startsWith("WA400")
                .endsWith("the failure mode suppressed the response");
    }

    @Test
    void a_delayed_response_arrives_after_the_delay_and_the_message_is_listed_before() throws IOException {
        request("PUT", FAILURE, "{\"mode\":\"delay\",\"seconds\":1,\"next\":1}");
        long begin = System.nanoTime();

        assertThat(good.send().status()).isEqualTo(202);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
        assertThat(first(MESSAGES).get("note").getAsString()).isEqualTo("response delayed by 1 s by the failure mode");
    }

    @ParameterizedTest
    @CsvSource({"10, 10", "0.2, 0.2", "6e2, 600", "1.50, 1.5", "0.001, 0.001"})
    void a_delay_is_returned_in_seconds(String seconds, String told) {
        Reply reply = request("PUT", FAILURE, "{\"mode\":\"delay\",\"seconds\":" + seconds + "}");

        assertThat(reply.body()).isEqualTo("{\"mode\":\"delay\",\"seconds\":" + told + "}");
    }

    @Test
    void closing_does_not_wait_for_a_delayed_response() throws IOException {
        request("PUT", FAILURE, "{\"mode\":\"delay\",\"seconds\":600}");
        try (RawConnection late = new RawConnection(kaleyra.pod());
                RawConnection events = new RawConnection(kaleyra.pod())) {
            events.write(get("/simulator/api/events", "Host: localhost"));
            readUntil("event: changed", events);
            late.write(good.head());
            late.write(good.body());
            readUntil("event: changed", events);
            long begin = System.nanoTime();

            kaleyra.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(9));
            assertThatExceptionOfType(IOException.class).isThrownBy(late::read);
        }
    }

    @Test
    void listeners_are_notified_of_every_kind_of_change() throws IOException {
        try (RawConnection events = new RawConnection(kaleyra.pod())) {
            events.write(get("/simulator/api/events", "Host: localhost"));
            readUntil("event: changed", events);
            List<Runnable> changes = List.of(
                    good::send,
                    good.withBody("")::send,
                    () -> request("PUT", CREDIT, "{\"HXAP16XXXXXX97IN\":5}"),
                    () -> request("PUT", FAILURE, "{\"mode\":\"drop\"}"),
                    () -> kaleyra.failNext(0),
                    kaleyra::reset,
                    () -> request(
                            "PUT",
                            "/simulator/api/callbacks/profile",
                            "{\"url\":\"http://127.0.0.1:1/\",\"plan\":\"none\"}"),
                    good::send,
                    () -> kaleyra.postCallback(kaleyra.idOf("customer1"), DeliveryStatus.SENT),
                    () -> request("DELETE", "/simulator/api/callbacks", ""),
                    () -> request("DELETE", "/simulator/api/callbacks/profile", ""),
                    () -> request("DELETE", MESSAGES, ""),
                    () -> request("DELETE", REJECTED, ""));

            for (Runnable change : changes) {
                change.run();
                readUntil("event: changed", events);
            }
        }
    }

    @Test
    void a_burst_causes_few_events_and_the_last_change_always_causes_one() throws IOException {
        try (RawConnection events = new RawConnection(kaleyra.pod())) {
            events.write(get("/simulator/api/events", "Host: localhost"));
            readUntil("event: changed", events);
            int told = 0;
            try (RawConnection client = new RawConnection(kaleyra.pod())) {
                for (int i = 0; i < 500; i++) {
                    client.send(good);
                }
            }
            int seen = 0;
            while (seen < 500) {
                readUntil("event: changed", events);
                told++;
                seen = get(MESSAGES + "?limit=0").get("total").getAsInt();
            }

            assertThat(told).isLessThan(500);
        }
    }

    @Test
    void a_listener_that_does_not_read_delays_nothing_and_the_oldest_is_disconnected() throws IOException {
        List<RawConnection> listening = new ArrayList<>();
        try {
            for (int i = 0; i <= Changes.MOST_SUBSCRIBERS; i++) {
                RawConnection events = new RawConnection(kaleyra.pod());
                listening.add(events);
                events.write(get("/simulator/api/events", "Host: localhost"));
                readUntil("event: changed", events);
            }

            // The last chunk of the stream; the connection is then ready for another request.
            readUntil("0", listening.get(0));
            for (int i = 0; i < 100; i++) {
                assertThat(good.send().status()).isEqualTo(202);
            }
            readUntil("event: changed", listening.get(Changes.MOST_SUBSCRIBERS));
        } finally {
            for (RawConnection connection : listening) {
                connection.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: evil.example:80",
                "Host: localhost.evil.example",
                "Host: 127.0.0.1.evil.example",
                "Host: 10.0.0.1",
                "Host:",
                "X: no host",
                "Host: localhost\r\nHost: localhost",
                "Host: localhost\r\nOrigin: https://evil.example",
                "Host: localhost\r\nOrigin: http://localhost:1",
                "Host: localhost\r\nOrigin: null",
                "Host: localhost\r\nSec-Fetch-Site: cross-site",
                "Host: localhost\r\nSec-Fetch-Site: same-site"
            })
    void requests_from_other_sites_are_rejected(String headers) throws IOException {
        for (String path : List.of(MESSAGES, "/simulator/api/events")) {
            try (RawConnection connection = new RawConnection(kaleyra.pod())) {
                connection.write(get(path, headers));
                Reply reply = connection.read();
                assertThat(reply.status()).as(headers).isIn(400, 403); // The JDK responds with 400 to an invalid host.
                assertThat(reply.body()).doesNotContain("messages\":");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://evil.example",
                "Origin: http://localhost",
                "Origin: null",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-origin"
            })
    void no_page_can_send_messages_use_up_failures_or_fill_the_inbox(String header) {
        kaleyra.failNext(1);

        assertThat(good.with(header).send().status()).isEqualTo(403);
        assertThat(good.without("api-key").with(header).send().status()).isEqualTo(403);
        assertThat(good.withMethod("OPTIONS").with(header).send().status()).isEqualTo(403);

        assertThat(get(REJECTED).get("total").getAsInt()).isZero();
        assertThat(good.send().status()).isEqualTo(500);
        assertThat(kaleyra.accepted()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost",
                "Host: LOCALHOST:1234",
                "Host: 127.0.0.1",
                "Host: 127.1.2.3:80",
                "Host: [::1]:80",
                "Host: localhost:80\r\nOrigin: http://localhost:80\r\nSec-Fetch-Site: same-origin",
                "Host: localhost\r\nSec-Fetch-Site: none"
            })
    void requests_from_this_machine_and_the_page_are_allowed(String headers) throws IOException {
        try (RawConnection connection = new RawConnection(kaleyra.pod())) {
            connection.write(get(MESSAGES, headers));
            assertThat(connection.read().status()).as(headers).isEqualTo(200);
        }
    }

    @Test
    void an_additional_host_name_is_allowed() throws IOException {
        SimulatorOptions options = SimulatorOptions.defaults().withName("simulator");
        try (KaleyraSimulator named = KaleyraSimulator.start(options);
                RawConnection connection = new RawConnection(named.pod())) {
            connection.write(get(MESSAGES, "Host: Simulator:8420"));
            assertThat(connection.read().status()).isEqualTo(200);
            connection.write(get(MESSAGES, "Host: simulator2"));
            assertThat(connection.read().status()).isEqualTo(403);
        }
    }

    @Test
    void other_sites_can_link_to_the_page_but_not_call_the_api() throws IOException {
        try (RawConnection connection = new RawConnection(kaleyra.pod())) {
            connection.write(get("/simulator/", "Host: localhost\r\nSec-Fetch-Site: cross-site"));
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @Test
    void the_page_has_a_strict_content_security_policy() {
        for (String part : List.of("", "inbox.css", "inbox.js", "icon.svg")) {
            Reply reply = request("GET", "/simulator/" + part, "");
            assertThat(reply.status()).as(part).isEqualTo(200);
            assertThat(reply.headers())
                    .containsEntry("X-Content-Type-Options", "nosniff")
                    .containsEntry("Referrer-Policy", "no-referrer")
                    .containsEntry("Cross-Origin-Resource-Policy", "same-origin")
                    .containsEntry("Cache-Control", "no-store")
                    .containsEntry(
                            "Content-Security-Policy",
                            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                                    + "img-src 'self' http: https:; base-uri 'none'; form-action 'none'; "
                                    + "frame-ancestors 'none'");
            assertThat(reply.body()).doesNotContain("innerHTML", "style=", "<style", "onclick");
        }
        assertThat(request("GET", "/simulator", "").headers()).containsEntry("Location", "/simulator/");
        assertThat(request("POST", "/simulator/", "").status()).isEqualTo(405);
        assertThat(kaleyra.inbox()).hasToString(kaleyra.pod() + "/simulator/");
    }

    @Test
    void images_are_loaded_without_a_click_only_if_configured() {
        assertThat(request("GET", "/simulator/", "").body()).contains("data-load-images=\"no\"");

        try (KaleyraSimulator loading =
                KaleyraSimulator.start(SimulatorOptions.defaults().withImagesLoaded())) {
            RawRequest page = new RawRequest(loading.pod(), "GET", "/simulator/", List.of(), new byte[0]);
            assertThat(page.send().body()).contains("data-load-images=\"yes\"");
        }
    }

    @Test
    @Timeout(240) // a limit for a machine with other load
    void the_newest_10_000_messages_and_1_000_rejected_requests_are_kept() throws IOException {
        try (RawConnection client = new RawConnection(kaleyra.pod());
                RawConnection neverReads = new RawConnection(kaleyra.pod())) {
            neverReads.write(get("/simulator/api/events", "Host: localhost"));
            for (int i = 0; i < 20_000; i++) {
                assertThat(client.send(good).status()).isEqualTo(202);
            }
            RawRequest wrong = good.withBody("");
            for (int i = 0; i < 1_100; i++) {
                client.send(wrong);
            }
        }

        JsonObject messages = get(MESSAGES + "?limit=1");
        assertThat(messages.get("total").getAsInt()).isEqualTo(10_000);
        assertThat(messages.getAsJsonArray("messages")
                        .get(0)
                        .getAsJsonObject()
                        .get("number")
                        .getAsInt())
                .isEqualTo(20_000);
        assertThat(get(REJECTED + "?limit=0").get("total").getAsInt()).isEqualTo(1_000);
    }

    @Test
    void fewer_very_long_messages_are_kept() {
        Newest<String> newest = new Newest<>(10, 100, String::length);
        IntStream.range(0, 20).mapToObj(i -> ofLength30(i)).forEach(newest::add);
        assertThat(newest.newestFirst()).containsExactly(ofLength30(19), ofLength30(18), ofLength30(17));

        newest.add("x".repeat(1000));
        assertThat(newest.oldestFirst()).containsExactly("x".repeat(1000));

        newest.clear();
        IntStream.range(0, 20).mapToObj(String::valueOf).forEach(newest::add);
        assertThat(newest.oldestFirst()).hasSize(10).endsWith("19");
    }

    private static String ofLength30(int i) {
        return String.format(Locale.ROOT, "%030d", i);
    }

    @Test
    void all_texts_of_a_message_count() {
        good.send();

        assertThat(new Kept(1, kaleyra.accepted().get(0), "", new Delivery()).text())
                .isEqualTo("https://example.com/a.pngHellocustomer1marketingdictionary".length());
    }

    @Test
    void the_longest_links_do_not_exhaust_the_memory() {
        String link = "https://example.com/" + "x".repeat(1_000_000);
        RawRequest large = good.withBody(new String(good.body(), US_ASCII).replace("https://example.com/a.png", link));
        for (int i = 0; i < 40; i++) {
            assertThat(large.send().status()).isEqualTo(202);
        }

        assertThat(kaleyra.accepted()).hasSize(33);

        for (int i = 0; i < 40; i++) {
            assertThat(large.without("api-key").send().status()).isEqualTo(401);
        }

        assertThat(get(REJECTED + "?limit=0").get("total").getAsInt()).isEqualTo(33);
    }

    private void send(String recipient, String ref, String caption) {
        String body = new String(good.body(), UTF_8)
                .replace("919800000001", recipient)
                .replace("customer1", ref)
                .replace("Hello", caption);
        assertThat(good.withBody(body).send().status()).isEqualTo(202);
    }

    private JsonObject get(String target) {
        Reply reply = request("GET", target, "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers()).containsEntry("Content-Type", "application/json");
        return JsonParser.parseString(reply.body()).getAsJsonObject();
    }

    private List<JsonObject> list(String target) {
        JsonObject reply = get(target);
        String name = target.startsWith(MESSAGES) ? "messages" : "rejected";
        return StreamSupport.stream(reply.getAsJsonArray(name).spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private JsonObject first(String target) {
        return list(target).get(0);
    }

    private Reply request(String method, String target, String body) {
        return new RawRequest(kaleyra.pod(), method, target, List.of(), body.getBytes(UTF_8)).send();
    }

    private static byte[] get(String target, String headers) {
        return ("GET " + target + " HTTP/1.1\r\n" + headers + "\r\n\r\n").getBytes(US_ASCII);
    }

    private static void readUntil(String line, RawConnection connection) throws IOException {
        String read = connection.line();
        while (!read.equals(line)) {
            assertThat(read).as("instead of " + line).isNotEqualTo(": still here");
            read = connection.line();
        }
    }
}
