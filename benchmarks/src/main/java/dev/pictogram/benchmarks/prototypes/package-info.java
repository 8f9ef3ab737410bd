/** Transports that were tried, to be measured beside ours and put to the contract; nobody is to send through them. */
package dev.pictogram.benchmarks.prototypes;
