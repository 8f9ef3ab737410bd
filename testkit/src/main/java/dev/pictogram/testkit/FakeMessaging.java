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
 * A port for unit tests: it sends nothing, answers as it is told, and remembers what it was asked to send.
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
 * <p>What a send comes to is decided when it is called. The first of these that there is counts:
 *
 * <ol>
 *   <li>the next outcome in line, given by {@link #next}, which that send uses up;
 *   <li>the outcome of the latest rule that matches the message, given by {@link #to} or {@link #when};
 *   <li>the outcome given by {@link #always};
 *   <li>accepted, with the ids fake-1, fake-2 and so on in the order of the calls.
 * </ol>
 *
 * <p>Unless its outcome is {@linkplain FakeOutcome#after delayed}, {@code sendAsync} returns a future that is complete, so
 * that what is chained to it has run when the test looks. A delay is how long the answer takes: the message is sent at
 * once, and is in {@link #sent} whoever gives the answer up. With it the future holds no thread until it is due, and what
 * is chained runs on a thread of its own.
 *
 * <p>An interrupt keeps its flag and is an outcome, as with an adapter: a thread that was interrupted before it calls
 * {@code send} has {@link NotSent}, and nothing is remembered; one that is interrupted while it waits has {@link InDoubt}.
 *
 * <p>Needs {@code pictogram-core} alone, and no test framework. A field of a test is enough, for JUnit makes a new one for
 * each test; call {@link #reset} between tests that share one. Safe for use by many threads.
 */
public final class FakeMessaging implements MessagingPort {

    private static final Executor THREAD_OF_ITS_OWN = task -> new Thread(task, "fake-messaging").start();

    private volatile Script script = new Script();

    /** Makes a fake that accepts everything. */
    public FakeMessaging() {}

    /**
     * A message that the fake was asked to send.
     *
     * @param message what to whom
     * @param result the fake's answer, which whoever asked may still wait for or have given up
     */
    public record Sent(ImageMessage message, SendResult result) {

        /**
         * Accepts the message and the answer to it.
         *
         * @param message not null
         * @param result not null, also where it is told late
         */
        public Sent {
            requireNonNull(message, "message");
            requireNonNull(result, "result");
        }
    }

    /**
     * Puts outcomes in line: each is that of one send, in this order, whatever the message.
     *
     * @param first behind those that are still in line
     * @param more perhaps none
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
     * @param recipient in the form that {@link PhoneNumber#of(String)} reads
     * @param outcome in place of the one that an earlier rule gave
     * @return this fake
     * @throws IllegalArgumentException if the recipient is not a phone number
     */
    public FakeMessaging to(String recipient, FakeOutcome outcome) {
        return to(PhoneNumber.of(recipient), outcome);
    }

    /**
     * Sets the outcome of all messages to a recipient.
     *
     * @param recipient the one whose messages are meant
     * @param outcome in place of the one that an earlier rule gave
     * @return this fake
     */
    public FakeMessaging to(PhoneNumber recipient, FakeOutcome outcome) {
        requireNonNull(recipient, "recipient");
        return when(message -> message.recipient().equals(recipient), outcome);
    }

    /**
     * Sets the outcome of all messages that the predicate holds for.
     *
     * <p>The predicate is asked by the thread that sends and may ask the fake in turn. What it throws, {@code send} and
     * {@code sendAsync} throw, and nothing is remembered.
     *
     * @param matches whether a message is meant
     * @param outcome in place of the one that an earlier rule gave
     * @return this fake
     */
    public FakeMessaging when(Predicate<? super ImageMessage> matches, FakeOutcome outcome) {
        script.rule(new Rule(requireNonNull(matches, "matches"), requireNonNull(outcome, "outcome")));
        return this;
    }

    /**
     * Sets the outcome of all messages that nothing else is said about.
     *
     * @param outcome in place of the one that was set before
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
            return new NotSent("the thread was interrupted before", null);
        }
        Answer answer = script.answer(message);
        try {
            TimeUnit.NANOSECONDS.sleep(answer.nanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new InDoubt("the thread was interrupted while it waited", e);
        }
        return answer.result();
    }

    @Override
    public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
        requireNonNull(message, "message");
        Answer answer = script.answer(message);
        if (answer.nanos() == 0) {
            return CompletableFuture.completedFuture(answer.result());
        }
        return CompletableFuture.supplyAsync(
                answer::result,
                CompletableFuture.delayedExecutor(answer.nanos(), TimeUnit.NANOSECONDS, THREAD_OF_ITS_OWN));
    }

    /**
     * {@return what the fake was asked to send, whatever came of it, in the order of the calls, as an immutable copy} A
     * delayed send is among it from the start.
     */
    public List<Sent> sent() {
        return script.sent();
    }

    /** {@return the messages of {@link #sent} that were accepted, as an immutable copy} */
    public List<ImageMessage> accepted() {
        return sent().stream()
                .filter(sent -> sent.result() instanceof Accepted)
                .map(Sent::message)
                .toList();
    }

    /** Makes it as new: no outcome is set, nothing was sent, and the next id is fake-1. */
    public void reset() {
        script = new Script();
    }

    private record Rule(Predicate<? super ImageMessage> matches, FakeOutcome outcome) {}

    private record Answer(SendResult result, long nanos) {}

    /** All that {@link #reset} forgets: a send that is under way then is remembered by the old one. */
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

        Answer answer(ImageMessage message) {
            synchronized (this) { // as a whole, so that outcomes in line are in line in what was sent
                if (!next.isEmpty()) {
                    return remember(message, next.remove());
                }
            }
            return remember(message, byRule(message));
        }

        /** Outside of the lock, since a predicate is the user's code. */
        private FakeOutcome byRule(ImageMessage message) {
            return rules.stream()
                    .filter(rule -> rule.matches().test(message))
                    .findFirst()
                    .map(Rule::outcome)
                    .orElse(always);
        }

        private synchronized Answer remember(ImageMessage message, FakeOutcome outcome) {
            SendResult result = outcome.result(() -> MessageId.of("fake-" + ++ids));
            sent.add(new Sent(message, result));
            return new Answer(result, TimeUnit.NANOSECONDS.convert(outcome.delay())); // never overflows, unlike toNanos
        }

        synchronized List<Sent> sent() {
            return List.copyOf(sent);
        }
    }
}
