// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.shipping;

import static dev.pictogram.SendResult.Reason.INVALID_PAYLOAD;
import static dev.pictogram.SendResult.Reason.LOW_BALANCE;
import static dev.pictogram.SendResult.Reason.TRY_LATER;
import static dev.pictogram.testkit.DeliveryReports.delivered;
import static dev.pictogram.testkit.DeliveryReports.failed;
import static dev.pictogram.testkit.DeliveryReports.read;
import static dev.pictogram.testkit.DeliveryReports.sent;
import static dev.pictogram.testkit.FakeOutcome.inDoubt;
import static dev.pictogram.testkit.FakeOutcome.notSent;
import static dev.pictogram.testkit.FakeOutcome.rejected;
import static dev.pictogram.testkit.assertions.MessagingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryReport;
import dev.pictogram.Image;
import dev.pictogram.PhoneNumber;
import dev.pictogram.outbox.Decision;
import dev.pictogram.outbox.KeyConflictException;
import dev.pictogram.outbox.OutboxState;
import dev.pictogram.testkit.FakeMessaging;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unit tests with the fake: the service's reaction to each outcome and report. */
class ShippingTest {

    private static final Image PHOTO = Image.link("https://example.com/parcel.png");
    private static final Parcel PARCEL = new Parcel("4711", PhoneNumber.of("+919800000001"), PHOTO);

    private final FakeMessaging messaging = new FakeMessaging();
    private Shop shop;
    private Shipping shipping;

    @BeforeEach
    void open(@TempDir Path directory) throws SQLException {
        shop = new Shop(directory, PhoneNumber.of("+919800000000"), messaging);
        shipping = shop.shipping;
    }

    @AfterEach
    void close() {
        shop.close();
    }

    // Orders

    @Test
    void an_order_shipped_twice_is_sent_once() throws Exception {
        shipping.shipped(PARCEL);
        shop.awaitPhoto("4711", "ACCEPTED");
        shipping.shipped(PARCEL);

        assertThat(shipping.photo("4711")).isEqualTo("ACCEPTED");
        assertThat(messaging)
                .sentTo("+919800000001")
                .withImage(PHOTO)
                .withCaption("Order 4711 is on its way")
                .withRef("4711")
                .once();
        assertThat(shop.alerts).isEmpty();
    }

