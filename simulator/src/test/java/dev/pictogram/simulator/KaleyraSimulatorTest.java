// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.Sid;
import dev.pictogram.simulator.RawConnection.Reply;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.JdkTransport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The responses to requests, and the order of the checks. */
@Timeout(60)
class KaleyraSimulatorTest {

    private static final PhoneNumber SENDER = PhoneNumber.of("+919800000000");
    private static final PhoneNumber OTHER_SENDER = PhoneNumber.of("+919800000009");
    private static final SimulatedAccount PLAIN =
            SimulatedAccount.of(Sid.of("HXAP16XXXXXX97IN"), ApiKey.of("Asecret3"), SENDER);

    private static final PhoneNumber INACTIVE_SENDER = PhoneNumber.of("+919800000008");
    private static final SimulatedAccount OTHER_SHOP =
            SimulatedAccount.of(Sid.of("HXAP0000000002IN"), ApiKey.of("another"), SENDER);

    private KaleyraSimulator kaleyra = KaleyraSimulator.start(PLAIN);
    private RawRequest good = RawRequest.by(kaleyra.account());

    @AfterEach
    void close() {
        kaleyra.close();
    }

    private void restart(SimulatedAccount first, SimulatedAccount... more) {
        kaleyra.close();
        kaleyra = KaleyraSimulator.start(first, more);
        good = RawRequest.by(kaleyra.account());
    }

    @Test
    void an_accepted_message_is_kept_and_charged() {
        restart(PLAIN.withCredit(2));
        Instant before = Instant.now();

        assertThat(good.send().status()).isEqualTo(202);

        assertThat(kaleyra.creditOf(PLAIN.sid())).isEqualTo(1);
        assertThat(kaleyra.accepted()).singleElement().satisfies(accepted -> {
            assertThat(accepted.sid()).isEqualTo(PLAIN.sid());
            assertThat(accepted.sender()).isEqualTo(SENDER);
            assertThat(accepted.message()).isEqualTo(Payload.read(good.body()).orElseThrow());
            assertThat(accepted.at()).isBetween(before, Instant.now());
        });
    }

    @Test
    void the_default_account_has_a_large_credit() {
        try (KaleyraSimulator simple = KaleyraSimulator.start()) {
            Account account = simple.account();

            assertThat(account.pod()).isEqualTo(simple.pod());
            assertThat(simple.pod().toString()).matches("http://127\\.0\\.0\\.1:[1-9][0-9]*");
            assertThat(RawRequest.by(account).send().status()).isEqualTo(202);
            assertThat(simple.creditOf(account.sid())).isEqualTo(999_999);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "WA401", "WA-401"})
    void each_kind_of_401_has_the_configured_code(String code) {
        SimulatorOptions options = SimulatorOptions.defaults();
        SimulatedAccount shop = PLAIN.withSenderOnOtherVersion(OTHER_SENDER).withSenderNotActive(INACTIVE_SENDER);
        Map<PhoneNumber, Reason> reasons = Map.of(
                OTHER_SENDER, Reason.WRONG_API_VERSION,
                INACTIVE_SENDER, Reason.SENDER_NOT_ACTIVE);
        try (KaleyraSimulator simulator = KaleyraSimulator.start(
                code.isEmpty() ? options : options.withUnauthorizedCode(code), shop, OTHER_SHOP.notEnabled())) {
            Account account = simulator.account();

            reasons.forEach((sender, reason) -> assertRefused(
                    new Account(account.pod(), account.sid(), account.apiKey(), sender),
                    reason,
                    !code.isEmpty() ? code : sender.equals(OTHER_SENDER) ? "WA-401" : "WA401"));
            // With WA-401 alone, a sender of another account looks like one on another version.
            assertRefused(
                    new Account(account.pod(), account.sid(), account.apiKey(), PhoneNumber.of("+919999999999")),
                    code.equals("WA-401") ? Reason.WRONG_API_VERSION : Reason.SENDER_NOT_OWNED,
                    code.isEmpty() ? "WA401" : code);
            assertRefused(
                    new Account(account.pod(), OTHER_SHOP.sid(), OTHER_SHOP.apiKey(), OTHER_SHOP.firstSender()),
                    Reason.ACCOUNT_NOT_ENABLED,
                    code.isEmpty() ? "WA-401" : code);
            assertRefused(
                    new Account(account.pod(), account.sid(), ApiKey.of("wrong"), SENDER),
                    Reason.INVALID_CREDENTIALS,
                    "RBC001");
        }
    }

