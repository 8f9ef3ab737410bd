/** Measures what a send costs: begin with {@link dev.pictogram.benchmarks.Main}. */
package dev.pictogram.benchmarks;
