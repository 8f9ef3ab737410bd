// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static dev.pictogram.DeliveryStatus.DELIVERED;
import static dev.pictogram.DeliveryStatus.READ;
import static dev.pictogram.DeliveryStatus.SENT;

import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryState;
import dev.pictogram.DeliveryStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The delivery state of a message and the result of its latest callback. Thread-safe. */
final class Delivery {

    // A status happened no later than those that presuppose it, whatever the order of the reports.
    private static final Map<DeliveryStatus, List<DeliveryStatus>> LATER =
            Map.of(SENT, List.of(DELIVERED, READ), DELIVERED, List.of(READ));

    private DeliveryState state = DeliveryState.none();
    private @Nullable Outcome latest;

    /** The result of an attempt without its payload, because 10,000 payloads would need too much memory. */
    record Outcome(DeliveryStatus status, boolean succeeded, String text) {}

    /**
     * Records a change.
     *
     * @return the time of its first occurrence, so that a repeated callback is equal to the byte
     */
    synchronized Instant happen(StatusChange change, Instant now) {
        DeliveryStatus status = change.status();
        Instant at = state.at(status)
                .orElseGet(() -> Stream.concat(
                                Stream.of(now),
                                LATER.getOrDefault(status, List.of()).stream()
                                        .map(state::at)
                                        .flatMap(Optional::stream))
                        .min(Instant::compareTo)
                        .orElse(now));
        DeliveryReport.Builder report = DeliveryReport.builder(status).at(at);
        if (status.isFailure()) {
            report.error(DeliveryError.of(change.code()));
        }
        state = state.with(report.build());
        return at;
    }

    synchronized DeliveryState state() {
        return state;
    }

    synchronized void end(CallbackAttempt attempt) {
        latest = new Outcome(attempt.status(), attempt.succeeded(), attempt.outcome());
    }

    /** {@return the outcome of the attempt that finished last} */
    synchronized Optional<Outcome> latest() {
        return Optional.ofNullable(latest);
    }
}
