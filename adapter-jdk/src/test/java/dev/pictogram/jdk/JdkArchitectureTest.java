// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.jdk;

import dev.pictogram.contract.AdapterArchitecture;
import org.junit.jupiter.api.Test;

class JdkArchitectureTest {

    @Test
    void the_adapter_needs_its_client_and_has_one_door() {
        AdapterArchitecture.of(JdkMessaging.class).withClient("java.net.http").check();
    }
}
