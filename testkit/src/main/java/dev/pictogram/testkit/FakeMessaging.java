// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit;

import static java.util.Objects.requireNonNull;

import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A port for unit tests. It sends no messages, returns the results that a test sets, and records the messages.
 *
 * <pre>{@code
 * FakeMessaging messaging = new FakeMessaging();
 * messaging.next(rejected(LOW_BALANCE));
 *
 * new Shipping(messaging).shipped(parcel);
 *
 * assertThat(messaging).sentTo("+919800000001").withRef("order-4711");
 * }</pre>
 *
 * <p>The result is chosen when {@code send} or {@code sendAsync} is called, by the first of these that applies:
 *
 * <ol>
 *   <li>the next queued outcome, set with {@link #next}; each is used for one send;
 *   <li>the outcome of the latest rule that matches the message, set with {@link #to} or {@link #when};
 *   <li>the outcome set with {@link #always};
 *   <li>accepted, with the ids fake-1, fake-2 and so on in the order of the calls.
 * </ol>
 *
 * <p><b>Asynchronous sends.</b> {@code sendAsync} returns a completed future, so dependent functions have run when the call
 * returns. The future of a {@linkplain FakeOutcome#after delayed} outcome completes after the delay; it holds no thread
 * until then, and dependent functions run on a separate daemon thread. A delay stands for a slow response: the message is
 * recorded in {@link #sent} at once and stays there if the future is cancelled.
 *
 * <p><b>Interrupts</b> give the same results as with an adapter, and the interrupt flag stays set. A thread that is interrupted
 * before it calls {@code send} gets {@link NotSent}, and the message is not recorded. A thread that is interrupted during a
 * delay gets {@link InDoubt}.
 *
 * <p>Thread-safe. Requires no test framework. A field of the test class is enough, because JUnit creates a new instance for
 * each test. If tests share a fake, call {@link #reset} between them.
 */
public final class FakeMessaging implements MessagingPort {

    private static final Executor NEW_THREAD = task -> new Thread(task, "fake-messaging").start();

    private volatile Script script = new Script();

    /** Creates a fake that accepts every message. */
    public FakeMessaging() {}

    /**
     * A message that the fake received.
     *
     * @param message the message
     * @param result the result of the send; recorded at once, also if it is returned after a delay
     */
    public record Sent(ImageMessage message, SendResult result) {

        /**
         * Creates a record of a send.
         *
         * @param message the message
         * @param result the result of the send
         */
        public Sent {
            requireNonNull(message, "message");
            requireNonNull(result, "result");
        }
    }

    /**
     * Queues outcomes for the next sends, one for each send, whatever the message.
     *
     * @param first the first outcome, queued behind those that are already queued
     * @param more further outcomes, in order
     * @return this fake
     */
    public FakeMessaging next(FakeOutcome first, FakeOutcome... more) {
        requireNonNull(first, "first");
        script.next(first, List.of(more));
        return this;
    }

    /**
     * Sets the outcome of all messages to a recipient.
     *
     * @param recipient a phone number in the format of {@link PhoneNumber#of(String)}
     * @param outcome the outcome, which replaces that of earlier rules
     * @return this fake
     * @throws IllegalArgumentException if the recipient is not a phone number
     */
    public FakeMessaging to(String recipient, FakeOutcome outcome) {
        return to(PhoneNumber.of(recipient), outcome);
    }

    /**
     * Sets the outcome of all messages to a recipient.
     *
     * @param recipient the recipient's phone number
     * @param outcome the outcome, which replaces that of earlier rules
     * @return this fake
     */
    public FakeMessaging to(PhoneNumber recipient, FakeOutcome outcome) {
        requireNonNull(recipient, "recipient");
        return when(message -> message.recipient().equals(recipient), outcome);
    }

    /**
     * Sets the outcome of all messages that match a predicate.
     *
     * <p>The predicate runs on the thread that sends, and may call this fake. If it throws, {@code send} and {@code sendAsync} throw
     * the same exception, and the message is not recorded.
     *
     * @param matches the predicate
     * @param outcome the outcome, which replaces that of earlier rules
     * @return this fake
     */
    public FakeMessaging when(Predicate<? super ImageMessage> matches, FakeOutcome outcome) {
        script.rule(new Rule(requireNonNull(matches, "matches"), requireNonNull(outcome, "outcome")));
        return this;
    }

    /**
     * Sets the outcome of all messages without a queued outcome and without a matching rule.
     *
     * @param outcome the outcome, which replaces an earlier one
     * @return this fake
     */
    public FakeMessaging always(FakeOutcome outcome) {
        script.always = requireNonNull(outcome, "outcome");
        return this;
    }

    @Override
    public SendResult send(ImageMessage message) {
        requireNonNull(message, "message");
        if (Thread.currentThread().isInterrupted()) {
            return new NotSent("not sent: the thread was already interrupted", null);
        }
        Response response = script.respondTo(message);
        try {
            TimeUnit.NANOSECONDS.sleep(response.nanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new InDoubt("no response: the thread was interrupted during the delay", e);
        }
        return response.result();
    }

    @Override
    public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
        requireNonNull(message, "message");
        Response response = script.respondTo(message);
        if (response.nanos() == 0) {
            return CompletableFuture.completedFuture(response.result());
        }
        return CompletableFuture.supplyAsync(
                response::result,
                CompletableFuture.delayedExecutor(response.nanos(), TimeUnit.NANOSECONDS, NEW_THREAD));
    }

    /**
     * {@return all recorded messages with their results, in the order of the calls, as an unmodifiable copy}
     *
     * <p>A message with a delayed result is included from the start.
     */
    public List<Sent> sent() {
        return script.sent();
    }

    /** {@return the messages of {@link #sent} that were accepted, as an unmodifiable copy} */
    public List<ImageMessage> accepted() {
        return sent().stream()
                .filter(sent -> sent.result() instanceof Accepted)
                .map(Sent::message)
                .toList();
    }

    /** Restores the initial state: no outcomes, no recorded messages, and fake-1 as the next id. */
    public void reset() {
        script = new Script();
    }

    private record Rule(Predicate<? super ImageMessage> matches, FakeOutcome outcome) {}

    private record Response(SendResult result, long nanos) {}

    /** The state that {@link #reset} replaces. A pending send stays in the old one. */
    private static final class Script {

        private final Queue<FakeOutcome> next = new ArrayDeque<>();
        private final List<Rule> rules = new CopyOnWriteArrayList<>(); // the latest first
        private final List<Sent> sent = new ArrayList<>();
        private volatile FakeOutcome always = FakeOutcome.accepted();
        private int ids;

        synchronized void next(FakeOutcome first, List<FakeOutcome> more) {
            next.add(first);
            next.addAll(more);
        }

        void rule(Rule rule) {
            rules.add(0, rule);
        }

        Response respondTo(ImageMessage message) {
            synchronized (this) { // one step, so that queued outcomes and recorded messages have the same order
                if (!next.isEmpty()) {
                    return addToSent(message, next.remove());
                }
            }
            return addToSent(message, byRule(message));
        }

        /** Runs outside the lock, because a predicate is code of the test. */
        private FakeOutcome byRule(ImageMessage message) {
            return rules.stream()
                    .filter(rule -> rule.matches().test(message))
                    .findFirst()
                    .map(Rule::outcome)
                    .orElse(always);
        }

        private synchronized Response addToSent(ImageMessage message, FakeOutcome outcome) {
            SendResult result = outcome.result(() -> MessageId.of("fake-" + ++ids));
            sent.add(new Sent(message, result));
            return new Response(result, TimeUnit.NANOSECONDS.convert(outcome.delay())); // saturates, unlike toNanos
        }

        synchronized List<Sent> sent() {
            return List.copyOf(sent);
        }
    }
}
