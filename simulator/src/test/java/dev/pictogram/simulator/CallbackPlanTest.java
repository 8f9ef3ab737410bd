// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.DeliveryStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans, parsed and built in code. */
class CallbackPlanTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            none                                 | none
            sent@0.2,delivered@1,read@3          | sent@0.2,delivered@1,read@3
            ' sent@0 , READ@1.500 '              | sent@0,read@1.5
            read@2,sent@1                        | sent@1,read@2
            delivered@1,delivered@1              | delivered@1,delivered@1
            failed@1                             | failed:131053@1
            failed:131026@1                      | failed:131026@1
            not sent@1                           | not sent:WAV2101@1
            NOT_SENT:WAV9999@1,not-sent@86400    | not sent:WAV9999@1,not sent:WAV2101@86400
            """)
    void a_plan_is_parsed_and_written_in_the_order_of_times(String text, String written) {
        CallbackPlan plan = CallbackPlan.of(text);

        assertThat(plan).hasToString(written);
        assertThat(CallbackPlan.of(plan.toString())).hasToString(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                     | step 1 is not one
            sent                   | step 1 is not one
            sent@                  | step 1 is not one
            sent@-1                | step 1 is not one
            sent@1e3               | step 1 is not one
            sent@0.0001            | step 1 is not one
            sent@1,                | step 2 is not one
            sent@1;read@2          | step 1 is not one
            gone@1                 | step 1: status: must be sent, delivered, read, failed or not sent
            unknown@1              | step 1: status: must be sent, delivered, read, failed or not sent
            sent@1,read:1@2        | step 2: code: must be given with failed and not sent only
            failed:WAV2101@1       | step 1: code: must be a number of at most 9 digits
            sent@86400.001         | step 1: after: must be from 0 to 86400 s
            """)
    void an_invalid_step_is_reported_by_its_position(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallbackPlan.of(text))
                .withMessageStartingWith("plan: ")
                .withMessageContaining(message);
    }

    @Test
    void a_plan_has_at_most_16_steps() {
        String sixteen = "sent@1,".repeat(15) + "sent@1";

        assertThat(CallbackPlan.of(sixteen).steps()).hasSize(16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallbackPlan.of(sixteen + ",read@2"))
                .withMessageContaining("plan: must have at most 16 steps, but it has more");
    }

    @Test
    void a_plan_built_in_code_equals_a_parsed_one() {
        CallbackPlan plan = CallbackPlan.none()
                .with(DeliveryStatus.FAILED, "131026", Duration.ofSeconds(2))
                .with(DeliveryStatus.NOT_SENT, Duration.ofSeconds(3))
                .with(DeliveryStatus.SENT, Duration.ZERO);

        assertThat(plan).hasToString("sent@0,failed:131026@2,not sent:WAV2101@3");
        assertThat(CallbackPlan.defaults()).hasToString("sent@0.2,delivered@1,read@3");
        assertThat(CallbackPlan.none()).hasToString("none");
    }

    @Test
    void invalid_arguments_are_rejected() {
        CallbackPlan none = CallbackPlan.none();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> none.with(DeliveryStatus.SENT, Duration.ofMillis(-1)))
                .withMessage("after: must be from 0 to 86400 s, but it is not");
        assertThatIllegalArgumentException().isThrownBy(() -> none.with(DeliveryStatus.UNKNOWN, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> none.with(DeliveryStatus.SENT, "1", Duration.ZERO));
        assertThatNullPointerException().isThrownBy(() -> none.with(null, Duration.ZERO));
        assertThatNullPointerException().isThrownBy(() -> none.with(DeliveryStatus.SENT, null));
        assertThatNullPointerException().isThrownBy(() -> none.with(DeliveryStatus.FAILED, null, Duration.ZERO));
        assertThatNullPointerException().isThrownBy(() -> CallbackPlan.of(null));
    }
}
