// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SendPolicyTest {

    private static final SendPolicy DEFAULTS = SendPolicy.defaults();
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    @Test
    void the_defaults_equal_the_documented_ones() {
        assertThat(DEFAULTS.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(DEFAULTS.idleTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(DEFAULTS.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(DEFAULTS.responseLimit()).isEqualTo(65_536);
        assertThat(DEFAULTS.attempts()).isEqualTo(3);
        assertThat(DEFAULTS.backoff().first()).isEqualTo(Duration.ofMillis(500));
        assertThat(DEFAULTS.backoff().longest()).isEqualTo(Duration.ofSeconds(10));
        assertThat(DEFAULTS.totalTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(DEFAULTS.rateLimit()).isZero();
        assertThat(DEFAULTS.maxInFlight()).isZero();
        assertThat(DEFAULTS.breaker().failures()).isZero();
        assertThat(DEFAULTS.breaker().openFor()).isEqualTo(Duration.ofSeconds(30));
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("connectTimeout=PT1S", policy -> policy.withConnectTimeout(SECOND)),
                change("idleTimeout=PT1S", policy -> policy.withIdleTimeout(SECOND)),
                change("timeout=PT1S", policy -> policy.withTimeout(SECOND)),
                change("responseLimit=1024", policy -> policy.withResponseLimit(1024)),
                change("attempts=1", policy -> policy.withAttempts(1)),
                change("backoff=Backoff[first=PT1S, longest=PT10S]", policy -> policy.withBackoff(SECOND, TEN_SECONDS)),
                change(
                        "backoff=Backoff[first=PT0.5S, longest=PT1S]",
                        policy -> policy.withBackoff(HALF_A_SECOND, SECOND)),
                change("totalTimeout=PT1M", policy -> policy.withTotalTimeout(Duration.ofMinutes(1))),
                change("rateLimit=7", policy -> policy.withRateLimit(7)),
                change("maxInFlight=7", policy -> policy.withMaxInFlight(7)),
                change(
                        "breaker=CircuitBreaker[failures=7, openFor=PT30S]",
                        policy -> policy.withCircuitBreaker(7, Duration.ofSeconds(30))),
                change(
                        "breaker=CircuitBreaker[failures=0, openFor=PT1S]",
                        policy -> policy.withCircuitBreaker(0, SECOND)));
    }

    private static Arguments change(String shown, UnaryOperator<SendPolicy> change) {
        return Arguments.of(shown, change);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void each_setting_can_be_changed_alone(String shown, UnaryOperator<SendPolicy> change) throws Exception {
        SendPolicy changed = change.apply(DEFAULTS);

        String setting = shown.substring(0, shown.indexOf('='));
        for (Method accessor : settings()) {
            String value = accessor.getName() + "=" + accessor.invoke(changed);
            assertThat(changed.toString()).contains(value);
            assertThat(value)
                    .isEqualTo(
                            accessor.getName().equals(setting)
                                    ? shown
                                    : accessor.getName() + "=" + accessor.invoke(DEFAULTS));
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void policies_are_equal_if_all_settings_are(String shown, UnaryOperator<SendPolicy> change) {
        SendPolicy changed = change.apply(DEFAULTS);

        assertThat(changed).isNotEqualTo(DEFAULTS).doesNotHaveSameHashCodeAs(DEFAULTS);
        assertThat(changed).isEqualTo(change.apply(DEFAULTS)).hasSameHashCodeAs(change.apply(DEFAULTS));
        assertThat(changed.equals(null)).isFalse();
        assertThat(changed.backoff().equals(null)).isFalse();
        assertThat(changed.breaker().equals(null)).isFalse();
    }

    @Test
    void each_setting_has_a_with_method() {
        assertThat(changes().map(change -> ((String) change.get()[0]).replaceFirst("=.*", "")))
                .containsOnly(settings().stream().map(Method::getName).toArray(String[]::new));
    }

    private static List<Method> settings() {
        List<Method> settings = Stream.of(SendPolicy.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getParameterCount() == 0)
                .filter(method -> !Set.of("hashCode", "toString").contains(method.getName()))
                .toList();
        assertThat(settings).hasSize(10);
        return settings;
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
    void a_number_below_its_minimum_is_refused(String field, int least, Function<Integer, Object> change) {
        change.apply(least);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(least - 1))
                .withMessage(field + ": must be at least " + least + ", but it is " + (least - 1));
    }

    @Test
    void the_shortest_and_the_longest_time_are_accepted() {
        SendPolicy longest = DEFAULTS.withAttempts(1).withTotalTimeout(Duration.ofDays(1));
        assertThat(longest.withTimeout(Duration.ofDays(1)).timeout()).isEqualTo(Duration.ofDays(1));
        assertThat(DEFAULTS.withTimeout(Duration.ofNanos(1)).timeout()).isEqualTo(Duration.ofNanos(1));
    }

    @Test
    void a_timeout_longer_than_the_total_timeout_is_refused() {
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
    void several_attempts_are_refused_if_the_total_timeout_has_no_time_for_a_second_one() {
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
    void a_first_backoff_longer_than_the_longest_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withBackoff(Duration.ofSeconds(2), SECOND))
                .withMessage("backoff.first: must not be longer than backoff.longest, PT1S, but it is PT2S");
    }
}
