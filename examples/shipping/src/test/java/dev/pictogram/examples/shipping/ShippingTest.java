// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.shipping;

import static dev.pictogram.SendResult.Reason.LOW_BALANCE;
import static dev.pictogram.examples.shipping.Notice.State.ACCEPTED;
import static dev.pictogram.examples.shipping.Notice.State.LATER;
import static dev.pictogram.examples.shipping.Notice.State.LOOK_FIRST;
import static dev.pictogram.examples.shipping.Notice.State.REFUSED;
import static dev.pictogram.examples.shipping.Notice.State.SENDING;
import static dev.pictogram.testkit.DeliveryReports.delivered;
import static dev.pictogram.testkit.DeliveryReports.failed;
import static dev.pictogram.testkit.DeliveryReports.sent;
import static dev.pictogram.testkit.FakeOutcome.accepted;
import static dev.pictogram.testkit.FakeOutcome.inDoubt;
import static dev.pictogram.testkit.FakeOutcome.notSent;
import static dev.pictogram.testkit.FakeOutcome.rejected;
import static dev.pictogram.testkit.assertions.MessagingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.Image;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.testkit.FakeMessaging;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the service does with each outcome: unit tests, with the fake. */
class ShippingTest {

    private static final Image PHOTO = Image.link("https://example.com/parcel.png");
    private static final Parcel PARCEL = new Parcel("4711", PhoneNumber.of("+919800000001"), PHOTO);

    private final FakeMessaging messaging = new FakeMessaging();
    private final ConcurrentMap<String, Notice> notices = new ConcurrentHashMap<>();
    private final List<String> alerts = new ArrayList<>();
    private final Shipping shipping = new Shipping(messaging, notices, alerts::add);

    @Test
    void the_customer_gets_a_photo_and_the_id_is_kept() {
        assertThat(shipping.shipped(PARCEL)).isEqualTo(new Notice(ACCEPTED, "fake-1"));

        assertThat(messaging)
                .sentTo("+919800000001")
                .withImage(PHOTO)
                .withCaption("Order 4711 is on its way")
                .withRef("4711");
    }

    @Test
    void an_order_that_is_shipped_twice_is_told_once() {
        shipping.shipped(PARCEL);
        shipping.shipped(PARCEL);

        assertThat(messaging).sentTo("+919800000001").withRef("4711").once();
    }

