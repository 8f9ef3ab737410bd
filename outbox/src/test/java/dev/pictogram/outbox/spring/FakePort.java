// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A port that records the captions of the messages, and whose result a test can replace and delay. */
final class FakePort implements MessagingPort {

    final List<String> sent = new CopyOnWriteArrayList<>();
    volatile CompletableFuture<SendResult> result =
            CompletableFuture.completedFuture(new SendResult.Accepted(MessageId.of("id-1")));

    @Override
    public SendResult send(ImageMessage message) {
        return sendAsync(message).join();
    }

    @Override
    public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
        sent.add(message.caption().orElse(""));
        return result.copy();
    }
}
