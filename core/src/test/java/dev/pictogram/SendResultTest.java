// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SendResultTest {

    private static final ConnectException CAUSE = new ConnectException("refused");

    private final SendResult accepted = new Accepted(MessageId.of("AX1"));
    private final SendResult rejected = new Rejected(
            Reason.LOW_BALANCE, 400, "E110", "Please check your balance", Map.of("balance", "low"), Optional.empty());
    private final SendResult notSent = new NotSent("no connection", CAUSE);
    private final SendResult inDoubt = new InDoubt("no response", CAUSE);

    @Test
    void fold_calls_the_function_for_the_outcome() {
        assertThat(nameOf(accepted)).isEqualTo("accepted AX1");
        assertThat(nameOf(rejected)).isEqualTo("rejected LOW_BALANCE");
        assertThat(nameOf(notSent)).isEqualTo("not sent: no connection");
        assertThat(nameOf(inDoubt)).isEqualTo("in doubt: no response");
    }

    private static String nameOf(SendResult result) {
        return result.fold(
                accepted -> "accepted " + accepted.id(),
                rejected -> "rejected " + rejected.reason(),
                notSent -> "not sent: " + notSent.why(),
                inDoubt -> "in doubt: " + inDoubt.why());
    }

    @Test
    void only_results_known_not_to_be_accepted_are_safe_to_retry() {
        assertThat(accepted.safeToRetry()).isFalse();
        assertThat(rejected.safeToRetry()).isFalse();
        assertThat(notSent.safeToRetry()).isTrue();
        assertThat(inDoubt.safeToRetry()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_rejection_with_a_temporary_reason_is_safe_to_retry(Reason reason) {
        boolean passes = switch (reason) {
            case TRY_LATER, RATE_LIMITED, UNAVAILABLE -> true;
            case INVALID_CREDENTIALS,
                    SENDER_NOT_OWNED,
                    SENDER_NOT_ACTIVE,
                    INVALID_PAYLOAD,
                    LOW_BALANCE,
                    ACCOUNT_NOT_ENABLED,
                    WRONG_API_VERSION,
                    DAILY_LIMIT_REACHED,
                    UNRECOGNIZED -> false;
        };
        SendResult result = new Rejected(reason, 400, "", "", Map.of(), Optional.of(Duration.ofSeconds(1)));

        assertThat(result.safeToRetry()).isEqualTo(passes);
    }

    @Test
    void details_keep_the_order_of_the_response() {
        Map<String, String> details = new LinkedHashMap<>();
        for (int i = 20; i > 0; i--) {
            details.put("key" + i, "value");
        }
        List<String> order = List.copyOf(details.keySet());

        Rejected result = new Rejected(Reason.UNRECOGNIZED, 400, "", "", details, Optional.empty());
        details.clear();

        assertThat(result.details().keySet()).containsExactlyElementsOf(order);
        assertThat(result.details()).isUnmodifiable();
    }

    @Test
    void details_are_never_null() {
        assertThatNullPointerException()
                .isThrownBy(() -> new Rejected(
                        Reason.UNRECOGNIZED, 400, "", "", Collections.singletonMap("a", null), Optional.empty()));
        assertThatNullPointerException()
                .isThrownBy(() -> new Rejected(
                        Reason.UNRECOGNIZED, 400, "", "", Collections.singletonMap(null, "a"), Optional.empty()));
    }

    @Test
    void only_an_accepted_message_has_an_id() {
        assertThat(accepted.messageId()).contains(MessageId.of("AX1"));
        assertThat(rejected.messageId()).isEmpty();
        assertThat(notSent.messageId()).isEmpty();
        assertThat(inDoubt.messageId()).isEmpty();
    }

    @Test
    void or_else_throw_returns_the_id_or_throws_an_exception_with_the_result() {
        assertThat(accepted.orElseThrow()).isEqualTo(MessageId.of("AX1"));
        assertThrows(rejected, "rejected, LOW_BALANCE (HTTP 400 E110): Please check your balance", null);
        assertThrows(notSent, "not sent: no connection", CAUSE);
        assertThrows(inDoubt, "in doubt: no response", CAUSE);
        assertThrows(
                new Rejected(Reason.UNRECOGNIZED, 404, "", "", Map.of(), Optional.empty()),
                "rejected, UNRECOGNIZED (HTTP 404): no error message",
                null);
    }

    private static void assertThrows(SendResult result, String message, Throwable cause) {
        assertThatExceptionOfType(SendFailedException.class)
                .isThrownBy(result::orElseThrow)
                .withMessage(message)
                .satisfies(e -> assertThat(e.result()).isSameAs(result))
                .satisfies(e -> assertThat(e.getCause()).isSameAs(cause));
    }

    @Test
    void details_are_copied_and_null_is_refused() {
        Map<String, String> details = new HashMap<>(Map.of("a", "b"));
        Rejected copy = new Rejected(Reason.UNRECOGNIZED, 404, "", "", details, Optional.empty());
        details.clear();

        assertThat(copy.details()).containsExactly(Map.entry("a", "b"));
        assertThatNullPointerException().isThrownBy(() -> new Accepted(null));
        assertThatNullPointerException().isThrownBy(() -> new NotSent(null, CAUSE));
        assertThatNullPointerException().isThrownBy(() -> new InDoubt(null, CAUSE));
        assertThatNullPointerException().isThrownBy(() -> new Rejected(null, 404, "", "", Map.of(), Optional.empty()));
        assertThatNullPointerException()
                .isThrownBy(() -> new Rejected(Reason.UNRECOGNIZED, 404, null, "", Map.of(), Optional.empty()));
        assertThatNullPointerException()
                .isThrownBy(() -> new Rejected(Reason.UNRECOGNIZED, 404, "", null, Map.of(), Optional.empty()));
        assertThatNullPointerException()
                .isThrownBy(() -> new Rejected(Reason.UNRECOGNIZED, 404, "", "", null, Optional.empty()));
        assertThatNullPointerException()
                .isThrownBy(() -> new Rejected(Reason.UNRECOGNIZED, 404, "", "", Map.of(), null));
    }
}
