// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import dev.pictogram.PhoneNumber;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxState;
import dev.pictogram.outbox.OutboxWorker;
import dev.pictogram.outbox.WorkerSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the worker after all beans are there, and stops it before any of them is destroyed: in the default phase, which
 * starts last and stops first.
 *
 * <p>A worker is no bean, since a context can be stopped and started again, and a worker cannot.
 */
final class WorkerLifecycle implements SmartLifecycle, DisposableBean {

    private final WorkerSettings settings;
    private final List<Outbox> outboxes;
    private volatile @Nullable OutboxWorker worker; // null: stopped

    WorkerLifecycle(WorkerSettings settings, List<Outbox> outboxes) {
        this.settings = settings;
        this.outboxes = outboxes;
    }

    @Override
    public void start() {
        worker = OutboxWorker.start(settings, outboxes.toArray(Outbox[]::new));
    }

    /** Waits for the messages in flight: Spring's limit for a phase does not count, which would leave them in doubt. */
    @Override
    public void stop() {
        OutboxWorker running = worker;
        worker = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean isRunning() {
        return worker != null;
    }

    /** For a context that fails between the start of this bean and its own. */
    @Override
    public void destroy() {
        stop();
    }

    /** As {@link OutboxWorker#attempts}; 0 while it is stopped. */
    long attempts(PhoneNumber sender, OutboxState state) {
        OutboxWorker running = worker;
        return running == null ? 0 : running.attempts(sender, state);
    }
}
