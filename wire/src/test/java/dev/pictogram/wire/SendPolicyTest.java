package dev.pictogram.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendPolicyTest {

    @Test
    void the_defaults_are_those_of_the_documentation() {
        assertThat(SendPolicy.defaults())
                .isEqualTo(new SendPolicy(Duration.ofSeconds(5), Duration.ofSeconds(30), 65_536));
    }

    @Test
    void each_part_can_be_changed_alone() {
        assertThat(SendPolicy.defaults().withConnectTimeout(Duration.ofSeconds(1)))
                .isEqualTo(new SendPolicy(Duration.ofSeconds(1), Duration.ofSeconds(30), 65_536));
        assertThat(SendPolicy.defaults().withTimeout(Duration.ofSeconds(1)))
                .isEqualTo(new SendPolicy(Duration.ofSeconds(5), Duration.ofSeconds(1), 65_536));
        assertThat(SendPolicy.defaults().withAnswerLimit(1024))
                .isEqualTo(new SendPolicy(Duration.ofSeconds(5), Duration.ofSeconds(30), 1024));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT24H0.000000001S"})
    void a_time_is_positive_and_at_most_a_day(Duration time) {
        String rule = ": must be longer than nothing and at most a day, but it is " + time;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SendPolicy.defaults().withConnectTimeout(time))
                .withMessage("connectTimeout" + rule);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SendPolicy.defaults().withTimeout(time))
                .withMessage("timeout" + rule);
    }

    @Test
    void the_longest_and_the_shortest_time_are_taken() {
        assertThat(SendPolicy.defaults().withTimeout(Duration.ofDays(1)).timeout())
                .isEqualTo(Duration.ofDays(1));
        assertThat(SendPolicy.defaults().withTimeout(Duration.ofNanos(1)).timeout())
                .isEqualTo(Duration.ofNanos(1));
    }

    @Test
    void an_answer_has_room_for_what_kaleyra_says() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SendPolicy.defaults().withAnswerLimit(1023))
                .withMessage("answerLimit: must be at least 1024 bytes, but it is 1023");
    }

    @Test
    void null_is_refused() {
        assertThatNullPointerException()
                .isThrownBy(() -> SendPolicy.defaults().withTimeout(null))
                .withMessage("timeout");
        assertThatNullPointerException()
                .isThrownBy(() -> SendPolicy.defaults().withConnectTimeout(null))
                .withMessage("connectTimeout");
    }
}
