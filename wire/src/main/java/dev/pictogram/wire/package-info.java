/**
 * Kaleyra's language: {@link dev.pictogram.wire.KaleyraMessaging} makes a port of an HTTP transport, and
 * {@link dev.pictogram.wire.CallbackReader} reads delivery reports from Kaleyra's callbacks.
 *
 * <pre>{@code
 * MessagingPort messaging = KaleyraMessaging.over(transport, account, SendPolicy.defaults());
 * }</pre>
 *
 * <p>Transports are in {@link dev.pictogram.wire.http}. An application takes an adapter, which brings its own.
 */
@NullMarked
package dev.pictogram.wire;

import org.jspecify.annotations.NullMarked;
