// SPDX-License-Identifier: Apache-2.0
/**
 * The SPI for authors of adapters: {@link dev.pictogram.wire.http.HttpTransport} posts one request.
 *
 * <p>{@link dev.pictogram.wire.http.BlockingTransport} makes one from a client whose calls block,
 * {@link dev.pictogram.wire.http.Attempt} helps one over an asynchronous client, and
 * {@link dev.pictogram.wire.http.JdkTransport} is one on {@code java.net.http}. The module
 * {@code dev.pictogram.contract} tests them.
 */
@org.jspecify.annotations.NullMarked
package dev.pictogram.wire.http;
