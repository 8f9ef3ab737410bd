// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks.prototypes;

import dev.pictogram.SendPolicy;
import dev.pictogram.wire.HttpExchange;
import dev.pictogram.wire.OneShotHttp;

/** The one door to the transports that were tried. */
public final class Prototypes {

    private Prototypes() {}

    /**
     * Returns an exchange over several clients of {@code java.net.http}, each with a selector of its own.
     *
     * @param many how many
     * @param policy its connect timeout and its idle timeout count
     */
    public static HttpExchange jdkClients(int many, SendPolicy policy) {
        return LeastBusy.of(many, () -> OneShotHttp.create(policy));
    }

    /** Returns an exchange over blocking connections whose HTTP is that of Apache HttpCore 5. */
    public static HttpExchange httpCore() {
        return new BlockingConnections(CoreHttp1::new);
    }

    /** Returns an exchange over blocking connections whose HTTP is our own. */
    public static HttpExchange sockets() {
        return new BlockingConnections(OwnHttp1::new);
    }
}
