// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.customadapter;

import dev.pictogram.contract.AdapterArchitecture;
import org.junit.jupiter.api.Test;

class CustomArchitectureTest {

    @Test
    void the_adapter_needs_its_client_and_has_one_door() {
        AdapterArchitecture.of(CustomMessaging.class)
                .withClient("okhttp3", "okio", "javax.net")
                .check();
    }
}
