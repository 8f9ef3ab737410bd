// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.assertions;

import dev.pictogram.PhoneNumber;
import dev.pictogram.testkit.FakeMessaging;
import dev.pictogram.testkit.FakeMessaging.Sent;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about what a fake was asked to send, whatever came of it; each looks at the sends of that moment.
 *
 * <p>An assertion that fails lists what was sent instead, the latest hundred messages of it.
 */
public final class FakeMessagingAssert extends AbstractAssert<FakeMessagingAssert, FakeMessaging> {

    FakeMessagingAssert(FakeMessaging actual) {
        super(actual, FakeMessagingAssert.class);
    }

    /**
     * Fails unless at least one message was sent to this recipient, and goes on with those that were.
     *
     * @param recipient in the form that {@link PhoneNumber#of(String)} reads
     * @return an assertion about those
     * @throws IllegalArgumentException if the recipient is not a phone number
     */
    public SentAssert sentTo(String recipient) {
        return sentTo(PhoneNumber.of(recipient));
    }

    /**
     * Fails unless at least one message was sent to this recipient, and goes on with those that were.
     *
     * @param recipient whose messages are meant
     * @return an assertion about those
     */
    public SentAssert sentTo(PhoneNumber recipient) {
        isNotNull();
        return new SentAssert(actual.sent(), info, recipient);
    }

    /**
     * Fails if any message was sent.
     *
     * @return this assertion
     */
    public FakeMessagingAssert sentNothing() {
        isNotNull();
        List<Sent> sent = actual.sent();
        if (!sent.isEmpty()) {
            failWithMessage("Expected that nothing is sent.\n%s", Words.list(sent));
        }
        return this;
    }

    /**
     * Fails if any message was sent to this recipient.
     *
     * @param recipient in the form that {@link PhoneNumber#of(String)} reads
     * @return this assertion
     * @throws IllegalArgumentException if the recipient is not a phone number
     */
    public FakeMessagingAssert sentNothingTo(String recipient) {
        return sentNothingTo(PhoneNumber.of(recipient));
    }

    /**
     * Fails if any message was sent to this recipient.
     *
     * @param recipient whose messages are meant
     * @return this assertion
     */
    public FakeMessagingAssert sentNothingTo(PhoneNumber recipient) {
        isNotNull();
        List<Sent> sent = actual.sent();
        if (sent.stream().anyMatch(each -> each.message().recipient().equals(recipient))) {
            failWithMessage("Expected that nothing is sent to %s.\n%s", recipient, Words.list(sent));
        }
        return this;
    }

    /**
     * Fails unless so many messages were sent, to all recipients together.
     *
     * @param times 0 or more
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
