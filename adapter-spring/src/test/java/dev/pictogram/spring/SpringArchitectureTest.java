// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.contract.AdapterArchitecture;
import org.junit.jupiter.api.Test;

class SpringArchitectureTest {

    @Test
    void the_adapter_needs_its_client_and_has_one_door() {
        AdapterArchitecture.of(SpringMessaging.class)
                .withClient("org.springframework..", "io.micrometer.observation..")
                .check();
    }
}
