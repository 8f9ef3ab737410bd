// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks.prototypes;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.contract.HttpAdapterContract;
import dev.pictogram.wire.KaleyraMessaging;
import org.junit.jupiter.api.Tag;

/**
 * The adapter contract on several clients of {@code java.net.http}.
 *
 * <p>Not part of the build. To run it, in a JVM of its own kind and in a hostile one:
 *
 * <pre>
 * ./mvnw -B test -Pprototypes -pl benchmarks -am -Dtest=PrototypeJdkClientsTest -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@Tag("prototypes")
class PrototypeJdkClientsTest extends HttpAdapterContract {

    @Override
    protected MessagingPort port(Account account, SendPolicy policy) {
        return KaleyraMessaging.over(Prototypes.jdkClients(2, policy), account, policy);
    }
}
