// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks.prototypes;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.contract.Difference;
import dev.pictogram.contract.HttpAdapterContract;
import dev.pictogram.wire.KaleyraMessaging;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/**
 * The adapter contract on our own HTTP.
 *
 * <p>Not part of the build. To run it, in a JVM of its own kind and in a hostile one:
 *
 * <pre>
 * ./mvnw -B test -Pprototypes -pl benchmarks -am -Dtest=PrototypeSocketsTest -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@Tag("prototypes")
class PrototypeSocketsTest extends HttpAdapterContract {

    @Override
    protected MessagingPort port(Account account, SendPolicy policy) {
        return KaleyraMessaging.over(Prototypes.sockets(), account, policy);
    }

    @Override
    protected Set<Difference> differences() {
        return Set.of(Difference.KEEPS_IDLE_CONNECTIONS); // for 30 s, whatever the policy says
    }
}
