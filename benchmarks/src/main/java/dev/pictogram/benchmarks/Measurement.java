// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

/**
 * The measurement of one client in one process.
 *
 * @param sends accepted messages during the measurement
 * @param errors other messages, including the warm-up
 * @param firstError the text of the first error, or empty
 * @param seconds the duration of the measurement
 * @param cpuMicros processor time of the process, for each send
 * @param bytes heap allocated, for each send
 * @param p50Micros median time of a send
 * @param p99Micros 99th percentile of the time of a send
 * @param threads maximum number of threads
 * @param rssMb maximum memory of the process, in megabytes; 0 if unknown
 */
record Measurement(
        long sends,
        long errors,
        String firstError,
        double seconds,
        double cpuMicros,
        double bytes,
        double p50Micros,
        double p99Micros,
        int threads,
        long rssMb) {

    double perSecond() {
        return sends / seconds;
    }
}
