// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import java.util.concurrent.TimeUnit;

/** The two methods of a port, which must have the same result. */
enum Way {
    SEND {
        @Override
        SendResult take(MessagingPort port, ImageMessage message) throws Exception {
            return Background.inThread(() -> port.send(message))
                    .get(MessagingPortContract.SOON.toSeconds(), TimeUnit.SECONDS);
        }
    },
    SEND_ASYNC {
        @Override
        SendResult take(MessagingPort port, ImageMessage message) throws Exception {
            return port.sendAsync(message).get(MessagingPortContract.SOON.toSeconds(), TimeUnit.SECONDS);
        }
    };

    abstract SendResult take(MessagingPort port, ImageMessage message) throws Exception;
}
