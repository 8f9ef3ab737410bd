// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import dev.pictogram.DeliveryStatus;
import dev.pictogram.outbox.AuditEntry.Subject;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Messages under one name, which are put, watched, paused and cancelled together.
 *
 * <p>It is a view: every call asks the database. A change reaches the workers within 2 seconds, in which messages may still be
 * sent. Thread-safe.
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
     * <p>It reads one index entry for each message of the campaign: about a fifth of a second for a million.
     *
     * @return the numbers; all 0 for a campaign that nobody has put
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
     * Stops sending its messages, and keeps them.
     *
     * @param who the person or the part of the program that decides, for the audit
     * @param why the reason, for the audit
     */
    public void pause(String who, String why) {
        change("PAUSE", who, why, (connection, now) -> outbox.store().pauseCampaign(connection, now, name));
    }

    /**
     * Goes on after {@link #pause}. Does nothing else.
     *
     * @param who the person or the part of the program that decides, for the audit
     * @param why the reason, for the audit
     */
    public void resume(String who, String why) {
        change("RESUME", who, why, (connection, now) -> outbox.store().pauseCampaign(connection, null, name));
        outbox.wakeWorkers();
    }

    /**
     * Cancels all messages that are not sent, for good. Nothing can be put into the campaign any more.
     *
     * <p>Messages that are being sent just now are not recalled.
     *
     * @param who the person or the part of the program that decides, for the audit
     * @param why the reason, for the audit
     * @return how many messages were cancelled
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
     * @param who the person or the part of the program that decides, for the audit
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
     * @param who the person or the part of the program that decides, for the audit
     */
    public void sendAtAnyTime(String who) {
        change("WINDOW", who, "any time", (connection, now) -> outbox.store().windowOfCampaign(connection, null, name));
        outbox.wakeWorkers();
    }

    /** {@return what was decided about the campaign, the oldest first} */
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
