/** Measures the cost of a send: start with {@link dev.pictogram.benchmarks.Main}. */
package dev.pictogram.benchmarks;
