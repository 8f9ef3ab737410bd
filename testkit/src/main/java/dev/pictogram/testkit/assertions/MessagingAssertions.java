// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.assertions;

import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryState;
import dev.pictogram.SendResult;
import dev.pictogram.testkit.FakeMessaging;

/**
 * The entry point of the assertions. Import {@code assertThat} statically; it can be combined with AssertJ's own.
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
     * Creates an assertion about the messages that a fake received.
     *
     * @param actual the fake; null fails every assertion
     * @return the assertion
     */
    public static FakeMessagingAssert assertThat(FakeMessaging actual) {
        return new FakeMessagingAssert(actual);
    }

    /**
     * Creates an assertion about the result of a send.
     *
     * @param actual the result; null fails every assertion
     * @return the assertion
     */
    public static SendResultAssert assertThat(SendResult actual) {
        return new SendResultAssert(actual);
    }

    /**
     * Creates an assertion about a delivery report.
     *
     * @param actual the report; null fails every assertion
     * @return the assertion
     */
    public static DeliveryReportAssert assertThat(DeliveryReport actual) {
        return new DeliveryReportAssert(actual);
    }

    /**
     * Creates an assertion about a delivery state.
     *
     * @param actual the state; null fails every assertion
     * @return the assertion
     */
    public static DeliveryStateAssert assertThat(DeliveryState actual) {
        return new DeliveryStateAssert(actual);
    }
}
