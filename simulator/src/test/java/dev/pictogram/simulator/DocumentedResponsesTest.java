// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import dev.pictogram.simulator.RawConnection.Reply;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Provokes every response of the API page and compares it with the page's sample byte by byte. */
@Timeout(60)
class DocumentedResponsesTest {

    private static final PhoneNumber SENDER = PhoneNumber.of("+919800000000");
    private static final SimulatedAccount PLAIN =
            SimulatedAccount.of(Sid.of("HXAP16XXXXXX97IN"), ApiKey.of("Asecret3"), SENDER);

    enum Failure {
        WRONG_CREDENTIALS("401 Unauthorized", PLAIN, r -> r.without("api-key").with("api-key: other")),
        SENDER_NOT_OWNED(
                "401 Unauthorized phone number",
                PLAIN,
                r -> r.withTarget(r.target().replace("9198", "9199"))),
        WRONG_PAYLOAD("400 Incorrect payload", PLAIN, r -> r.withBody("{}")),
        INTERNAL_ERROR("500 Internal Server Error", PLAIN, r -> r),
        LOW_BALANCE("400 Low balance", PLAIN.withCredit(0), r -> r),
        ACCOUNT_NOT_ENABLED("401 Unauthorised Account type", PLAIN.notEnabled(), r -> r),
        WRONG_VERSION("401 Unauthorized phone number version", PLAIN.withSenderOnOtherVersion(SENDER), r -> r);

        final String title;
        final SimulatedAccount account;
        final UnaryOperator<RawRequest> change;

        Failure(String title, SimulatedAccount account, UnaryOperator<RawRequest> change) {
            this.title = title;
            this.account = account;
            this.change = change;
        }
    }

    @ParameterizedTest
    @EnumSource
    void each_failure_response_equals_the_page(Failure failure) {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start(failure.account)) {
            kaleyra.failNext(failure == Failure.INTERNAL_ERROR ? 1 : 0);

            Reply reply = failure.change.apply(RawRequest.by(kaleyra.account())).send();

            assertThat(reply.body()).isEqualTo(Page.samples().get(failure.title));
            assertThat(reply.status()).isEqualTo(Integer.parseInt(failure.title.substring(0, 3)));
            assertThat(reply.headers()).containsEntry("Content-Type", "application/json");
            assertThat(kaleyra.accepted()).isEmpty();
            assertThat(kaleyra.creditOf(kaleyra.account().sid())).isEqualTo(failure.account.credit());
        }
    }

    @Test
    void the_success_response_equals_the_page_with_the_missing_commas_and_the_real_id() {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start(PLAIN)) {
            Account account = kaleyra.account();

            Reply reply = RawRequest.by(account).send();

            String id = kaleyra.accepted().get(0).id().value();
            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.headers()).containsEntry("Content-Type", "application/json");
            assertThat(reply.body())
                    .isEqualTo(Page.samples()
                            .get("202 Accepted")
                            .replace("\"WA202\"", "\"WA202\",")
                            .replace("}\n\"error\"", "},\n\"error\"")
                            .replace("AXXXXXXXXXXXXXXXXXXX", id));
            assertThat(id).matches("A[0-9A-F]{19}");
        }
    }

    @Test
    void the_page_has_one_success_and_seven_failures() {
        assertThat(Page.samples()).hasSize(8).containsKey("202 Accepted");
        assertThat(Failure.values())
                .hasSize(7)
                .allSatisfy(f -> assertThat(Page.samples()).containsKey(f.title));
    }
}
