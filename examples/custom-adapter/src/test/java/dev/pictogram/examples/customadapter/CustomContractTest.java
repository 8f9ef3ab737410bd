// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.customadapter;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.contract.HttpAdapterContract;

class CustomContractTest extends HttpAdapterContract {

    @Override
    protected MessagingPort port(Account account, SendPolicy policy) {
        return CustomMessaging.of(account, policy);
    }
}
