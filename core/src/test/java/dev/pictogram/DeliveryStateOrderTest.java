// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Callbacks arrive at least once and in any order. Neither order nor duplicates change the state. */
class DeliveryStateOrderTest {

    private static final long SEED = 20_251_009;

    @Test
    void every_order_of_up_to_five_reports_gives_the_same_state() {
        inEveryOrder(DeliveryState::of);
    }

    @Test
    void random_orders_and_duplicates_of_many_reports_give_the_same_state() {
        repeatedInRandomOrder(DeliveryState::of);
    }

    /** Wrong folds that are correct only for reports that arrive once and in order. */
    static Stream<Function<List<DeliveryReport>, Object>> wrongFolds() {
        return Stream.of(
                WrongFolds::lastStatus,
                WrongFolds::furthestStatusUnlessTheLastOneFailed,
                WrongFolds::lastTimeOfEachStatus,
                WrongFolds::firstError,
                List::size);
    }

    @ParameterizedTest
    @MethodSource("wrongFolds")
    void the_test_detects_a_fold_that_depends_on_order_or_duplicates(Function<List<DeliveryReport>, Object> wrong) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> {
            inEveryOrder(wrong);
            repeatedInRandomOrder(wrong);
        });
    }

    private static void inEveryOrder(Function<List<DeliveryReport>, ?> fold) {
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            List<DeliveryReport> reports = reports(random, 1 + random.nextInt(5));
            Object expected = fold.apply(reports);
            for (List<DeliveryReport> order : permutations(reports)) {
                assertThat(fold.apply(order)).as("of %s", order).isEqualTo(expected);
            }
        }
    }

    private static void repeatedInRandomOrder(Function<List<DeliveryReport>, ?> fold) {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            List<DeliveryReport> reports = reports(random, 1 + random.nextInt(12));
            List<DeliveryReport> repeated = new ArrayList<>(reports);
            for (int n = random.nextInt(20); n > 0; n--) {
                repeated.add(reports.get(random.nextInt(reports.size())));
            }
            Collections.shuffle(repeated, random);
            assertThat(fold.apply(repeated)).as("of %s", repeated).isEqualTo(fold.apply(reports));
        }
    }

    private static List<DeliveryReport> reports(Random random, int size) {
        return Stream.generate(() -> report(random)).limit(size).toList();
    }

    private static DeliveryReport report(Random random) {
        DeliveryStatus[] statuses = DeliveryStatus.values();
        DeliveryReport.Builder report = DeliveryReport.builder(statuses[random.nextInt(statuses.length)]);
        if (random.nextInt(4) > 0) {
            report.at(Instant.ofEpochSecond(1_760_000_000 + random.nextInt(5)));
        }
        for (int n = random.nextInt(3); n > 0; n--) {
            report.error(DeliveryError.of(pick(random, "", "131000", "131053"))
                    .withTitle(pick(random, "", "a", "b"))
                    .withDetails(pick(random, "", "c", "d")));
        }
        return report.build();
    }

    private static String pick(Random random, String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    private static List<List<DeliveryReport>> permutations(List<DeliveryReport> reports) {
        if (reports.isEmpty()) {
            return List.of(List.of());
        }
        List<List<DeliveryReport>> all = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            List<DeliveryReport> rest = new ArrayList<>(reports);
            DeliveryReport first = rest.remove(i);
            for (List<DeliveryReport> order : permutations(rest)) {
                List<DeliveryReport> one = new ArrayList<>(order);
                one.add(0, first);
                all.add(one);
            }
        }
        return all;
    }

    private static final class WrongFolds {

        static Object lastStatus(List<DeliveryReport> reports) {
            return reports.get(reports.size() - 1).status();
        }

        static Object furthestStatusUnlessTheLastOneFailed(List<DeliveryReport> reports) {
            DeliveryStatus last = reports.get(reports.size() - 1).status();
            return last.isFailure() ? last : DeliveryState.of(reports).progress();
        }

        static Object lastTimeOfEachStatus(List<DeliveryReport> reports) {
            Map<DeliveryStatus, Instant> times = new TreeMap<>();
            reports.forEach(report -> report.at().ifPresent(at -> times.put(report.status(), at)));
            return times;
        }

        static Object firstError(List<DeliveryReport> reports) {
            return reports.stream().flatMap(report -> report.errors().stream()).findFirst();
        }
    }
}
