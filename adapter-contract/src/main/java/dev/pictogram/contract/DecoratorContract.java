// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of a port that wraps another port, such as one that counts or logs: it returns the results of the port below,
 * and it cancels the port below when its own future is cancelled.
 *
 * <p>Extend this class in your tests and supply {@link #decorate(MessagingPort)}. It includes the clauses of {@link
 * MessagingPortContract}.
 */
public abstract class DecoratorContract extends MessagingPortContract {

    /** For subclasses. */
    protected DecoratorContract() {}

    /**
     * Returns the decorator under test.
     *
     * @param port the port to wrap
     * @return the decorator
     */
    protected abstract MessagingPort decorate(MessagingPort port);

    @Override
    protected final MessagingPort port(Duration delay) {
        AtomicInteger ids = new AtomicInteger();
        return decorate(message -> {
            requireNonNull(message, "message");
            try {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                TimeUnit.NANOSECONDS.sleep(delay.toNanos()); // the delay that the contract asks for
                return new Accepted(MessageId.of("id-" + ids.incrementAndGet()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new NotSent("interrupted", e);
            }
        });
    }

    /** The future of the port below has to be done when the decorator's is, so that no further attempt starts. */
    @ParameterizedTest
    @EnumSource
    final void cancellation_reaches_the_port_below(Cancel cancel) {
        CompletableFuture<SendResult> below = new CompletableFuture<>();
        CompletableFuture<SendResult> future = decorate(port(below)).sendAsync(MESSAGE);
        assertFalse(below.isDone(), "cancelled too early");

        cancel.cancel(future);

        // After a timeout, the timer's thread may run the decorator's stage later than the one that this test waits
        // for.
        assertTrue(
                below.handle((result, thrown) -> true)
                        .completeOnTimeout(false, 5, TimeUnit.SECONDS)
                        .join(),
                "the future of the port below is pending, so its retries continue");
    }

    static Stream<Arguments> results() {
        return Stream.of(
                        new Accepted(MessageId.of("AX1")),
                        new Rejected(Reason.LOW_BALANCE, 400, "E110", "low", Map.of(), Optional.empty()),
                        new NotSent("refused", null),
                        new InDoubt("lost", null))
                .flatMap(result -> Stream.of(Way.values()).map(way -> Arguments.of(result, way)));
    }

    @ParameterizedTest
    @MethodSource("results")
    final void the_result_of_the_port_below_is_returned(SendResult result, Way way) throws Exception {
        assertEquals(result, way.take(decorate(port(CompletableFuture.completedFuture(result))), MESSAGE));
    }

    private static MessagingPort port(CompletableFuture<SendResult> future) {
        return new MessagingPort() {
            @Override
            public SendResult send(ImageMessage message) {
                return future.join();
            }

            @Override
            public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
                return future;
            }
        };
    }
}
