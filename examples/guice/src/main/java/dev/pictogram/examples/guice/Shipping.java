// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Provides;
import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.SendResult;
import dev.pictogram.Sid;
import dev.pictogram.guice.MessagingModule;
import dev.pictogram.jdk.JdkMessaging;

/** A service that sends the photo of a parcel. Guice injects the port. */
public class Shipping {

    private final MessagingPort messaging;

    @Inject
    Shipping(MessagingPort messaging) {
        this.messaging = messaging;
    }

    SendResult shipped(String order, PhoneNumber customer, String photo) {
        return messaging.send(ImageMessage.to(customer, Image.link(photo))
                .withCaption("Order " + order + " is on its way")
                .withExtraInfo(ExtraInfo.ref(order)));
    }

    /**
     * Sends one real message with the account in the environment variables.
     *
     * @param args the order, the customer's phone number and the link to the photo
     */
    public static void main(String[] args) {
        if (args.length != 3) {
            System.err.println("Arguments: order, customer's phone number, link to the photo");
            System.exit(2);
        }
        Shipping shipping = Guice.createInjector(MessagingModule.using(JdkMessaging::of), new AccountFromEnvironment())
                .getInstance(Shipping.class);
        System.out.println(shipping.shipped(args[0], PhoneNumber.of(args[1]), args[2]));
    }

    private static final class AccountFromEnvironment extends AbstractModule {

        @Provides
        Account account() {
            return new Account(
                    Pod.of(System.getenv("KALEYRA_POD")),
                    Sid.of(System.getenv("KALEYRA_SID")),
                    ApiKey.of(System.getenv("KALEYRA_API_KEY")),
                    PhoneNumber.of(System.getenv("KALEYRA_SENDER")));
        }
    }
}
