// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.contract.AdapterArchitecture;
import org.junit.jupiter.api.Test;

class SpringArchitectureTest {

    @Test
    void the_adapter_depends_on_its_client_only_and_has_one_public_class() {
        AdapterArchitecture.of(SpringMessaging.class)
                .withClient(
                        "org.springframework..",
                        "io.micrometer.observation",
                        "dev.pictogram.micrometer",
                        "dev.pictogram.httpcore")
                .check();
    }
}
