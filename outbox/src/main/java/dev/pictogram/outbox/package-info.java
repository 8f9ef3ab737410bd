/**
 * Sends each message once only: through crashes, and from several machines.
 *
 * <p>Begin with {@link dev.pictogram.outbox.Outbox}. Messages are put into a table, by a key, and an
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
