// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit;

import dev.pictogram.MessagingPort;
import dev.pictogram.contract.MessagingPortContract;
import java.time.Duration;

class FakeMessagingContractTest extends MessagingPortContract {

    @Override
    protected MessagingPort port(Duration delay) {
        return new FakeMessaging().always(FakeOutcome.accepted().after(delay));
    }
}
