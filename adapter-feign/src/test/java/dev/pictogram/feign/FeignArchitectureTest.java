// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.feign;

import dev.pictogram.contract.AdapterArchitecture;
import org.junit.jupiter.api.Test;

class FeignArchitectureTest {

    @Test
    void the_adapter_depends_on_its_client_only_and_has_one_public_class() {
        AdapterArchitecture.of(FeignMessaging.class).withClient("feign").check();
    }
}
