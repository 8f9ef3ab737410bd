/**
 * Sends WhatsApp image messages, and tells truthfully what became of them.
 *
 * <p>Begin with {@link dev.pictogram.MessagingPort}, which an adapter gives you, and
 * {@link dev.pictogram.SendResult}, whose four outcomes are the reason this library exists:
 *
 * <pre>{@code
 * MessagingPort messaging = JdkMessaging.of(new Account(Pod.IN, sid, apiKey, sender));
 * SendResult result = messaging.send(ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png")));
 * }</pre>
 *
 * <p>Every type here is immutable and safe to share between threads. No parameter accepts null, and no method returns
 * it but for {@code cause()} of a result, which follows {@link java.lang.Throwable#getCause()}. Bad input is refused
 * where it is made, by an {@link java.lang.IllegalArgumentException} that names the field, the rule and the place, and
 * never shows a key.
 */
@NullMarked
package dev.pictogram;

import org.jspecify.annotations.NullMarked;
