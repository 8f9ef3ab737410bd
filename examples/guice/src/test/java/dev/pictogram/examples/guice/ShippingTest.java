// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.guice;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import dev.pictogram.Account;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendResult;
import dev.pictogram.guice.MessagingModule;
import dev.pictogram.jdk.JdkMessaging;
import dev.pictogram.simulator.KaleyraSimulator;
import org.junit.jupiter.api.Test;

class ShippingTest {

    @Test
    void the_customer_of_a_shipped_order_gets_a_photo() {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            Shipping shipping = Guice.createInjector(
                            MessagingModule.using(JdkMessaging::of),
                            binder -> binder.bind(Account.class).toInstance(kaleyra.account()))
                    .getInstance(Shipping.class);

            SendResult result =
                    shipping.shipped("4711", PhoneNumber.of("+919800000001"), "https://example.com/parcel.png");

            assertThat(kaleyra.accepted()).singleElement().satisfies(accepted -> {
                assertThat(result.messageId()).contains(accepted.id());
                assertThat(accepted.message())
                        .isEqualTo(ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png"))
                                .withCaption("Order 4711 is on its way")
                                .withExtraInfo(ExtraInfo.ref("4711")));
            });
        }
    }
}
