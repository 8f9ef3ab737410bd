// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.shipping;

import static dev.pictogram.DeliveryStatus.DELIVERED;
import static dev.pictogram.DeliveryStatus.READ;
import static dev.pictogram.DeliveryStatus.SENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pictogram.ApiKey;
import dev.pictogram.DeliveryReport;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendResult;
import dev.pictogram.Sid;
import dev.pictogram.jdk.JdkMessaging;
import dev.pictogram.simulator.CallbackPlan;
import dev.pictogram.simulator.CallbackProfile;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.simulator.SimulatedAccount;
import dev.pictogram.wire.CallbackReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Integration tests of the service, the outbox and a real adapter with the simulator. */
class ShippingOverHttpTest {

    private static final Image PHOTO = Image.link("https://example.com/parcel.png");
    private static final Parcel PARCEL = new Parcel("4711", PhoneNumber.of("+919800000001"), PHOTO);
    private static final Parcel ANOTHER = new Parcel("4712", PhoneNumber.of("+919800000002"), PHOTO);

    private final KaleyraSimulator kaleyra = KaleyraSimulator.start(
            SimulatedAccount.of(Sid.of("HXAP1"), ApiKey.of("key"), PhoneNumber.of("+919800000000"))
                    .withCredit(1));
    private Shop shop;
    private Shipping shipping;

    @BeforeEach
    void open(@TempDir Path directory) throws SQLException {
        shop = new Shop(directory, kaleyra.account().sender(), JdkMessaging.of(kaleyra.account()));
        shipping = shop.shipping;
    }

    @AfterEach
    void close() {
        shop.close();
        kaleyra.close();
    }

    @Test
    void the_message_is_accepted_and_kaleyras_id_is_stored() throws Exception {
        shipping.shipped(PARCEL);
        shop.awaitPhoto("4711", "ACCEPTED");

        assertThat(kaleyra.accepted()).singleElement().satisfies(accepted -> {
            assertThat(shop.outbox.find("4711").orElseThrow().result())
                    .contains(new SendResult.Accepted(accepted.id()));
            assertThat(accepted.message())
                    .isEqualTo(ImageMessage.to(PARCEL.customer(), PHOTO)
                            .withCaption("Order 4711 is on its way")
                            .withExtraInfo(ExtraInfo.ref("4711")));
        });
    }

    @Test
    void without_credit_the_message_stays_queued_and_an_alert_is_raised() throws Exception {
        shipping.shipped(PARCEL);
        shop.awaitPhoto("4711", "ACCEPTED");

        shipping.shipped(ANOTHER);
        shop.awaitRetry("4712", "LOW_BALANCE");
        shipping.check();

        assertThat(shipping.photo("4712")).isEqualTo("QUEUED");
        assertThat(shop.alerts).singleElement().asString().startsWith("sender paused: LOW_BALANCE");
        assertThat(kaleyra.accepted()).hasSize(1);
    }

    @Test
    void a_message_that_the_server_asks_to_retry_is_accepted_once() throws Exception {
        kaleyra.failNext(1);

        shipping.shipped(PARCEL);

        shop.awaitPhoto("4711", "ACCEPTED");
        assertThat(kaleyra.accepted()).hasSize(1);
    }

    @Test
    void without_a_server_the_message_stays_queued() throws Exception {
        kaleyra.close();

        shipping.shipped(PARCEL);
        shop.awaitRetry("4711", "NOT_SENT");

        shop.awaitPhoto("4711", "QUEUED");
        assertThat(shop.alerts).isEmpty();
    }

    @Test
    void callbacks_mark_a_message_in_doubt_as_sent_delivered_and_read() throws Exception {
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/callbacks", this::receive);
        endpoint.start();
        try {
            kaleyra.postCallbacks(CallbackProfile.to(URI.create(
                            "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/callbacks"))
                    .withPlan(CallbackPlan.none()));
            kaleyra.loseNext(1);
            shipping.shipped(PARCEL);
            shop.awaitPhoto("4711", "IN_DOUBT");
            MessageId id = kaleyra.idOf("4711");

            kaleyra.postCallback(id, SENT);
            assertThat(shipping.photo("4711")).isEqualTo("SENT");
            assertThat(shop.outbox.inDoubt()).isEmpty();
            kaleyra.postCallback(id, DELIVERED);
            assertThat(shipping.photo("4711")).isEqualTo("DELIVERED");
            kaleyra.postCallback(id, READ);
            assertThat(shipping.photo("4711")).isEqualTo("READ");

            shipping.shipped(PARCEL);
            assertThat(shipping.photo("4711")).isEqualTo("READ");
            assertThat(kaleyra.accepted()).hasSize(1);
        } finally {
            endpoint.stop(0);
        }
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            for (DeliveryReport report :
                    CallbackReader.defaults().read(exchange.getRequestBody().readAllBytes())) {
                shipping.reported(report);
            }
            exchange.sendResponseHeaders(204, -1);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