    @Test
    void an_order_that_is_shipped_by_many_threads_at_once_is_told_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Notice> shipped = () -> shipping.shipped(PARCEL);
            threads.invokeAll(Collections.nCopies(100, shipped));
        } finally {
            threads.shutdownNow();
        }

        assertThat(messaging).sentTimes(1);
    }

    @Test
    void an_order_that_is_shipped_again_while_it_is_sent_is_told_once() {
        List<Notice> again = new ArrayList<>();
        messaging.when(message -> again.add(shipping.shipped(PARCEL)), accepted());

        shipping.shipped(PARCEL);

        assertThat(again).containsExactly(new Notice(SENDING, ""));
        assertThat(messaging).sentTimes(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_refusal_is_tried_later_if_it_passes_and_else_somebody_is_told(Reason reason) {
        messaging.next(rejected(reason));

        Notice notice = shipping.shipped(PARCEL);

        assertThat(notice).isEqualTo(new Notice(reason.safeToRetry() ? LATER : REFUSED, reason.name()));
        assertThat(alerts).hasSize(reason.safeToRetry() ? 0 : 1);
    }

    @Test
    void what_was_refused_is_sent_again_when_it_was_mended() {
        messaging.next(rejected(LOW_BALANCE));
        shipping.shipped(PARCEL);
        assertThat(alerts).containsExactly("order 4711: REFUSED, LOW_BALANCE");

        shipping.shipped(PARCEL);
        assertThat(messaging).sentTimes(1);
        shipping.sendAgain("4711");

        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(ACCEPTED);
    }

    @Test
    void what_never_left_is_sent_later() {
        messaging.next(notSent());

        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(LATER);
        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(ACCEPTED);
        assertThat(alerts).isEmpty();
    }

    @Test
    void what_is_in_doubt_is_not_sent_again_before_somebody_has_looked() {
        messaging.next(inDoubt());

        shipping.shipped(PARCEL);
        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(LOOK_FIRST);
        assertThat(messaging).sentTimes(1);
        assertThat(alerts).singleElement().asString().startsWith("order 4711: LOOK_FIRST");

        shipping.sendAgain("4711");
        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(ACCEPTED);
    }

    @Test
    void what_was_refused_is_in_no_report() {
        messaging.next(rejected(LOW_BALANCE));
        Notice refused = shipping.shipped(PARCEL);

        shipping.found("4711", MessageId.of("A1"));

        assertThat(shipping.shipped(PARCEL)).isEqualTo(refused);
    }

    @Test
    void what_is_in_doubt_and_was_found_keeps_the_id_that_was_found() {
        messaging.next(inDoubt());
        shipping.shipped(PARCEL);

        shipping.found("4711", MessageId.of("A1"));
        shipping.sendAgain("4711");

        assertThat(shipping.shipped(PARCEL)).isEqualTo(new Notice(ACCEPTED, "A1"));
        assertThat(messaging).sentTimes(1);
    }

    @Test
    void what_somebody_is_told_of_is_written_down_before() {
        List<Notice.State> states = new ArrayList<>();
        Shipping telling = new Shipping(
                messaging, notices, alert -> states.add(notices.get("4711").state()));
        messaging.next(rejected(LOW_BALANCE), inDoubt());

        telling.shipped(PARCEL);
        telling.sendAgain("4711");
        telling.shipped(PARCEL);

        assertThat(states).containsExactly(REFUSED, LOOK_FIRST);
    }

    @Test
    void a_message_that_cannot_be_leaves_no_notice() {
        Parcel impossible = new Parcel("\uD83D", PARCEL.customer(), PHOTO);

        assertThatIllegalArgumentException().isThrownBy(() -> shipping.shipped(impossible));

        assertThat(notices).isEmpty();
    }

    @Test
    void what_a_crash_left_half_done_is_in_doubt() {
        notices.put("4711", new Notice(SENDING, ""));

        Shipping restarted = new Shipping(messaging, notices, alerts::add);

        assertThat(restarted.shipped(PARCEL).state()).isEqualTo(LOOK_FIRST);
        assertThat(alerts).hasSize(1);
        assertThat(messaging).sentNothing();
    }

    // Callbacks

    @Test
    void what_is_in_doubt_is_settled_by_a_callback() {
        messaging.next(inDoubt());
        shipping.shipped(PARCEL);

        shipping.reported(delivered("4711"));

        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(ACCEPTED);
        assertThat(notices.get("4711").delivery()).isDelivered();
        assertThat(messaging).sentTimes(1);
    }

    @Test
    void a_callback_that_overtakes_the_response_is_kept() {
        messaging.when(
                message -> {
                    shipping.reported(sent("4711"));
                    return true;
                },
                accepted());

        Notice notice = shipping.shipped(PARCEL);

        assertThat(notice.state()).isEqualTo(ACCEPTED);
        assertThat(notice.detail()).isEqualTo("fake-1");
        assertThat(notice.delivery()).hasStatus(DeliveryStatus.SENT);
    }

    @Test
    void a_callback_that_overtakes_a_send_in_doubt_settles_it_and_nobody_is_told() {
        messaging.when(
                message -> {
                    shipping.reported(sent("4711"));
                    return true;
                },
                inDoubt());

        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(ACCEPTED);
        assertThat(alerts).isEmpty();
    }

    @Test
    void a_late_callback_prevents_a_second_message() {
        messaging.next(inDoubt());
        shipping.shipped(PARCEL);
        shipping.sendAgain("4711");

        shipping.reported(sent("4711"));

        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(ACCEPTED);
        assertThat(messaging).sentTimes(1);
    }

    @Test
    void a_failed_delivery_is_told_with_its_code_and_not_sent_again() {
        shipping.shipped(PARCEL);

        shipping.reported(failed("4711", DeliveryError.MEDIA_UNUSABLE));

        assertThat(alerts)
                .singleElement()
                .asString()
                .startsWith("order 4711: FAILED")
                .contains("131053");
        shipping.shipped(PARCEL);
        assertThat(messaging).sentTimes(1);
    }

    @Test
    void a_report_about_an_unknown_order_is_ignored() {
        shipping.reported(delivered("unknown"));

        assertThat(notices).isEmpty();
    }
}
