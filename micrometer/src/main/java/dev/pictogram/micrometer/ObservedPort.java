// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.micrometer;

import static java.util.Objects.requireNonNull;

import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** See {@link ObservedMessaging}. */
final class ObservedPort implements MessagingPort {

    private static final String NO_REASON = "none";

    private final MessagingPort port;
    private final ObservationRegistry registry;
    private final Map<String, String> keys;

    ObservedPort(MessagingPort port, ObservationRegistry registry, Map<String, String> keys) {
        this.port = requireNonNull(port, "port");
        this.registry = requireNonNull(registry, "registry");
        this.keys = Map.copyOf(keys);
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
        CompletableFuture<SendResult> sent;
        try {
            sent = port.sendAsync(message);
        } catch (RuntimeException | Error thrown) {
            stop(observation, null);
            throw thrown;
        }
        // Not the future of whenComplete: if that is cancelled first, its action does not run and the observation never
        // stops.
        CompletableFuture<SendResult> observed = new CompletableFuture<>();
        sent.whenComplete((result, thrown) -> {
            stop(observation, result);
            if (thrown == null) {
                observed.complete(result);
            } else {
                observed.completeExceptionally(thrown);
            }
        });
        // As MessagingPort requires of decorators: cancelling or completing this future cancels the send below.
        observed.whenComplete((result, thrown) -> sent.cancel(false));
        return observed;
    }

    private Observation start() {
        try {
            Observation observation = Observation.createNotStarted("pictogram.send", registry);
            keys.forEach(observation::lowCardinalityKeyValue);
            return observation.start();
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
