/**
 * What every port promises, and what every HTTP adapter does besides, as tests that an author runs.
 *
 * <p>Extend {@link dev.pictogram.contract.HttpAdapterContract} in your adapter's tests and supply one factory
 * method; it needs JUnit and {@code pictogram-wire}. A port that does not speak HTTP, such as a fake, extends
 * {@link dev.pictogram.contract.MessagingPortContract}, which needs JUnit alone. Neither needs a network but the
 * loopback, or an account.
 *
 * <p>{@link dev.pictogram.contract.RawServer} and the {@link dev.pictogram.contract.Fault}s that it can
 * have are of use alone too: {@code RawServer.start(Fault.RESET_AFTER_READING)}.
 */
@NullMarked
package dev.pictogram.contract;

import org.jspecify.annotations.NullMarked;
