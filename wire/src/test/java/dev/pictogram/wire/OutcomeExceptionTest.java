// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.wire.HttpExchange.Lost;
import dev.pictogram.wire.HttpExchange.NeverSent;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OutcomeExceptionTest {

    private static final NeverSent OUTCOME = new NeverSent(new ConnectException("refused"));

    @Test
    void the_outcome_is_found_however_a_client_wraps_it() {
        OutcomeException carrier = new OutcomeException(OUTCOME);

        assertThat(OutcomeException.outcomeIn(carrier)).isSameAs(OUTCOME);
        assertThat(OutcomeException.outcomeIn(new IllegalStateException(new RuntimeException(carrier))))
                .isSameAs(OUTCOME);
    }

    @Test
    void any_other_exception_is_lost() {
        ConnectException refused = new ConnectException("refused");
        RuntimeException thrown = new RuntimeException(refused);

        assertThat(OutcomeException.outcomeIn(thrown)).isEqualTo(new Lost(thrown));
    }

    @Test
    @Timeout(10)
    void causes_in_a_circle_do_not_hang_it() {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.initCause(two);

        assertThat(OutcomeException.outcomeIn(one)).isEqualTo(new Lost(one));
    }
}
