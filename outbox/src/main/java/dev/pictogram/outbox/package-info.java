/**
 * Sends each message once only: through crashes, and from several machines.
 *
 * <p>Start with {@link dev.pictogram.outbox.Outbox}. The application puts messages into a table, under unique keys, and an
 * {@link dev.pictogram.outbox.OutboxWorker} sends them:
 *
 * <pre>{@code
 * try (Outbox outbox = Outbox.inFile(Path.of("outbox.db"), account.sender(), JdkMessaging.of(account));
 *         OutboxWorker worker = OutboxWorker.start(outbox)) {
 *     outbox.put("order-4711", ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png")));
 *     ...
 * }
 * }</pre>
 *
 * <p>No parameter accepts null, and no method returns it.
 */
@NullMarked
package dev.pictogram.outbox;

import org.jspecify.annotations.NullMarked;
