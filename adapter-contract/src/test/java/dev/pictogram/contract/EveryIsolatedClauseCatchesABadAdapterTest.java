// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.contract.Clauses.Clause;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The part of {@link EveryClauseCatchesABadAdapterTest} that must not run in parallel. */
@Isolated("runs clauses that change or measure the whole JVM")
class EveryIsolatedClauseCatchesABadAdapterTest {

    static Stream<Arguments> clauses() {
        return EveryClauseCatchesABadAdapterTest.clausesWhere(Clause::isIsolated);
    }

    @ParameterizedTest
    @MethodSource("clauses")
    void the_clause_catches_the_bad_adapter(Class<?> bad, String clause) {
        assertThat(EveryClauseCatchesABadAdapterTest.failures(
                        Clauses.named(clause).of(bad)))
                .isPositive();
    }
}
