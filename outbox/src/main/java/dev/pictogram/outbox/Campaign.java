// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import dev.pictogram.DeliveryStatus;
import dev.pictogram.outbox.AuditEntry.Subject;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Messages under one name, which are put, monitored, paused and cancelled together.
 *
 * <p>It is a view: every call queries the database. Workers see a change within 2 seconds and may still send messages until
 * then. Thread-safe.
 */
public final class Campaign {

    private static final int CHUNK = 1000;

    private final Outbox outbox;
    private final String name;

    Campaign(Outbox outbox, String name) {
        this.outbox = outbox;
        this.name = name;
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /**
     * Counts the messages.
     *
     * <p>It reads one index entry for each message: about 0.2 seconds for a million messages.
     *
     * @return the numbers; all 0 for a campaign without messages
     */
    public CampaignProgress progress() {
        return outbox.database().transact(connection -> {
            Map<OutboxState, Long> byState = new EnumMap<>(OutboxState.class);
            Map<DeliveryStatus, Long> byDelivery = new EnumMap<>(DeliveryStatus.class);
            outbox.store()
                    .countCampaign(connection, name)
                    .forEach((state, deliveries) -> deliveries.forEach((delivery, n) -> {
                        byState.merge(OutboxState.valueOf(state), n, Long::sum);
                        if (!delivery.isEmpty()) {
                            byDelivery.merge(DeliveryStatus.valueOf(delivery), n, Long::sum);
                        }
                    }));
            CampaignRow row = outbox.store().campaign(connection, name).orElse(CampaignRow.NONE);
            return new CampaignProgress(outbox.clock().instant(), byState, byDelivery, row.paused(), row.cancelled());
        });
    }

    /**
     * Pauses the campaign. Its messages are kept. Once this method has returned, no worker claims a message of this campaign; at
     * most {@link WorkerSettings#maxInFlight()} claimed messages are still sent.
     *
     * @param who the person or component that decides, for the audit log
     * @param why the reason, for the audit log
     */
    public void pause(String who, String why) {
        change("PAUSE", who, why, (connection, now) -> outbox.store().pauseCampaign(connection, now, name));
    }

    /**
     * Resumes the campaign after {@link #pause}.
     *
     * @param who the person or component that decides, for the audit log
     * @param why the reason, for the audit log
     */
    public void resume(String who, String why) {
        change("RESUME", who, why, (connection, now) -> outbox.store().pauseCampaign(connection, null, name));
        outbox.wakeWorkers();
    }

    /**
     * Cancels all unsent messages permanently. No more messages can be put into the campaign.
     *
     * <p>Messages in flight are not recalled.
     *
     * @param who the person or component that decides, for the audit log
     * @param why the reason, for the audit log
     * @return the number of cancelled messages
     */
    public long cancel(String who, String why) {
        change("CANCEL", who, why, (connection, now) -> outbox.store().cancelCampaign(connection, now, name));
        long cancelled = 0;
        int chunk;
        do {
            chunk = outbox.database()
                    .transact(connection -> outbox.store()
                            .cancelQueued(
                                    connection,
                                    outbox.clock().instant(),
                                    name,
                                    "campaign cancelled by " + who + ": " + why,
                                    CHUNK));
            cancelled += chunk;
        } while (chunk > 0);
        return cancelled;
    }

    /**
     * Sends only in these hours of each day.
     *
     * @param window the hours
     * @param who the person or component that decides, for the audit log
     */
    public void sendOnlyIn(DayWindow window, String who) {
        change(
                "WINDOW",
                who,
                window.toString(),
                (connection, now) -> outbox.store().windowOfCampaign(connection, window, name));
    }

    /**
     * Sends at any time of the day again.
     *
     * @param who the person or component that decides, for the audit log
     */
    public void sendAtAnyTime(String who) {
        change("WINDOW", who, "any time", (connection, now) -> outbox.store().windowOfCampaign(connection, null, name));
        outbox.wakeWorkers();
    }

    /** {@return the decisions about the campaign, the oldest first} */
    public List<AuditEntry> audit() {
        return outbox.database().transact(connection -> outbox.store().auditOf(connection, Subject.CAMPAIGN, name));
    }

    private interface Change {
        void in(java.sql.Connection connection, Instant now) throws java.sql.SQLException;
    }

    private void change(String action, String who, String why, Change change) {
        outbox.database().transact(connection -> {
            Instant now = outbox.clock().instant();
            outbox.store().createCampaign(connection, now, name);
            change.in(connection, now);
            outbox.store().audit(connection, new AuditEntry(now, Subject.CAMPAIGN, name, action, who, why));
            return null;
        });
    }
}
