// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.util.Objects.requireNonNull;

import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.NotSent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A port that is a lambda, and sends nothing, keeps what every port promises: that asks for no HTTP. */
class LambdaPortContractTest extends MessagingPortContract {

    @Override
    protected MessagingPort port(Duration delay) {
        AtomicInteger ids = new AtomicInteger();
        return message -> {
            requireNonNull(message);
            try {
                Thread.sleep(delay.toMillis()); // the delay that the contract asks for
                return new Accepted(MessageId.of("id-" + ids.incrementAndGet()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new NotSent("interrupted", e);
            }
        };
    }
}
