// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.jdk;

import dev.pictogram.contract.AdapterArchitecture;
import org.junit.jupiter.api.Test;

class JdkArchitectureTest {

    @Test
    void the_adapter_depends_on_its_client_only_and_has_one_public_class() {
        AdapterArchitecture.of(JdkMessaging.class).withClient("java.net.http").check();
    }
}
