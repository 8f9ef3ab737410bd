// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.Sid;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.HttpTransport.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

class FakeOutcomeTest {

    private static final ImageMessage MESSAGE =
            ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png"));
    private static final Pattern SAMPLE =
            Pattern.compile("(?ms)^([45]\\d\\d) [^\\n]*\\n(\\{\\n.*?^})(?=\\n\\d{3} |\\s*\\z)");

    /** The result of an adapter for each error response on Kaleyra's page. */
    static Stream<Rejected> rejectionsOnThePage() throws IOException {
        // Another module owns the samples of the page. Tests run in the directory of their own module.
        Path page = Path.of(
                "../adapter-contract/src/main/resources/dev/pictogram/contract/page/send-image-messages-samples.txt");
        return SAMPLE
                .matcher(Files.readString(page))
                .results()
                .map(sample -> resultOfResponse(Integer.parseInt(sample.group(1)), Map.of(), sample.group(2)))
                .map(Rejected.class::cast)
                .toList()
                .stream();
    }

    @ParameterizedTest
    @MethodSource("rejectionsOnThePage")
    void a_rejection_equals_the_one_on_the_page(Rejected rejection) {
        assertThat(resultOf(FakeOutcome.rejected(rejection.reason()))).isEqualTo(rejection);
    }

    @Test
    void the_rejection_for_every_reason_equals_the_result_of_an_adapter() throws IOException {
        Map<Reason, SendResult> expected = new EnumMap<>(Reason.class);
        rejectionsOnThePage().forEach(rejection -> expected.put(rejection.reason(), rejection));
        assertThat(expected).as("on the page").hasSize(7);
        expected.put(Reason.SENDER_NOT_ACTIVE, resultOfResponse(401, Map.of(), """
                {"code":"WA401","message":"Phone number is not active.","data":{},
                "error":{"phone_number":"Phone number is not active."}}"""));
        expected.put(Reason.DAILY_LIMIT_REACHED, resultOfResponse(400, Map.of(), "{\"code\":\"WAV2101\"}"));
        expected.put(Reason.RATE_LIMITED, resultOfResponse(429, Map.of(), ""));
        expected.put(Reason.UNAVAILABLE, resultOfResponse(503, Map.of("retry-after", "0"), ""));
        expected.put(Reason.UNRECOGNIZED, resultOfResponse(403, Map.of(), ""));

        for (Reason reason : Reason.values()) {
            assertThat(resultOf(FakeOutcome.rejected(reason))).isEqualTo(expected.get(reason));
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"RATE_LIMITED", "UNAVAILABLE"},
            mode = Mode.INCLUDE)
    void a_rejection_may_have_a_retry_after(Reason reason) {
        int status = reason == Reason.RATE_LIMITED ? 429 : 503;

        assertThat(resultOf(FakeOutcome.rejected(reason, Duration.ofSeconds(30))))
                .isEqualTo(resultOfResponse(status, Map.of("retry-after", "30"), ""))
                .extracting(result -> ((Rejected) result).retryAfter())
                .isEqualTo(Optional.of(Duration.ofSeconds(30)));
    }

    @Test
    void any_result_can_be_an_outcome() {
        SendResult result = new InDoubt("on purpose", new IOException("connection reset"));

        assertThat(resultOf(FakeOutcome.of(result))).isSameAs(result);
    }

    @Test
    void a_delay_does_not_change_the_original_outcome() {
        FakeOutcome atOnce = FakeOutcome.inDoubt();

        assertThat(atOnce.after(Duration.ofSeconds(2)).delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(resultOf(atOnce.after(Duration.ZERO))).isEqualTo(resultOf(atOnce));
        assertThat(atOnce.delay()).isZero();
    }

    @Test
    void to_string_describes_the_outcome_for_test_names() {
        assertThat(FakeOutcome.accepted()).hasToString("accepted with the next id");
        assertThat(FakeOutcome.notSent().after(Duration.ofSeconds(2)))
                .hasToString(resultOf(FakeOutcome.notSent()) + " after PT2S");
    }

    @Test
    void invalid_arguments_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FakeOutcome.accepted().after(Duration.ofMillis(-1)))
                .withMessage("delay: must not be negative, but it is PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FakeOutcome.rejected(Reason.RATE_LIMITED, Duration.ofSeconds(-1)))
                .withMessage("retryAfter: must not be negative, but it is PT-1S");
        assertThatIllegalArgumentException().isThrownBy(() -> FakeOutcome.accepted(" "));
        assertThatNullPointerException().isThrownBy(() -> FakeOutcome.accepted(null));
        assertThatNullPointerException()
                .isThrownBy(() -> FakeOutcome.rejected(null))
                .withMessage("reason");
        assertThatNullPointerException().isThrownBy(() -> FakeOutcome.rejected(Reason.RATE_LIMITED, null));
        assertThatNullPointerException().isThrownBy(() -> FakeOutcome.of(null));
        assertThatNullPointerException().isThrownBy(() -> FakeOutcome.accepted().after(null));
    }

    private static SendResult resultOf(FakeOutcome outcome) {
        return new FakeMessaging().next(outcome).send(MESSAGE);
    }

    private static SendResult resultOfResponse(int status, Map<String, String> headers, String body) {
        Account account = new Account(Pod.IN, Sid.of("HXAP1"), ApiKey.of("key"), PhoneNumber.of("+919800000000"));
        return KaleyraMessaging.over(
                        call -> new Response(status, headers, body.getBytes(UTF_8)),
                        account,
                        SendPolicy.defaults().withAttempts(1))
                .send(MESSAGE);
    }
}
