// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.micrometer;

import dev.pictogram.contract.AdapterArchitecture;
import org.junit.jupiter.api.Test;

class MicrometerArchitectureTest {

    @Test
    void the_decorator_depends_on_observations_only_and_has_one_public_class() {
        AdapterArchitecture.of(ObservedMessaging.class)
                .withClient("io.micrometer.observation")
                .check();
    }
}
