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

/** Unit tests with the fake: the service's reaction to each outcome. */
class ShippingTest {

    private static final Image PHOTO = Image.link("https://example.com/parcel.png");
    private static final Parcel PARCEL = new Parcel("4711", PhoneNumber.of("+919800000001"), PHOTO);

    private final FakeMessaging messaging = new FakeMessaging();
    private final ConcurrentMap<String, Notice> notices = new ConcurrentHashMap<>();
    private final List<String> alerts = new ArrayList<>();
    private final Shipping shipping = new Shipping(messaging, notices, alerts::add);

    @Test
    void the_customer_gets_a_photo_and_the_id_is_stored() {
        assertThat(shipping.shipped(PARCEL)).isEqualTo(new Notice(ACCEPTED, "fake-1"));

        assertThat(messaging)
                .sentTo("+919800000001")
                .withImage(PHOTO)
                .withCaption("Order 4711 is on its way")
                .withRef("4711");
    }

    @Test
    void an_order_shipped_twice_is_sent_once() {
        shipping.shipped(PARCEL);
        shipping.shipped(PARCEL);

        assertThat(messaging).sentTo("+919800000001").withRef("4711").once();
    }

    @Test
    void an_order_shipped_by_many_threads_is_sent_once() throws Exception {
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
    void an_order_shipped_again_during_the_send_is_sent_once() {
        List<Notice> again = new ArrayList<>();
        messaging.when(message -> again.add(shipping.shipped(PARCEL)), accepted());

        shipping.shipped(PARCEL);

        assertThat(again).containsExactly(new Notice(SENDING, ""));
        assertThat(messaging).sentTimes(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_temporary_rejection_is_retried_later_and_any_other_raises_an_alert(Reason reason) {
        messaging.next(rejected(reason));

        Notice notice = shipping.shipped(PARCEL);

        assertThat(notice).isEqualTo(new Notice(reason.safeToRetry() ? LATER : REFUSED, reason.name()));
        assertThat(alerts).hasSize(reason.safeToRetry() ? 0 : 1);
    }

    @Test
    void a_rejected_message_is_sent_again_after_the_cause_is_fixed() {
        messaging.next(rejected(LOW_BALANCE));
        shipping.shipped(PARCEL);
        assertThat(alerts).containsExactly("order 4711: REFUSED, LOW_BALANCE");

        shipping.shipped(PARCEL);
        assertThat(messaging).sentTimes(1);
        shipping.sendAgain("4711");

        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(ACCEPTED);
    }

    @Test
    void a_message_that_was_not_sent_is_sent_later() {
        messaging.next(notSent());

        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(LATER);
        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(ACCEPTED);
        assertThat(alerts).isEmpty();
    }

    @Test
    void a_message_in_doubt_is_not_sent_again_before_a_person_has_checked() {
        messaging.next(inDoubt());

        shipping.shipped(PARCEL);
        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(LOOK_FIRST);
        assertThat(messaging).sentTimes(1);
        assertThat(alerts).singleElement().asString().startsWith("order 4711: LOOK_FIRST");

        shipping.sendAgain("4711");
        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(ACCEPTED);
    }

    @Test
    void a_rejected_message_cannot_be_found() {
        messaging.next(rejected(LOW_BALANCE));
        Notice refused = shipping.shipped(PARCEL);

        shipping.found("4711", MessageId.of("A1"));

        assertThat(shipping.shipped(PARCEL)).isEqualTo(refused);
    }

    @Test
    void a_message_in_doubt_that_was_found_stores_its_id() {
        messaging.next(inDoubt());
        shipping.shipped(PARCEL);

        shipping.found("4711", MessageId.of("A1"));
        shipping.sendAgain("4711");

        assertThat(shipping.shipped(PARCEL)).isEqualTo(new Notice(ACCEPTED, "A1"));
        assertThat(messaging).sentTimes(1);
    }

    @Test
    void the_notice_is_stored_before_the_alert() {
        List<Notice.State> states = new ArrayList<>();
        Shipping alerting = new Shipping(
                messaging, notices, alert -> states.add(notices.get("4711").state()));
        messaging.next(rejected(LOW_BALANCE), inDoubt());

        alerting.shipped(PARCEL);
        alerting.sendAgain("4711");
        alerting.shipped(PARCEL);

        assertThat(states).containsExactly(REFUSED, LOOK_FIRST);
    }

    @Test
    void an_invalid_message_leaves_no_notice() {
        Parcel invalid = new Parcel("\uD83D", PARCEL.customer(), PHOTO);

        assertThatIllegalArgumentException().isThrownBy(() -> shipping.shipped(invalid));

        assertThat(notices).isEmpty();
    }

    @Test
    void an_unfinished_send_is_in_doubt_after_a_crash() {
        notices.put("4711", new Notice(SENDING, ""));

        Shipping restarted = new Shipping(messaging, notices, alerts::add);

        assertThat(restarted.shipped(PARCEL).state()).isEqualTo(LOOK_FIRST);
        assertThat(alerts).hasSize(1);
        assertThat(messaging).sentNothing();
    }

    // Callbacks

    @Test
    void a_callback_settles_a_message_in_doubt() {
        messaging.next(inDoubt());
        shipping.shipped(PARCEL);

        shipping.reported(delivered("4711"));

        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(ACCEPTED);
        assertThat(notices.get("4711").delivery()).isDelivered();
        assertThat(messaging).sentTimes(1);
    }

    @Test
    void a_callback_that_arrives_before_the_response_is_kept() {
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
    void a_callback_that_arrives_before_a_result_in_doubt_settles_it_without_an_alert() {
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
    void a_failed_delivery_raises_an_alert_with_its_code_and_is_not_sent_again() {
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
