// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.shipping;

import static dev.pictogram.examples.shipping.Notice.State.ACCEPTED;
import static dev.pictogram.examples.shipping.Notice.State.LATER;
import static dev.pictogram.examples.shipping.Notice.State.LOOK_FIRST;
import static dev.pictogram.examples.shipping.Notice.State.REFUSED;
import static dev.pictogram.examples.shipping.Notice.State.SENDING;

import dev.pictogram.DeliveryReport;
import dev.pictogram.ExtraInfo;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * Sends the customer a photo of the parcel, once for each order, even if it is called more than once.
 *
 * <p>The notice is stored before the message is sent, because Kaleyra accepts the key message twice. After a crash, a message
 * with the state {@code SENDING} may have been accepted; the next start sets it to {@code LOOK_FIRST}. A callback or a person
 * settles it.
 */
final class Shipping {

    private final MessagingPort messaging;
    private final ConcurrentMap<String, Notice> notices;
    private final Consumer<String> alert;

    /**
     * @param notices the notices by order number; in production a table that no other process writes to
     * @param alert notifies a person who can fix or check something
     */
    Shipping(MessagingPort messaging, ConcurrentMap<String, Notice> notices, Consumer<String> alert) {
        this.messaging = messaging;
        this.notices = notices;
        this.alert = alert;
        notices.forEach((order, notice) -> {
            if (notice.state() == SENDING) {
                store(order, new Notice(LOOK_FIRST, "the service stopped during the send"));
            }
        });
    }

    /** Sends the photo if the order is new or due for a retry. */
    Notice shipped(Parcel parcel) {
        String order = parcel.order();
        ImageMessage message = ImageMessage.to(parcel.customer(), parcel.photo())
                .withCaption("Order " + order + " is on its way")
                .withExtraInfo(ExtraInfo.ref(order)); // the key to find the message in reports and callbacks
        Notice sending = new Notice(SENDING, "");
        Notice current = notices.merge(order, sending, (old, updated) -> old.state() == LATER ? updated : old);
        if (current != sending) {
            return current;
        }
        SendResult result = messaging.send(message);
        return store(
                order,
                result.fold(
                        accepted -> new Notice(ACCEPTED, accepted.id().value()),
                        rejected -> new Notice(
                                rejected.reason().safeToRetry() ? LATER : REFUSED,
                                rejected.reason().name()),
                        notSent -> new Notice(LATER, notSent.why()),
                        inDoubt -> new Notice(LOOK_FIRST, inDoubt.why())));
    }

    /** Handles a delivery report. Reports may arrive before the send has returned, more than once, and out of order. */
    void reported(DeliveryReport report) {
        report.ref().ifPresent(order -> {
            Notice updated = notices.computeIfPresent(order, (key, notice) -> notice.with(report));
            if (updated != null
                    && report.status().isFailure()
                    && updated.delivery().isFailed()) {
                alert.accept("order " + order + ": " + updated.delivery().status() + ", " + report.errors());
            }
        });
    }

    /** Records that a person found the message in Kaleyra's reports. */
    void found(String order, MessageId id) {
        notices.computeIfPresent(
                order, (key, notice) -> notice.state() == LOOK_FIRST ? new Notice(ACCEPTED, id.value()) : notice);
    }

    /** Allows a retry after a person did not find the message in the reports, or fixed the cause of a rejection. */
    void sendAgain(String order) {
        notices.computeIfPresent(
                order,
                (key, notice) -> notice.state() == LOOK_FIRST || notice.state() == REFUSED
                        ? new Notice(LATER, "released")
                        : notice);
    }

    private Notice store(String order, Notice result) {
        Notice notice = notices.merge(
                order, result, Notice::with); // before the alert, because the alerted person may react at once
        if (notice.state() == REFUSED || notice.state() == LOOK_FIRST) {
            alert.accept("order " + order + ": " + notice.state() + ", " + notice.detail());
        }
        return notice;
    }
}
