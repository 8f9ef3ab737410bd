package dev.pictogram.examples.shipping;

import static dev.pictogram.examples.shipping.Notice.State.ACCEPTED;
import static dev.pictogram.examples.shipping.Notice.State.LATER;
import static dev.pictogram.examples.shipping.Notice.State.LOOK_FIRST;
import static dev.pictogram.examples.shipping.Notice.State.REFUSED;
import static dev.pictogram.examples.shipping.Notice.State.SENDING;

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
 * leaves at {@code SENDING} may have been taken; the next start makes it {@code LOOK_FIRST}.
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
        notices.replaceAll((order, notice) ->
                notice.state() == SENDING ? note(order, LOOK_FIRST, "the service ended while it sent") : notice);
    }

    /** Sends the photo if it is new or its time has come again. */
    Notice shipped(Parcel parcel) {
        String order = parcel.order();
        Notice mine = new Notice(SENDING, "");
        Notice current = notices.merge(order, mine, (old, now) -> old.state() == LATER ? now : old);
        if (current != mine) {
            return current;
        }
        SendResult result = messaging.send(ImageMessage.to(parcel.customer(), parcel.photo())
                .withCaption("Order " + order + " is on its way")
                .withExtraInfo(ExtraInfo.ref(order))); // what to look for in the reports
        Notice notice = result.fold(
                accepted -> note(order, ACCEPTED, accepted.id().value()),
                rejected -> note(
                        order,
                        rejected.reason().safeToRepeat() ? LATER : REFUSED,
                        rejected.reason().name()),
                notSent -> note(order, LATER, notSent.why()),
                inDoubt -> note(order, LOOK_FIRST, inDoubt.why()));
        notices.put(order, notice);
        return notice;
    }

    /** Somebody has found the order in the reports. */
    void found(String order, MessageId id) {
        notices.computeIfPresent(
                order, (same, notice) -> notice.state() == LOOK_FIRST ? note(order, ACCEPTED, id.value()) : notice);
    }

    /** Somebody has looked for the order and not found it, or has mended what it was refused for. */
    void sendAgain(String order) {
        notices.computeIfPresent(
                order,
                (same, notice) -> notice.state() == LOOK_FIRST || notice.state() == REFUSED
                        ? note(order, LATER, "released")
                        : notice);
    }

    private Notice note(String order, Notice.State state, String detail) {
        if (state == REFUSED || state == LOOK_FIRST) {
            alert.accept("order " + order + ": " + state + ", " + detail);
        }
        return new Notice(state, detail);
    }
}
