// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.micrometer;

import dev.pictogram.MessagingPort;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;

/**
 * Creates ports that observe the sends of another port.
 *
 * <pre>{@code
 * MessagingPort messaging = ObservedMessaging.observe(JdkMessaging.of(account), registry);
 * }</pre>
 *
 * <p>Each send is an observation named {@code pictogram.send}, from the call to the result, including retries. It has two
 * low-cardinality keys:
 *
 * <ul>
 *   <li>{@code outcome}: {@code accepted}, {@code rejected}, {@code not_sent} or {@code in_doubt}. A cancelled send is in doubt.
 *   <li>{@code reason}: the reason of a rejection in lower case, such as {@code low_balance}; otherwise {@code none}.
 * </ul>
 *
 * <p>The observation contains no phone number, caption, reference, image, SID or API key, and no exception, whose message may
 * contain the URL. An exception of a handler is ignored: it neither fails a send nor hides its result.
 */
public final class ObservedMessaging {

    private ObservedMessaging() {}

    /**
     * {@return a port that observes the sends of a port}
     *
     * @param port the port that sends
     * @param registry the registry whose handlers receive the observations
     */
    public static MessagingPort observe(MessagingPort port, ObservationRegistry registry) {
        return observe(port, registry, Map.of());
    }

    /**
     * {@return a port that observes the sends of a port and adds keys}
     *
     * <p>With several ports, use the same keys for each: some monitoring systems, such as Prometheus, require the same keys in each
     * meter of a name.
     *
     * @param port the port that sends
     * @param registry the registry whose handlers receive the observations
     * @param keys the low-cardinality keys of this port with their values, such as {@code sender=sales}. The keys {@code
     *     outcome} and {@code reason} are replaced
     */
    public static MessagingPort observe(MessagingPort port, ObservationRegistry registry, Map<String, String> keys) {
        return new ObservedPort(port, registry, keys);
    }
}
