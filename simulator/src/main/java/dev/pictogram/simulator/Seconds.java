// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as numbers of seconds, to the millisecond. */
final class Seconds {

    private Seconds() {}

    /** {@return the number without trailing zeros} */
    static String of(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    /** {@return the duration}
     *
     * @param number a decimal number with at most three decimals
     */
    static Duration parse(String number) {
        return Duration.ofMillis(new BigDecimal(number).movePointRight(3).longValueExact());
    }
}
