// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.shipping;

import static dev.pictogram.DeliveryStatus.DELIVERED;
import static dev.pictogram.DeliveryStatus.READ;
import static dev.pictogram.DeliveryStatus.SENT;
import static dev.pictogram.examples.shipping.Notice.State.ACCEPTED;
import static dev.pictogram.examples.shipping.Notice.State.LATER;
import static dev.pictogram.examples.shipping.Notice.State.LOOK_FIRST;
import static dev.pictogram.examples.shipping.Notice.State.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pictogram.ApiKey;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendPolicy;
import dev.pictogram.Sid;
import dev.pictogram.jdk.JdkMessaging;
import dev.pictogram.simulator.CallbackPlan;
import dev.pictogram.simulator.CallbackProfile;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.simulator.SimulatedAccount;
import dev.pictogram.wire.CallbackReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Integration tests of the service and a real adapter with the simulator. */
class ShippingOverHttpTest {

    private static final Image PHOTO = Image.link("https://example.com/parcel.png");
    private static final Parcel PARCEL = new Parcel("4711", PhoneNumber.of("+919800000001"), PHOTO);
    private static final Parcel ANOTHER = new Parcel("4712", PhoneNumber.of("+919800000002"), PHOTO);

    private final KaleyraSimulator kaleyra = KaleyraSimulator.start(
            SimulatedAccount.of(Sid.of("HXAP1"), ApiKey.of("key"), PhoneNumber.of("+919800000000"))
                    .withCredit(1));
    private final ConcurrentMap<String, Notice> notices = new ConcurrentHashMap<>();
    private final Shipping shipping = new Shipping(
            JdkMessaging.of(kaleyra.account(), SendPolicy.defaults().withAttempts(1)), notices, alert -> {});

    @AfterEach
    void stop() {
        kaleyra.close();
    }

    @Test
    void the_message_is_accepted_and_kaleyras_id_is_stored() {
        Notice notice = shipping.shipped(PARCEL);

        assertThat(kaleyra.accepted()).singleElement().satisfies(accepted -> {
            assertThat(notice).isEqualTo(new Notice(ACCEPTED, accepted.id().value()));
            assertThat(accepted.message())
                    .isEqualTo(ImageMessage.to(PARCEL.customer(), PHOTO)
                            .withCaption("Order 4711 is on its way")
                            .withExtraInfo(ExtraInfo.ref("4711")));
        });
    }

    @Test
    void without_credit_the_message_is_rejected() {
        shipping.shipped(PARCEL);

        assertThat(shipping.shipped(ANOTHER)).isEqualTo(new Notice(REFUSED, "LOW_BALANCE"));
        assertThat(kaleyra.accepted()).hasSize(1);
    }

    @Test
    void a_message_that_the_server_asks_to_retry_is_accepted_once_by_a_later_retry() {
        kaleyra.failNext(1);

        assertThat(shipping.shipped(PARCEL)).isEqualTo(new Notice(LATER, "TRY_LATER"));
        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(ACCEPTED);
        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(ACCEPTED);
        assertThat(kaleyra.accepted()).hasSize(1);
    }

    @Test
    void without_a_server_the_message_is_retried_later() {
        kaleyra.close();

        assertThat(shipping.shipped(PARCEL).state()).isEqualTo(LATER);
    }

    @Test
    void callbacks_mark_a_message_in_doubt_as_accepted_delivered_and_read() throws Exception {
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/callbacks", exchange -> {
            try (exchange) {
                CallbackReader.defaults()
                        .read(exchange.getRequestBody().readAllBytes())
                        .forEach(shipping::reported);
                exchange.sendResponseHeaders(204, -1);
            }
        });
        endpoint.start();
        try {
            kaleyra.postCallbacks(CallbackProfile.to(URI.create(
                            "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/callbacks"))
                    .withPlan(CallbackPlan.none()));
            kaleyra.loseNext(1);
            assertThat(shipping.shipped(PARCEL).state()).isEqualTo(LOOK_FIRST);
            MessageId id = kaleyra.idOf("4711");

            kaleyra.postCallback(id, SENT);
            assertThat(notices.get("4711").state()).isEqualTo(ACCEPTED);
            kaleyra.postCallback(id, DELIVERED);
            assertThat(notices.get("4711").delivery().status()).isEqualTo(DELIVERED);
            kaleyra.postCallback(id, READ);
            assertThat(notices.get("4711").delivery().status()).isEqualTo(READ);

            assertThat(shipping.shipped(PARCEL).state()).isEqualTo(ACCEPTED);
            assertThat(kaleyra.accepted()).hasSize(1);
        } finally {
            endpoint.stop(0);
        }
    }
}
