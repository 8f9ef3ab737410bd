// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.micrometer;

import dev.pictogram.MessagingPort;
import dev.pictogram.contract.DecoratorContract;
import io.micrometer.observation.ObservationRegistry;

class ObservedMessagingContractTest extends DecoratorContract {

    @Override
    protected MessagingPort decorate(MessagingPort port) {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(context -> true);
        return ObservedMessaging.observe(port, registry);
    }
}
