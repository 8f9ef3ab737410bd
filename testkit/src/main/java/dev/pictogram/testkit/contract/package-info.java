/**
 * What every HTTP adapter promises, as tests that its author runs.
 *
 * <p>Extend {@link dev.pictogram.testkit.contract.HttpAdapterContract} in your adapter's tests and supply one factory
 * method. The contract needs JUnit and {@code pictogram-wire}, no network but the loopback, and no account.
 */
package dev.pictogram.testkit.contract;
