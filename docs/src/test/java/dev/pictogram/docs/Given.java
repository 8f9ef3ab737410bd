// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import dev.pictogram.Account;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;

/** Names that snippets may use without declaring them. */
public abstract class Given {

    protected MessagingPort messaging;
    protected Account account;
    protected ImageMessage message;
    protected SendResult result;
    protected dev.pictogram.outbox.Outbox outbox;
    protected feign.Client decorated;
}
