// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.wire.SendPolicy.Backoff;
import dev.pictogram.wire.SendPolicy.CircuitBreaker;
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
                Arguments.of("timeout", DEFAULTS.withTimeout(SECOND), SECOND),
                Arguments.of("answerLimit", DEFAULTS.withAnswerLimit(1024), 1024),
                Arguments.of("attempts", DEFAULTS.withAttempts(1), 1),
                Arguments.of("backoff", DEFAULTS.withBackoff(SECOND, SECOND), new Backoff(SECOND, SECOND)),
                Arguments.of("totalTimeout", DEFAULTS.withTotalTimeout(SECOND), SECOND),
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
                number("answerLimit", 1024, DEFAULTS::withAnswerLimit),
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
        assertThat(DEFAULTS.withTimeout(Duration.ofDays(1)).timeout()).isEqualTo(Duration.ofDays(1));
        assertThat(DEFAULTS.withTimeout(Duration.ofNanos(1)).timeout()).isEqualTo(Duration.ofNanos(1));
    }

    @Test
    void the_first_wait_is_not_longer_than_the_longest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withBackoff(Duration.ofSeconds(2), SECOND))
                .withMessage("backoff.first: must not be longer than backoff.longest, PT1S, but it is PT2S");
    }
}
