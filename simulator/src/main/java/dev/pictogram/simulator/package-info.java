/**
 * A local server that responds as Kaleyra's <em>Send Image Messages</em> page documents, for tests over real HTTP.
 *
 * <p>Start with {@link dev.pictogram.simulator.KaleyraSimulator}:
 *
 * <pre>{@code
 * try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
 *     MessagingPort messaging = JdkMessaging.of(kaleyra.account());
 *     messaging.send(ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png")));
 *     assertThat(kaleyra.accepted()).hasSize(1);
 * }
 * }</pre>
 *
 * <p>No parameter accepts null, and no method returns it.
 */
@NullMarked
package dev.pictogram.simulator;

import org.jspecify.annotations.NullMarked;
