/**
 * What an adapter needs to speak to Kaleyra, and nothing that an application needs.
 *
 * <p>An adapter is one method, {@link dev.pictogram.wire.HttpExchange#post}, and
 * {@link dev.pictogram.wire.KaleyraMessaging} makes a port of it:
 *
 * <pre>{@code
 * MessagingPort messaging = KaleyraMessaging.over(exchange, account, SendPolicy.defaults());
 * }</pre>
 *
 * <p>{@link dev.pictogram.wire.OneShotHttp} is the exchange that the library's own adapters use.
 */
package dev.pictogram.wire;
