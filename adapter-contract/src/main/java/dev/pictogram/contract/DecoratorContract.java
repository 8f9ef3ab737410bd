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
 * Tests of a port that wraps another, such as one that counts or logs: it passes results on, and it passes on that a caller
 * has given up.
 *
 * <p>Extend it in your tests and supply {@link #decorate(MessagingPort)}.
 */
public abstract class DecoratorContract extends MessagingPortContract {

    /** For its subclasses. */
    protected DecoratorContract() {}

    /**
     * {@return the decorator under test}
     *
     * @param port the port to wrap
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
                TimeUnit.NANOSECONDS.sleep(delay.toNanos());
                return new Accepted(MessageId.of("id-" + ids.incrementAndGet()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new NotSent("interrupted", e);
            }
        });
    }

    /**
     * Completes the future of the decorator while the port below is still sending, and expects that the future of the port
     * below is done, so that it starts no further attempt.
     *
     * @param givingUp how
     */
    @ParameterizedTest
    @EnumSource
    public final void giving_up_reaches_the_port_below(GivingUp givingUp) {
        CompletableFuture<SendResult> below = new CompletableFuture<>();
        CompletableFuture<SendResult> future = decorate(port(below)).sendAsync(MESSAGE);
        assertFalse(below.isDone(), "nothing is given up before");

        givingUp.give(future);

        assertTrue(below.isDone(), "the future of the port below is still pending: its retries would go on");
    }

    static Stream<Arguments> results() {
        return Stream.of(
                        new Accepted(MessageId.of("AX1")),
                        new Rejected(Reason.LOW_BALANCE, 400, "E110", "low", Map.of(), Optional.empty()),
                        new NotSent("refused", null),
                        new InDoubt("lost", null))
                .flatMap(result -> Stream.of(Way.values()).map(way -> Arguments.of(result, way)));
    }

    /**
     * Expects the result of the port below.
     *
     * @param result what the port below returns
     * @param way through {@code send} or {@code sendAsync}
     * @throws Exception if there is no result in time
     */
    @ParameterizedTest
    @MethodSource("results")
    public final void the_result_of_the_port_below_is_passed_on(SendResult result, Way way) throws Exception {
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
