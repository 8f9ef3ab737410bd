// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The median, minimum and maximum of several measurements. */
record Spread(double median, double lowest, double highest) {

    static <T> Spread of(List<T> measured, ToDoubleFunction<? super T> value) {
        double[] sorted = measured.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return new Spread(
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
                sorted[0],
                sorted[sorted.length - 1]);
    }

    String median(String format) {
        return String.format(Locale.ROOT, format, median);
    }

    String text(String format) {
        return String.format(Locale.ROOT, format + " (" + format + "-" + format + ")", median, lowest, highest);
    }
}
