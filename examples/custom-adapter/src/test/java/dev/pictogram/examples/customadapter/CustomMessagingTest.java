// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.customadapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.simulator.KaleyraSimulator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CustomMessagingTest {

    private static final ImageMessage MESSAGE =
            ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png"));

    @Test
    void a_message_is_sent_through_okhttp() throws Exception {
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            MessagingPort port = CustomMessaging.of(kaleyra.account(), SendPolicy.defaults());

            SendResult sync = port.send(MESSAGE);
            SendResult async = port.sendAsync(MESSAGE).get(30, TimeUnit.SECONDS);

            assertThat(kaleyra.accepted())
                    .allSatisfy(accepted -> assertThat(accepted.message()).isEqualTo(MESSAGE))
                    .extracting(accepted -> accepted.id())
                    .containsExactly(
                            sync.messageId().orElseThrow(), async.messageId().orElseThrow());
        }
    }
}
