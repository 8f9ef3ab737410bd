// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.assertions;

import dev.pictogram.PhoneNumber;
import dev.pictogram.testkit.FakeMessaging;
import dev.pictogram.testkit.FakeMessaging.Sent;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about the messages that a fake has received so far, whatever their results.
 *
 * <p>The failure message lists the latest 100 messages.
 */
public final class FakeMessagingAssert extends AbstractAssert<FakeMessagingAssert, FakeMessaging> {

    FakeMessagingAssert(FakeMessaging actual) {
        super(actual, FakeMessagingAssert.class);
    }

    /**
     * Verifies that at least one message was sent to this recipient.
     *
     * @param recipient a phone number in the format of {@link PhoneNumber#of(String)}
     * @return an assertion about the messages to this recipient
     * @throws IllegalArgumentException if the recipient is not a phone number
     */
    public SentAssert sentTo(String recipient) {
        return sentTo(PhoneNumber.of(recipient));
    }

    /**
     * Verifies that at least one message was sent to this recipient.
     *
     * @param recipient the recipient's phone number
     * @return an assertion about the messages to this recipient
     */
    public SentAssert sentTo(PhoneNumber recipient) {
        isNotNull();
        return new SentAssert(actual.sent(), info, recipient);
    }

    /**
     * Verifies that no message was sent.
     *
     * @return this assertion
     */
    public FakeMessagingAssert sentNothing() {
        isNotNull();
        List<Sent> sent = actual.sent();
        if (!sent.isEmpty()) {
            failWithMessage("Expected no message.\n%s", Words.list(sent));
        }
        return this;
    }

    /**
     * Verifies that no message was sent to this recipient.
     *
     * @param recipient a phone number in the format of {@link PhoneNumber#of(String)}
     * @return this assertion
     * @throws IllegalArgumentException if the recipient is not a phone number
     */
    public FakeMessagingAssert sentNothingTo(String recipient) {
        return sentNothingTo(PhoneNumber.of(recipient));
    }

    /**
     * Verifies that no message was sent to this recipient.
     *
     * @param recipient the recipient's phone number
     * @return this assertion
     */
    public FakeMessagingAssert sentNothingTo(PhoneNumber recipient) {
        isNotNull();
        List<Sent> sent = actual.sent();
        if (sent.stream().anyMatch(each -> each.message().recipient().equals(recipient))) {
            failWithMessage("Expected no message to %s.\n%s", recipient, Words.list(sent));
        }
        return this;
    }

    /**
     * Verifies the number of messages to all recipients together.
     *
     * @param times the expected number, 0 or more
     * @return this assertion
     */
    public FakeMessagingAssert sentTimes(int times) {
        isNotNull();
        List<Sent> sent = actual.sent();
        if (sent.size() != times) {
            failWithMessage(
                    "Expected %s, but there are %s.\n%s",
                    times == 1 ? "1 message" : times + " messages", sent.size(), Words.list(sent));
        }
        return this;
    }
}
