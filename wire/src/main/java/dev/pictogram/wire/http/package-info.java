// SPDX-License-Identifier: Apache-2.0
/**
 * The SPI for authors of adapters: {@link dev.pictogram.wire.http.HttpTransport} sends one HTTP request.
 *
 * <p>{@link dev.pictogram.wire.http.BlockingTransport} is a transport over any blocking client. {@link
 * dev.pictogram.wire.http.Attempt} helps to write one over an asynchronous client. {@link dev.pictogram.wire.http.JdkTransport} is a
 * transport on {@code java.net.http}. The tests in the module {@code dev.pictogram.contract} verify a transport.
 */
@org.jspecify.annotations.NullMarked
package dev.pictogram.wire.http;
