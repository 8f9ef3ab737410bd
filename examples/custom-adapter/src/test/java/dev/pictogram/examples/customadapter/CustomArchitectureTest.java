// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.customadapter;

import dev.pictogram.contract.AdapterArchitecture;
import org.junit.jupiter.api.Test;

class CustomArchitectureTest {

    @Test
    void the_adapter_depends_on_its_client_only_and_has_one_public_class() {
        AdapterArchitecture.of(CustomMessaging.class)
                .withClient("okhttp3", "okio", "javax.net")
                .check();
    }
}
