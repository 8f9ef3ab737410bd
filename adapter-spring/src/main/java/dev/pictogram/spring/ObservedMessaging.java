// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import static java.util.Objects.requireNonNull;

import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.Pod;
import dev.pictogram.SendResult;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Records each send as an observation {@code pictogram.send} with the host and the result.
 *
 * <p>It contains no phone number, SID, key or exception. The message of an exception may contain the URL.
 */
final class ObservedMessaging implements MessagingPort {

    private static final String NO_REASON = "none";

    private final MessagingPort port;
    private final String host;
    private final ObservationRegistry registry;

    ObservedMessaging(MessagingPort port, Pod pod, ObservationRegistry registry) {
        this.port = port;
        this.host = pod.baseUrl().getHost();
        this.registry = registry;
    }

    @Override
    public SendResult send(ImageMessage message) {
        requireNonNull(message, "message");
        Observation observation = start();
        Observation.Scope scope = open(observation);
        SendResult result = null;
        try {
            result = port.send(message);
            return result;
        } finally {
            quietly(scope::close);
            stop(observation, result);
        }
    }

    @Override
    public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
        requireNonNull(message, "message");
        Observation observation = start();
        // No scope: it would be open on this thread, while the send runs on another.
        CompletableFuture<SendResult> sent = port.sendAsync(message);
        CompletableFuture<SendResult> observed = sent.whenComplete((result, thrown) -> stop(observation, result));
        // As MessagingPort requires of decorators: cancelling or completing this future cancels the send below.
        observed.whenComplete((result, thrown) -> sent.cancel(false));
        return observed;
    }

    private Observation start() {
        try {
            return Observation.createNotStarted("pictogram.send", registry)
                    .lowCardinalityKeyValue("pod", host)
                    .start();
        } catch (RuntimeException | Error brokenHandler) {
            return Observation.NOOP;
        }
    }

    private static Observation.Scope open(Observation observation) {
        try {
            return observation.openScope();
        } catch (RuntimeException | Error brokenHandler) {
            return Observation.Scope.NOOP;
        }
    }

    private static void stop(Observation observation, @Nullable SendResult result) {
        // Meters require the same keys each time. A port that throws leaves no result: in doubt.
        quietly(() -> observation
                .lowCardinalityKeyValue("outcome", result == null ? "in_doubt" : outcome(result))
                .lowCardinalityKeyValue("reason", result == null ? NO_REASON : reason(result))
                .stop());
    }

    /** A handler that throws must not hide the result, or the caller would treat the send as failed. */
    private static void quietly(Runnable observing) {
        try {
            observing.run();
        } catch (RuntimeException | Error brokenHandler) {
            // The result matters more than its observation.
        }
    }

    private static String outcome(SendResult result) {
        return result.fold(
                accepted -> "accepted", rejected -> "rejected", notSent -> "not_sent", inDoubt -> "in_doubt");
    }

    private static String reason(SendResult result) {
        return result.fold(
                accepted -> NO_REASON,
                rejected -> rejected.reason().name().toLowerCase(Locale.ROOT),
                notSent -> NO_REASON,
                inDoubt -> NO_REASON);
    }
}
