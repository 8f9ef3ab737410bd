// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.SendPolicy.Backoff;
import dev.pictogram.SendPolicy.CircuitBreaker;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SendPolicyTest {

    private static final SendPolicy DEFAULTS = SendPolicy.defaults();
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void the_defaults_are_those_of_the_documentation() {
        assertThat(DEFAULTS)
                .isEqualTo(new SendPolicy(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        65_536,
                        3,
                        new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10)),
                        Duration.ofMinutes(2),
                        0,
                        0,
                        new CircuitBreaker(0, Duration.ofSeconds(30))));
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("connectTimeout", DEFAULTS.withConnectTimeout(SECOND), SECOND),
                Arguments.of("idleTimeout", DEFAULTS.withIdleTimeout(SECOND), SECOND),
                Arguments.of("timeout", DEFAULTS.withTimeout(SECOND), SECOND),
                Arguments.of("responseLimit", DEFAULTS.withResponseLimit(1024), 1024),
                Arguments.of("attempts", DEFAULTS.withAttempts(1), 1),
                Arguments.of("backoff", DEFAULTS.withBackoff(SECOND, SECOND), new Backoff(SECOND, SECOND)),
                Arguments.of("totalTimeout", DEFAULTS.withTotalTimeout(Duration.ofMinutes(1)), Duration.ofMinutes(1)),
                Arguments.of("rateLimit", DEFAULTS.withRateLimit(7), 7),
                Arguments.of("maxInFlight", DEFAULTS.withMaxInFlight(7), 7),
                Arguments.of("breaker", DEFAULTS.withCircuitBreaker(7, SECOND), new CircuitBreaker(7, SECOND)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void each_part_can_be_changed_alone(String part, SendPolicy changed, Object value) throws Exception {
        for (RecordComponent component : SendPolicy.class.getRecordComponents()) {
            Object expected = component.getName().equals(part)
                    ? value
                    : component.getAccessor().invoke(DEFAULTS);
            assertThat(component.getAccessor().invoke(changed))
                    .as(component.getName())
                    .isEqualTo(expected);
        }
    }

    @Test
    void there_is_a_change_for_each_part() {
        assertThat(changes().map(change -> change.get()[0]))
                .containsExactly(Stream.of(SendPolicy.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toArray());
    }

    static Stream<Arguments> times() {
        return Stream.of(
                time("connectTimeout", DEFAULTS::withConnectTimeout),
                time("idleTimeout", DEFAULTS::withIdleTimeout),
                time("timeout", DEFAULTS::withTimeout),
                time("totalTimeout", DEFAULTS::withTotalTimeout),
                time("backoff.first", time -> DEFAULTS.withBackoff(time, SECOND)),
                time("backoff.longest", time -> DEFAULTS.withBackoff(SECOND, time)),
                time("breaker.openFor", time -> DEFAULTS.withCircuitBreaker(1, time)));
    }

    private static Arguments time(String field, Function<Duration, Object> change) {
        return Arguments.of(field, change);
    }

    @ParameterizedTest
    @MethodSource("times")
    void a_time_is_positive_and_at_most_a_day(String field, Function<Duration, Object> change) {
        for (String wrong : new String[] {"PT0S", "PT-1S", "PT24H0.000000001S"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> change.apply(Duration.parse(wrong)))
                    .withMessage(field + ": must be longer than nothing and at most a day, but it is "
                            + Duration.parse(wrong));
        }
        assertThatNullPointerException().isThrownBy(() -> change.apply(null)).withMessage(field);
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                number("responseLimit", 1024, DEFAULTS::withResponseLimit),
                number("attempts", 1, DEFAULTS::withAttempts),
                number("rateLimit", 0, DEFAULTS::withRateLimit),
                number("maxInFlight", 0, DEFAULTS::withMaxInFlight),
                number("breaker.failures", 0, failures -> DEFAULTS.withCircuitBreaker(failures, SECOND)));
    }

    private static Arguments number(String field, int least, Function<Integer, Object> change) {
        return Arguments.of(field, least, change);
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void a_number_is_at_least_its_least(String field, int least, Function<Integer, Object> change) {
        change.apply(least);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(least - 1))
                .withMessage(field + ": must be at least " + least + ", but it is " + (least - 1));
    }

    @Test
    void the_longest_and_the_shortest_time_are_taken() {
        SendPolicy longest = DEFAULTS.withAttempts(1).withTotalTimeout(Duration.ofDays(1));
        assertThat(longest.withTimeout(Duration.ofDays(1)).timeout()).isEqualTo(Duration.ofDays(1));
        assertThat(DEFAULTS.withTimeout(Duration.ofNanos(1)).timeout()).isEqualTo(Duration.ofNanos(1));
    }

    @Test
    void an_attempt_is_not_longer_than_all_attempts_together() {
        SendPolicy once = DEFAULTS.withAttempts(1);

        assertThat(once.withTotalTimeout(once.timeout()).totalTimeout()).isEqualTo(once.timeout());
        String rule = "timeout: must not be longer than totalTimeout, %s, but it is %s:"
                + " lower timeout first, or raise totalTimeout first";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> once.withTotalTimeout(Duration.ofSeconds(29)))
                .withMessage(rule, "PT29S", "PT30S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> once.withTimeout(Duration.ofMinutes(3)))
                .withMessage(rule, "PT2M", "PT3M");
    }

    @Test
    void several_attempts_have_time_for_a_second_one() {
        SendPolicy exact = DEFAULTS.withTotalTimeout(Duration.ofMillis(30_500));

        assertThat(exact.attempts()).isEqualTo(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> exact.withTotalTimeout(Duration.ofMillis(30_499)))
                .withMessage(
                        "attempts: must be 1 where totalTimeout, PT30.499S, has no time for a second attempt, which"
                                + " needs backoff.first, PT0.5S, and timeout, PT30S, but it is 3: set attempts to 1 first, lower"
                                + " timeout or backoff.first first, or raise totalTimeout first");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> exact.withBackoff(Duration.ofMillis(501), SECOND))
                .withMessageStartingWith("attempts: must be 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> exact.withTimeout(Duration.ofMillis(30_001)))
                .withMessageStartingWith("attempts: must be 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        exact.withAttempts(1).withTotalTimeout(exact.timeout()).withAttempts(2))
                .withMessageStartingWith("attempts: must be 1");
    }

    @Test
    void the_first_wait_is_not_longer_than_the_longest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withBackoff(Duration.ofSeconds(2), SECOND))
                .withMessage("backoff.first: must not be longer than backoff.longest, PT1S, but it is PT2S");
    }
}