    @Test
    void an_order_shipped_by_many_threads_is_sent_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Void> shipped = () -> {
                shipping.shipped(PARCEL);
                return null;
            };
            for (Future<Void> call : threads.invokeAll(Collections.nCopies(50, shipped))) {
                call.get();
            }
        } finally {
            threads.shutdownNow();
        }

        shop.awaitPhoto("4711", "ACCEPTED");
        assertThat(messaging).sentTimes(1);
    }

    @Test
    void an_order_whose_message_is_refused_is_rolled_back() throws Exception {
        Parcel keyTooLong = new Parcel("4".repeat(256), PARCEL.customer(), PHOTO);
        Parcel anotherPhoto = new Parcel("4711", PARCEL.customer(), Image.link("https://example.com/another.png"));
        shipping.shipped(PARCEL);

        assertThatIllegalArgumentException().isThrownBy(() -> shipping.shipped(keyTooLong));
        assertThatThrownBy(() -> shipping.shipped(anotherPhoto)).isInstanceOf(KeyConflictException.class);

        shop.awaitPhoto("4711", "ACCEPTED");
        assertThat(shop.orders()).containsExactly("4711");
        assertThat(messaging).sentTo("+919800000001").withImage(PHOTO).once();
    }

    // Outcomes

    @Test
    void a_rejected_message_raises_one_alert_and_is_not_sent_again() throws Exception {
        messaging.next(rejected(INVALID_PAYLOAD));

        shipping.shipped(PARCEL);
        shop.awaitPhoto("4711", "REJECTED");
        shipping.shipped(PARCEL);
        shipping.check();

        assertThat(shop.alerts).containsExactly("order 4711: REJECTED, INVALID_PAYLOAD");
        assertThat(messaging).sentTimes(1);
    }

    @Test
    void without_credit_the_sender_is_paused_with_an_alert_and_sends_after_it_is_resumed() throws Exception {
        messaging.next(rejected(LOW_BALANCE));

        shipping.shipped(PARCEL);
        shop.awaitRetry("4711", "LOW_BALANCE");
        shipping.check();
        assertThat(shop.alerts).singleElement().asString().startsWith("sender paused: LOW_BALANCE");
        assertThat(shipping.photo("4711")).isEqualTo("QUEUED");

        shop.outbox.resume("anna", "topped up the account");
        shop.awaitPhoto("4711", "ACCEPTED");
    }

    @Test
    void a_message_that_was_not_sent_is_sent_later_without_an_alert() throws Exception {
        messaging.next(notSent());

        shipping.shipped(PARCEL);

        shop.awaitPhoto("4711", "ACCEPTED");
        assertThat(messaging).sentTimes(2);
        assertThat(shop.alerts).isEmpty();
    }

    @Test
    void a_temporary_rejection_is_queued_for_a_retry_without_an_alert() throws Exception {
        messaging.next(rejected(TRY_LATER));

        shipping.shipped(PARCEL);
        shop.awaitRetry("4711", "TRY_LATER");
        shop.awaitPhoto("4711", "QUEUED");

        assertThat(shop.alerts).isEmpty();
    }

    @Test
    void a_message_in_doubt_raises_one_alert_and_is_not_sent_again() throws Exception {
        messaging.next(inDoubt());

        shipping.shipped(PARCEL);
        shop.awaitPhoto("4711", "IN_DOUBT");
        shipping.shipped(PARCEL);
        shipping.check();

        assertThat(shop.alerts).containsExactly("order 4711: IN_DOUBT, set by the test");
        assertThat(messaging).sentTimes(1);
    }

    @Test
    void a_message_in_doubt_is_settled_by_a_person() throws Exception {
        messaging.next(inDoubt());
        shipping.shipped(PARCEL);
        shop.awaitPhoto("4711", "IN_DOUBT");

        shop.outbox.settle("4711", Decision.ACCEPTED, "anna", "found in the console");

        shop.awaitPhoto("4711", "ACCEPTED");
    }

    // Delivery reports

    @Test
    void a_report_settles_a_message_in_doubt() throws Exception {
        messaging.next(inDoubt());
        shipping.shipped(PARCEL);
        shop.awaitPhoto("4711", "IN_DOUBT");

        shipping.reported(delivered("4711"));

        assertThat(shipping.photo("4711")).isEqualTo("DELIVERED");
        assertThat(shop.outbox.find("4711").orElseThrow().state()).isEqualTo(OutboxState.ACCEPTED);
        assertThat(messaging).sentTimes(1);
    }

    @Test
    void reports_in_any_order_leave_the_last_state() throws Exception {
        shipping.shipped(PARCEL);
        shop.awaitPhoto("4711", "ACCEPTED");

        for (DeliveryReport report : new DeliveryReport[] {read("4711"), sent("4711"), delivered("4711")}) {
            shipping.reported(report);
            assertThat(shipping.photo("4711")).isEqualTo("READ");
        }
    }

    @Test
    void a_report_that_arrives_before_a_result_in_doubt_settles_it_without_an_alert() throws Exception {
        messaging.when(
                message -> {
                    report(sent("4711"));
                    return true;
                },
                inDoubt());

        shipping.shipped(PARCEL);
        Shop.await(() -> shop.outbox.find("4711").orElseThrow().state() == OutboxState.ACCEPTED);

        shop.awaitPhoto("4711", "SENT");
        assertThat(shop.alerts).isEmpty();
    }

    private void report(DeliveryReport report) {
        try {
            shipping.reported(report);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_failed_delivery_raises_an_alert_with_its_code_and_is_not_sent_again() throws Exception {
        shipping.shipped(PARCEL);
        shop.awaitPhoto("4711", "ACCEPTED");

        shipping.reported(failed("4711", DeliveryError.MEDIA_UNUSABLE));
        shipping.shipped(PARCEL);

        assertThat(shipping.photo("4711")).isEqualTo("FAILED");
        assertThat(shop.alerts)
                .singleElement()
                .asString()
                .startsWith("order 4711: FAILED")
                .contains("131053");
        assertThat(messaging).sentTimes(1);
    }

    @Test
    void a_report_about_an_unknown_order_is_ignored() throws Exception {
        shipping.reported(delivered("unknown"));

        assertThat(shop.orders()).isEmpty();
        assertThat(shop.alerts).isEmpty();
    }
}
