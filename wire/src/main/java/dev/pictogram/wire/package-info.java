/**
 * Kaleyra's REST API: {@link dev.pictogram.wire.KaleyraMessaging} creates a port over an HTTP transport, and {@link
 * dev.pictogram.wire.CallbackReader} reads delivery reports from Kaleyra's callbacks.
 *
 * <pre>{@code
 * MessagingPort messaging = KaleyraMessaging.over(transport, account, SendPolicy.defaults());
 * }</pre>
 *
 * <p>The SPI for transports is in {@link dev.pictogram.wire.http}. Applications use an adapter, which has its own transport.
 */
@NullMarked
package dev.pictogram.wire;

import org.jspecify.annotations.NullMarked;
