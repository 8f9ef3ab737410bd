// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import dev.pictogram.contract.AdapterArchitecture;
import org.junit.jupiter.api.Test;

class HttpCoreArchitectureTest {

    @Test
    void the_adapter_depends_on_its_client_only_and_has_one_public_class() {
        AdapterArchitecture.of(HttpCoreMessaging.class)
                .withClient("org.apache.hc..", "javax.net.ssl")
                .check();
    }
}