    private static void assertRefused(Account account, Reason reason, String code) {
        SendResult result = KaleyraMessaging.over(
                        JdkTransport.create(SendPolicy.defaults()), account, SendPolicy.defaults())
                .send(ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png")));

        assertThat(result).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(reason);
            assertThat(rejected.code()).isEqualTo(code);
            assertThat(rejected.status()).isEqualTo(401);
        });
    }

    @Test
    void the_first_rule_that_applies_decides_the_response() {
        SimulatedAccount broke =
                PLAIN.withCredit(0).withSenderOnOtherVersion(OTHER_SENDER).withSender(SENDER);
        restart(broke.notEnabled());
        RawRequest wrong = good.withTarget(good.target().replace("9198", "9199"))
                .withBody("{}")
                .without("api-key");
        kaleyra.failNext(1);

        assertThat(codeOf(wrong)).isEqualTo("WA500");
        assertThat(codeOf(wrong)).isEqualTo("RBC001");
        wrong = wrong.with("api-key: Asecret3");
        assertThat(codeOf(wrong)).isEqualTo("WA401");
        wrong = wrong.withTarget(good.target().replace(SENDER.digits(), OTHER_SENDER.digits()));
        assertThat(wrong.send().body()).isEqualTo(Response.ACCOUNT_NOT_ENABLED.body());

        restart(broke);
        wrong = new RawRequest(kaleyra.pod(), "POST", wrong.target(), wrong.headers(), wrong.body());
        assertThat(wrong.send().body()).isEqualTo(Response.WRONG_VERSION.body());
        wrong = wrong.withTarget(good.target());
        assertThat(codeOf(wrong)).isEqualTo("WA400");
        wrong = wrong.withBody(good.body());
        assertThat(codeOf(wrong)).isEqualTo("E110");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1/HXAP16XXXXXX97IN/whatsapp/+919800000000/messages",
                "/v2/HXAP16XXXXXX97IN/whatsapp/+919800000000/messages/",
                "/v2/HXAP16XXXXXX97IN/whatsapp/+919800000000",
                "/v2/HXAP16XXXXXX97IN/whatsapp//messages",
                "/v2//whatsapp/+919800000000/messages",
                "/v2/HXAP16XXXXXX97IN/sms/+919800000000/messages",
                "/prefix/v2/HXAP16XXXXXX97IN/whatsapp/+919800000000/messages",
                "/v2/HXAP16XXXXXX97IN/whatsapp/+919800000000%2Fmessages",
            })
    void another_path_is_not_found(String target) {
        kaleyra.failNext(1);

        Reply reply = good.withTarget(target).send();

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "post"})
    void another_method_is_not_allowed_and_does_not_count_as_a_request_to_fail(String method) {
        kaleyra.failNext(1);

        Reply reply = good.withMethod(method).send();

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers()).containsEntry("Allow", "POST");
        assertThat(reply.body()).isEmpty();
        assertThat(codeOf(good)).isEqualTo("WA500");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"api-key: other", "api-key: asecret3", "api-key: Asecret3x", "api-key:", "apikey: Asecret3"})
    void a_wrong_key_is_rejected(String header) {
        assertThat(codeOf(good.without("api-key").with(header))).isEqualTo("RBC001");
    }

    @Test
    void a_missing_or_repeated_key_is_rejected() {
        assertThat(codeOf(good.without("api-key"))).isEqualTo("RBC001");
        assertThat(codeOf(good.with("api-key: Asecret3"))).isEqualTo("RBC001");
        assertThat(codeOf(good.without("api-key").with("API-Key: Asecret3"))).isEqualTo("WA202");
    }

    @Test
    void an_unknown_sid_is_rejected_like_a_wrong_key() {
        assertThat(codeOf(good.withTarget(good.target().replace("HXAP", "HXAQ"))))
                .isEqualTo("RBC001");
        assertThat(codeOf(good.withTarget(good.target().replace("HXAP", "%00"))))
                .isEqualTo("RBC001");
    }

    @Test
    void a_key_is_valid_for_its_account_only() {
        SimulatedAccount second = SimulatedAccount.of(Sid.of("second"), ApiKey.of("key2"), OTHER_SENDER)
                .withCredit(7);
        restart(PLAIN, second);
        RawRequest bySecond =
                RawRequest.by(new Account(kaleyra.pod(), second.sid(), second.apiKey(), second.firstSender()));

        assertThat(kaleyra.account().sid()).isEqualTo(PLAIN.sid());
        assertThat(codeOf(bySecond)).isEqualTo("WA202");
        assertThat(codeOf(bySecond.withTarget(good.target()))).isEqualTo("RBC001");
        assertThat(codeOf(bySecond.withTarget(bySecond.target().replace("0009", "0000"))))
                .isEqualTo("WA401");
        assertThat(kaleyra.creditOf(second.sid())).isEqualTo(6);
        assertThat(kaleyra.creditOf(PLAIN.sid())).isEqualTo(1_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+919800000000", "%2B919800000000", "%2b919800000000", "919800000000"})
    void a_sender_has_a_plus_an_escaped_plus_or_neither(String sender) {
        assertThat(codeOf(good.withTarget("/v2/HXAP16XXXXXX97IN/whatsapp/" + sender + "/messages")))
                .isEqualTo("WA202");
        assertThat(kaleyra.accepted().get(0).sender()).isEqualTo(SENDER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+919800000001", "++919800000000", "%2B+919800000000", "+", "me", "91980000000%30", "%20"})
    void a_sender_of_another_account_is_rejected(String sender) {
        assertThat(codeOf(good.withTarget("/v2/HXAP16XXXXXX97IN/whatsapp/" + sender + "/messages")))
                .isEqualTo("WA401");
    }

    @Test
    void every_sender_of_an_account_can_send_except_those_on_another_version() {
        restart(PLAIN.withSender(OTHER_SENDER));
        RawRequest byOther = good.withTarget(good.target().replace(SENDER.digits(), OTHER_SENDER.digits()));
        assertThat(codeOf(byOther)).isEqualTo("WA202");
        assertThat(kaleyra.accepted().get(0).sender()).isEqualTo(OTHER_SENDER);
        assertThat(kaleyra.account().sender()).isEqualTo(SENDER);

        restart(PLAIN.withSenderOnOtherVersion(OTHER_SENDER));
        assertThat(codeOf(good)).isEqualTo("WA202");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json; charset=utf-8",
                "Content-Type: application/json;",
                "Content-Type: text/json",
                "Content-Type: Application/JSON",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type:",
                "X-Content-Type: application/json",
            })
    void a_content_type_other_than_exactly_application_json_is_rejected(String header) {
        assertThat(codeOf(good.without("Content-Type").with(header))).isEqualTo("WA400");
    }

    @Test
    void a_repeated_content_type_is_rejected() {
        assertThat(codeOf(good.with("Content-Type: application/json"))).isEqualTo("WA400");
    }

    @Test
    void a_body_over_1_MiB_is_refused_and_its_connection_lives() throws IOException {
        byte[] largest = padded(1024 * 1024);
        byte[] tooLarge = padded(1024 * 1024 + 1);
        byte[] farTooLarge = padded(5 * 1024 * 1024);

        try (RawConnection connection = new RawConnection(kaleyra.pod())) {
            assertThat(connection.send(good.withBody(largest)).status()).isEqualTo(202);
            assertThat(connection.send(good.withBody(tooLarge)).body()).isEqualTo(Response.WRONG_PAYLOAD.body());
            assertThat(connection.send(good.withBody(farTooLarge)).body()).isEqualTo(Response.WRONG_PAYLOAD.body());
            assertThat(connection
                            .send(good.withTarget("/").withBody(farTooLarge))
                            .status())
                    .isEqualTo(404);
            assertThat(connection.send(good).status()).isEqualTo(202);
        }
        assertThat(kaleyra.accepted()).hasSize(2);
    }

    private byte[] padded(int size) {
        byte[] body = " ".repeat(size).getBytes(US_ASCII);
        System.arraycopy(good.body(), 0, body, 0, good.body().length);
        return body;
    }

    @Test
    void a_body_in_chunks_is_read() throws IOException {
        assertThat(chunked(Integer.toHexString(good.body().length) + "\r\n" + new String(good.body(), US_ASCII)
                                + "\r\n0\r\n\r\n")
                        .status())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "FFFFFFFF\r\n{}\r\n", "2\r\n{}xx", "-1\r\n{}\r\n", "1111111111111111111\r\n"})
    void a_body_in_malformed_chunks_is_rejected(String chunks) throws IOException {
        assertThat(chunked(chunks).body()).isEqualTo(Response.WRONG_PAYLOAD.body());
    }

    private Reply chunked(String chunks) throws IOException {
        try (RawConnection connection = new RawConnection(kaleyra.pod())) {
            connection.write(good.head("Transfer-Encoding: chunked"));
            connection.write(chunks.getBytes(US_ASCII));
            return connection.read();
        }
    }

    @Test
    void a_truncated_body_is_rejected() throws IOException {
        try (RawConnection connection = new RawConnection(kaleyra.pod())) {
            connection.write(good.head("Content-Length: 1000"));
            connection.write(good.body());
            connection.endOfRequest();

            assertThat(connection.read().body()).isEqualTo(Response.WRONG_PAYLOAD.body());
        }
        assertThat(kaleyra.accepted()).isEmpty();
    }

    @Test
    void an_invalid_request_is_rejected_and_the_connection_stays_open() throws IOException {
        try (RawConnection connection = new RawConnection(kaleyra.pod())) {
            for (String nonsense : List.of("", "[".repeat(500_000), "{\"a\":".repeat(100_000), "\u0000", "{}{}")) {
                assertThat(connection.send(good.withBody(nonsense)).body()).isEqualTo(Response.WRONG_PAYLOAD.body());
            }
            assertThat(connection.send(good).status()).isEqualTo(202);
        }
    }

    @Test
    void the_credit_is_spent_message_by_message() {
        restart(PLAIN.withCredit(2));

        assertThat(codeOf(good.withBody("{}"))).isEqualTo("WA400");
        assertThat(codeOf(good)).isEqualTo("WA202");
        assertThat(codeOf(good)).isEqualTo("WA202");
        assertThat(codeOf(good)).isEqualTo("E110");
        assertThat(kaleyra.creditOf(PLAIN.sid())).isZero();
        assertThat(kaleyra.accepted()).hasSize(2);
    }

    @Test
    void fail_next_affects_the_given_number_of_requests() {
        kaleyra.failNext(2);

        assertThat(codeOf(good)).isEqualTo("WA500");
        assertThat(codeOf(good)).isEqualTo("WA500");
        assertThat(codeOf(good)).isEqualTo("WA202");

        kaleyra.failNext(5);
        kaleyra.failNext(1);
        assertThat(codeOf(good)).isEqualTo("WA500");
        assertThat(codeOf(good)).isEqualTo("WA202");

        kaleyra.failNext(5);
        kaleyra.failNext(0);
        assertThat(codeOf(good)).isEqualTo("WA202");
        assertThat(kaleyra.accepted()).hasSize(3);
    }

    @Test
    void drop_next_drops_the_given_number_of_connections_and_accepts_nothing() {
        kaleyra.dropNext(2);

        assertThatExceptionOfType(AssertionError.class).isThrownBy(good::send);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(good::send);
        assertThat(kaleyra.accepted()).isEmpty();
        assertThat(codeOf(good)).isEqualTo("WA202");
    }

    @Test
    void lose_next_suppresses_the_given_number_of_responses_and_accepts_the_messages() {
        kaleyra.loseNext(1);

        assertThatExceptionOfType(AssertionError.class).isThrownBy(good::send);
        assertThat(kaleyra.accepted()).hasSize(1);
        assertThat(codeOf(good)).isEqualTo("WA202");
    }

    @Test
    void delay_next_delays_the_given_number_of_responses_and_the_last_call_counts() {
        kaleyra.dropNext(1);
        kaleyra.delayNext(1, Duration.ofMillis(300));
        long begin = System.nanoTime();

        assertThat(codeOf(good)).isEqualTo("WA202");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(290));
        kaleyra.delayNext(1, Duration.ofMinutes(10));
        kaleyra.delayNext(0, Duration.ofMinutes(10));
        assertThat(codeOf(good)).isEqualTo("WA202");
    }

    @Test
    void reset_restores_the_initial_state() {
        restart(PLAIN.withCredit(1));
        good.send();
        good.send();
        kaleyra.failNext(1);

        kaleyra.reset();

        assertThat(kaleyra.accepted()).isEmpty();
        assertThat(kaleyra.creditOf(PLAIN.sid())).isEqualTo(1);
        assertThat(codeOf(good)).isEqualTo("WA202");
        RawRequest rejected = new RawRequest(kaleyra.pod(), "GET", "/simulator/api/rejected", List.of(), new byte[0]);
        assertThat(rejected.send().body()).isEqualTo("{\"total\":0,\"rejected\":[]}");
    }

    @Test
    void accepted_messages_are_an_immutable_snapshot_in_order() {
        good.send();
        List<AcceptedMessage> one = kaleyra.accepted();
        good.withBody(new String(good.body(), US_ASCII).replace("Hello", "Again"))
                .send();

        assertThat(one).hasSize(1);
        assertThat(kaleyra.accepted())
                .extracting(accepted -> accepted.message().caption().orElseThrow())
                .containsExactly("Hello", "Again");
        assertThatThrownBy(() -> one.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void only_the_newest_10_000_messages_are_kept() {
        Ledger ledger = new Ledger(List.of(PLAIN));
        ImageMessage message = ImageMessage.to(OTHER_SENDER, Image.uploaded("1"));
        String first =
                ledger.accept(PLAIN.sid(), SENDER, message, "").orElseThrow().value();
        String last = first;
        for (int i = 0; i < 10_000; i++) {
            last = ledger.accept(PLAIN.sid(), SENDER, message, "").orElseThrow().value();
        }

        assertThat(ledger.accepted())
                .hasSize(10_000)
                .extracting(accepted -> accepted.id().value())
                .doesNotHaveDuplicates()
                .doesNotContain(first)
                .endsWith(last);
        assertThat(ledger.creditOf(PLAIN.sid())).isEqualTo(1_000_000 - 10_001);
    }

    @ParameterizedTest
    @CsvSource({"HXAP16XXXXXX97IN, true", "other, false"})
    void only_a_known_account_has_credit(String sid, boolean known) {
        if (known) {
            assertThat(kaleyra.creditOf(Sid.of(sid))).isEqualTo(1_000_000);
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> kaleyra.creditOf(Sid.of(sid)))
                    .withMessage("sid: must be one of the simulator's accounts, but it is other");
        }
    }

    @Test
    void invalid_arguments_are_rejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kaleyra.failNext(-1))
                .withMessage("requests: must not be negative, but it is -1");
        assertThatIllegalArgumentException().isThrownBy(() -> kaleyra.dropNext(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> kaleyra.loseNext(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> kaleyra.delayNext(-1, Duration.ofSeconds(1)));
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofMillis(600_001))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> kaleyra.delayNext(1, wrong))
                    .withMessage("seconds: must be from 0.001 to 600 with mode delay, but it is not");
        }
        assertThatNullPointerException().isThrownBy(() -> kaleyra.delayNext(1, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAIN.withCredit(-1))
                .withMessage("credit: must not be negative, but it is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KaleyraSimulator.start(PLAIN, PLAIN.notEnabled()))
                .withMessage("accounts: must have different SIDs, but two have HXAP16XXXXXX97IN");
        assertThatNullPointerException().isThrownBy(() -> KaleyraSimulator.start(null));
        assertThatNullPointerException().isThrownBy(() -> KaleyraSimulator.start(PLAIN, (SimulatedAccount) null));
        assertThatNullPointerException().isThrownBy(() -> kaleyra.creditOf(null));
        assertThatNullPointerException().isThrownBy(() -> PLAIN.withSender(null));
        assertThatNullPointerException().isThrownBy(() -> PLAIN.withSenderOnOtherVersion(null));
        assertThatNullPointerException().isThrownBy(() -> SimulatedAccount.of(null, PLAIN.apiKey(), SENDER));
        assertThatNullPointerException().isThrownBy(() -> SimulatedAccount.of(PLAIN.sid(), null, SENDER));
        assertThatNullPointerException().isThrownBy(() -> SimulatedAccount.of(PLAIN.sid(), PLAIN.apiKey(), null));
    }

    @Test
    void an_account_shows_everything_except_its_key() {
        assertThat(PLAIN.withSenderOnOtherVersion(OTHER_SENDER).withCredit(3).notEnabled())
                .hasToString("SimulatedAccount[sid=HXAP16XXXXXX97IN, apiKey=ApiKey[hidden], "
                        + "senders=[+919800000000, +919800000009], credit=3, enabled=false]");
    }

    @Test
    void copies_leave_the_original_account_unchanged() {
        PLAIN.withCredit(0)
                .withSender(OTHER_SENDER)
                .withSenderOnOtherVersion(SENDER)
                .notEnabled();

        assertThat(PLAIN)
                .hasToString("SimulatedAccount[sid=HXAP16XXXXXX97IN, apiKey=ApiKey[hidden], "
                        + "senders=[+919800000000], credit=1000000, enabled=true]");
        assertThat(PLAIN.hasOnOtherVersion(SENDER)).isFalse();
    }

    private static String codeOf(RawRequest request) {
        return request.send().body().replaceAll("(?s).*\"code\": ?\"([^\"]+)\".*", "$1");
    }
}
