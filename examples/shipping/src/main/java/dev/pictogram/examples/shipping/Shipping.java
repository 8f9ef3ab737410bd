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
 * Sends the customer a photo of the parcel, once for each order, however often it is asked to.
 *
 * <p>The notice is written before the message is sent, since Kaleyra would take the same message twice. What a crash
 * leaves at {@code SENDING} may have been taken; the next start makes it {@code LOOK_FIRST}. A callback settles it, or a person.
 */
final class Shipping {

    private final MessagingPort messaging;
    private final ConcurrentMap<String, Notice> notices;
    private final Consumer<String> alert;

    /**
     * @param notices by the order's number; in earnest a table, which no other process writes to
     * @param alert tells somebody that there is something to mend or to look for
     */
    Shipping(MessagingPort messaging, ConcurrentMap<String, Notice> notices, Consumer<String> alert) {
        this.messaging = messaging;
        this.notices = notices;
        this.alert = alert;
        notices.forEach((order, notice) -> {
            if (notice.state() == SENDING) {
                keep(order, new Notice(LOOK_FIRST, "the service ended while it sent"));
            }
        });
    }

    /** Sends the photo if it is new or its time has come again. */
    Notice shipped(Parcel parcel) {
        String order = parcel.order();
        ImageMessage message = ImageMessage.to(parcel.customer(), parcel.photo())
                .withCaption("Order " + order + " is on its way")
                .withExtraInfo(ExtraInfo.ref(order)); // what to look for in the reports
        Notice mine = new Notice(SENDING, "");
        Notice current = notices.merge(order, mine, (old, now) -> old.state() == LATER ? now : old);
        if (current != mine) {
            return current;
        }
        SendResult result = messaging.send(message);
        return keep(
                order,
                result.fold(
                        accepted -> new Notice(ACCEPTED, accepted.id().value()),
                        rejected -> new Notice(
                                rejected.reason().safeToRetry() ? LATER : REFUSED,
                                rejected.reason().name()),
                        notSent -> new Notice(LATER, notSent.why()),
                        inDoubt -> new Notice(LOOK_FIRST, inDoubt.why())));
    }

    /** A callback came. It may come before the send has returned, more than once, and out of order. */
    void reported(DeliveryReport report) {
        report.ref().ifPresent(order -> {
            Notice now = notices.computeIfPresent(order, (same, notice) -> notice.with(report));
            if (now != null && report.status().isFailure() && now.delivery().isFailed()) {
                alert.accept("order " + order + ": " + now.delivery().status() + ", " + report.errors());
            }
        });
    }

    /** Somebody has found the order in the reports. */
    void found(String order, MessageId id) {
        notices.computeIfPresent(
                order, (same, notice) -> notice.state() == LOOK_FIRST ? new Notice(ACCEPTED, id.value()) : notice);
    }

    /** Somebody has looked for the order and not found it, or has mended what it was refused for. */
    void sendAgain(String order) {
        notices.computeIfPresent(
                order,
                (same, notice) -> notice.state() == LOOK_FIRST || notice.state() == REFUSED
                        ? new Notice(LATER, "released")
                        : notice);
    }

    private Notice keep(String order, Notice result) {
        Notice notice = notices.merge(order, result, Notice::with); // before somebody is told, who may answer at once
        if (notice.state() == REFUSED || notice.state() == LOOK_FIRST) {
            alert.accept("order " + order + ": " + notice.state() + ", " + notice.detail());
        }
        return notice;
    }
}
