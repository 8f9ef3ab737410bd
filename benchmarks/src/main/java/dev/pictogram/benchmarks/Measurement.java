// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

/**
 * What one process saw of one client.
 *
 * @param sends messages that were accepted while it was measured
 * @param errors messages that were not, warming up included
 * @param firstError what the first of them said, or nothing
 * @param seconds how long it was measured
 * @param cpuMicros processor time of the process, for each send
 * @param bytes heap allocated, for each send
 * @param p50Micros median time of a send
 * @param p99Micros the time that one in a hundred exceeded
 * @param threads most threads at a time
 * @param rssMb most memory of the process, in megabytes; 0 where the system does not tell
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
