// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.assertions;

import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryState;
import dev.pictogram.SendResult;
import dev.pictogram.testkit.FakeMessaging;

/**
 * Where assertions begin. Import its {@code assertThat} statically; AssertJ's own may stand beside it.
 *
 * <pre>{@code
 * assertThat(fake).sentTo("+919800000001").withCaption("On its way").withRef("order-4711").once();
 * assertThat(fake).sentNothing();
 * assertThat(result).isRejectedFor(LOW_BALANCE);
 * assertThat(order.delivery()).isFailed().hasError(DeliveryError.MEDIA_UNUSABLE);
 * }</pre>
 */
public final class MessagingAssertions {

    private MessagingAssertions() {}

    /**
     * Begins an assertion about what a fake was asked to send.
     *
     * @param actual null fails whatever is asked
     * @return an assertion that has asked for nothing yet
     */
    public static FakeMessagingAssert assertThat(FakeMessaging actual) {
        return new FakeMessagingAssert(actual);
    }

    /**
     * Begins an assertion about what became of a message.
     *
     * @param actual null fails whatever is asked
     * @return an assertion that has asked for nothing yet
     */
    public static SendResultAssert assertThat(SendResult actual) {
        return new SendResultAssert(actual);
    }

    /**
     * Begins an assertion about one delivery report.
     *
     * @param actual null fails whatever is asked
     * @return an assertion that has asked for nothing yet
     */
    public static DeliveryReportAssert assertThat(DeliveryReport actual) {
        return new DeliveryReportAssert(actual);
    }

    /**
     * Begins an assertion about what all delivery reports of one message say together.
     *
     * @param actual null fails whatever is asked
     * @return an assertion that has asked for nothing yet
     */
    public static DeliveryStateAssert assertThat(DeliveryState actual) {
        return new DeliveryStateAssert(actual);
    }
}
