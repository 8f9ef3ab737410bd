// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.jdk;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.contract.Difference;
import dev.pictogram.contract.HttpAdapterContract;
import java.net.http.HttpClient;
import java.util.Set;

/** A client with the JDK's defaults, including HTTP/2 and the default executor, keeps the contract with two differences. */
class JdkOwnClientContractTest extends HttpAdapterContract {

    @Override
    protected MessagingPort port(Account account, SendPolicy policy) {
        HttpClient client =
                HttpClient.newBuilder().connectTimeout(policy.connectTimeout()).build();
        return JdkMessaging.of(account, policy, client);
    }

    @Override
    protected Set<Difference> differences() {
        return Set.of(Difference.OBEYS_THE_JVMS_SETTINGS, Difference.KEEPS_IDLE_CONNECTIONS);
    }
}
