/**
 * Contracts of messaging ports and HTTP adapters, as JUnit tests that an author extends.
 *
 * <p>For an HTTP adapter, extend {@link dev.pictogram.contract.HttpAdapterContract}; for another port, such as a fake, {@link
 * dev.pictogram.contract.MessagingPortContract}; for a port that wraps a port, {@link
 * dev.pictogram.contract.DecoratorContract}. {@link dev.pictogram.contract.AdapterArchitecture} checks dependencies and
 * visibility. The tests need no account, and no network except the loopback interface.
 *
 * <p>For tests of the features of one adapter there is {@link dev.pictogram.contract.RawServer}, a server that can misbehave,
 * and {@link dev.pictogram.contract.TestIdentity} for TLS.
 */
@NullMarked
package dev.pictogram.contract;

import org.jspecify.annotations.NullMarked;
