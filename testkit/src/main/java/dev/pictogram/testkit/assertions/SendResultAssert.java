// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.assertions;

import static java.util.Objects.requireNonNull;

import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import org.assertj.core.api.AbstractAssert;

/** Assertions about the result of a send. */
public final class SendResultAssert extends AbstractAssert<SendResultAssert, SendResult> {

    SendResultAssert(SendResult actual) {
        super(actual, SendResultAssert.class);
    }

    /**
     * Verifies that the message was accepted.
     *
     * @return this assertion
     */
    public SendResultAssert isAccepted() {
        return is(actual instanceof Accepted, "accepted");
    }

    /**
     * Verifies that the message was accepted with this id.
     *
     * @param id the expected {@link dev.pictogram.MessageId#value()}
     * @return this assertion
     */
    public SendResultAssert isAcceptedAs(String id) {
        requireNonNull(id, "id");
        return is(actual instanceof Accepted accepted && accepted.id().value().equals(id), "accepted as " + id);
    }

    /**
     * Verifies that the message was rejected for this reason.
     *
     * @param reason the expected reason, such as {@link Reason#LOW_BALANCE}
     * @return this assertion
     */
    public SendResultAssert isRejectedFor(Reason reason) {
        requireNonNull(reason, "reason");
        return is(actual instanceof Rejected rejected && rejected.reason() == reason, "rejected for " + reason);
    }

    /**
     * Verifies that the message was not sent.
     *
     * @return this assertion
     */
    public SendResultAssert isNotSent() {
        return is(actual instanceof NotSent, "not sent");
    }

    /**
     * Verifies that the message is in doubt: it may have been accepted.
     *
     * @return this assertion
     */
    public SendResultAssert isInDoubt() {
        return is(actual instanceof InDoubt, "in doubt");
    }

    private SendResultAssert is(boolean holds, String expected) {
        isNotNull();
        if (!holds) {
            failWithMessage("Expected the message to be %s, but it is %s", expected, Words.of(actual));
        }
        return this;
    }
}
