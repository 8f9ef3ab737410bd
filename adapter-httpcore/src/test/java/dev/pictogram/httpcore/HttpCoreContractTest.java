// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.contract.HttpAdapterContract;

class HttpCoreContractTest extends HttpAdapterContract {

    @Override
    protected MessagingPort port(Account account, SendPolicy policy) {
        return HttpCoreMessaging.of(account, policy);
    }
}
