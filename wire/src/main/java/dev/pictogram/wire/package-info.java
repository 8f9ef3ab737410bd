/**
 * What an adapter needs to speak to Kaleyra, and {@link dev.pictogram.wire.CallbackReader}, with which an application reads
 * status callbacks.
 *
 * <p>An adapter is one method, {@link dev.pictogram.wire.HttpTransport#post}, and
 * {@link dev.pictogram.wire.KaleyraMessaging} makes a port of it:
 *
 * <pre>{@code
 * MessagingPort messaging = KaleyraMessaging.over(exchange, account, SendPolicy.defaults());
 * }</pre>
 *
 * <p>{@link dev.pictogram.wire.JdkTransport} is the exchange that the library's own adapters use, and
 * {@link dev.pictogram.wire.BlockingTransport} makes one of any client whose calls block.
 */
@NullMarked
package dev.pictogram.wire;

import org.jspecify.annotations.NullMarked;
