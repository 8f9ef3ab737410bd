/**
 * Sends WhatsApp image messages through Kaleyra's API and reports exactly one of four outcomes for each.
 *
 * <p>Start with {@link dev.pictogram.MessagingPort}, which an adapter creates, and {@link dev.pictogram.SendResult}, the
 * outcome of a send:
 *
 * <pre>{@code
 * MessagingPort messaging = JdkMessaging.of(new Account(Pod.IN, sid, apiKey, sender));
 * SendResult result = messaging.send(ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png")));
 * }</pre>
 *
 * <p>The classes in this package are immutable and thread-safe, except
 * {@link dev.pictogram.DeliveryReport.Builder}.
 *
 * <p>Parameters must not be null. Methods do not return null, except {@code cause()} of a result, which follows
 * {@link java.lang.Throwable#getCause()}.
 *
 * <p>Constructors and factories validate their arguments. Invalid input is an {@link java.lang.IllegalArgumentException}
 * that names the field, the rule and the position. No exception message contains an API key.
 */
@NullMarked
package dev.pictogram;

import org.jspecify.annotations.NullMarked;
