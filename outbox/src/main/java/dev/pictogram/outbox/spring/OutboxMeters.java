// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import dev.pictogram.PhoneNumber;
import dev.pictogram.outbox.OutboxState;
import dev.pictogram.outbox.OutboxStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The outbox's meters. Those of the table are NaN while the database cannot be reached. */
final class OutboxMeters implements MeterBinder {

    private static final Map<OutboxState, String> OUTCOMES = Map.of(
            OutboxState.ACCEPTED, "accepted",
            OutboxState.REJECTED, "rejected",
            OutboxState.IN_DOUBT, "in_doubt",
            OutboxState.QUEUED, "queued_again");

    private final Statuses statuses;
    private final @Nullable WorkerLifecycle worker; // null: this process only puts
    private final Clock clock;

    OutboxMeters(Statuses statuses, @Nullable WorkerLifecycle worker, Clock clock) {
        this.statuses = statuses;
        this.worker = worker;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        statuses.senders().forEach(sender -> bind(registry, sender));
    }

    private void bind(MeterRegistry registry, PhoneNumber sender) {
        gauge(registry, sender, "queued", "Messages that wait", OutboxStatus::queued);
        gauge(registry, sender, "sending", "Messages that are being sent", OutboxStatus::sending);
        gauge(
                registry,
                sender,
                "in.doubt",
                "Messages that a person or a delivery report has to settle",
                OutboxStatus::inDoubt);
        gauge(
                registry,
                sender,
                "paused",
                "1 if the sender is paused, else 0",
                status -> status.pause().isPresent() ? 1 : 0);
        TimeGauge.builder("pictogram.outbox.oldest.due", () -> value(sender, this::age), TimeUnit.SECONDS)
                .description("Age of the message that is due for longest; if it grows, nothing is sent")
                .tag("sender", sender.digits())
                .register(registry);
        WorkerLifecycle counting = worker;
        if (counting != null) {
            OUTCOMES.forEach((state, outcome) -> FunctionCounter.builder(
                            "pictogram.outbox.sent", counting, c -> c.attempts(sender, state))
                    .description("Attempts of this process's worker, by their outcome")
                    .tag("sender", sender.digits())
                    .tag("outcome", outcome)
                    .register(registry));
        }
    }

    private void gauge(
            MeterRegistry registry,
            PhoneNumber sender,
            String name,
            String description,
            ToDoubleFunction<OutboxStatus> value) {
        Gauge.builder("pictogram.outbox." + name, () -> value(sender, value))
                .description(description)
                .tag("sender", sender.digits())
                .register(registry);
    }

    private double value(PhoneNumber sender, ToDoubleFunction<OutboxStatus> value) {
        OutboxStatus status = statuses.read().bySender().get(sender);
        return status == null ? Double.NaN : value.applyAsDouble(status);
    }

    private double age(OutboxStatus status) {
        return status.oldestDue()
                .map(at -> Math.max(0, Duration.between(at, clock.instant()).toMillis() / 1000.0))
                .orElse(0.0);
    }
}
