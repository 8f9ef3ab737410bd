// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit;

import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryStatus;
import java.time.Instant;

/**
 * Delivery reports for unit tests, so that code that handles callbacks can be tested without one. Made to be imported
 * statically:
 *
 * <pre>{@code
 * orders.handle(failed("order-4711", DeliveryError.MEDIA_UNUSABLE));
 * orders.handle(delivered("order-4711"));
 * orders.handle(delivered("order-4711")); // callbacks come more than once
 * }</pre>
 *
 * <p>Each report has a status, the {@code ref} and what is said at the method; it has no ids and no recipient. Add them with
 * {@link DeliveryReport#toBuilder()}:
 *
 * <pre>{@code
 * read("order-4711").toBuilder().id(MessageId.of("fake-1")).at(clock.instant()).build()
 * }</pre>
 *
 * <p>The times are fixed: the message is sent at 2026-01-01T12:00:00Z, fails 1 second later or is delivered 2 seconds later,
 * and is read 1 minute later. The same call always returns an equal report.
 */
public final class DeliveryReports {

    private static final Instant SENT_AT = Instant.parse("2026-01-01T12:00:00Z");

    private DeliveryReports() {}

    /**
     * {@return the report of a message that WhatsApp has and the recipient's phone has not, with a time}
     *
     * @param ref the message's first reference; empty for none
     */
    public static DeliveryReport sent(String ref) {
        return report(DeliveryStatus.SENT, ref).at(SENT_AT).build();
    }

    /**
     * {@return the report of a message that is on the recipient's phone, with a time}
     *
     * @param ref the message's first reference; empty for none
     */
    public static DeliveryReport delivered(String ref) {
        return report(DeliveryStatus.DELIVERED, ref).at(SENT_AT.plusSeconds(2)).build();
    }

    /**
     * {@return the report of a message that the recipient opened, with a time}
     *
     * @param ref the message's first reference; empty for none
     */
    public static DeliveryReport read(String ref) {
        return report(DeliveryStatus.READ, ref).at(SENT_AT.plusSeconds(60)).build();
    }

    /**
     * {@return the report of a message that WhatsApp could not deliver, with a time and one error}
     *
     * @param ref the message's first reference; empty for none
     * @param code the error's code, such as {@link DeliveryError#MEDIA_UNUSABLE}; its title is the
     *     {@linkplain DeliveryError#meaning() meaning}, or empty for a code without one
     */
    public static DeliveryReport failed(String ref, String code) {
        return report(DeliveryStatus.FAILED, ref)
                .at(SENT_AT.plusSeconds(1))
                .error(error(code))
                .build();
    }

    /**
     * {@return the report of a message that Kaleyra accepted but did not pass to WhatsApp, with one error and, as Kaleyra
     * reports it, without a time}
     *
     * @param ref the message's first reference; empty for none
     * @param code the error's code, such as {@link DeliveryError#DAILY_LIMIT_REACHED}; its title is the
     *     {@linkplain DeliveryError#meaning() meaning}, or empty for a code without one
     */
    public static DeliveryReport notSent(String ref, String code) {
        return report(DeliveryStatus.NOT_SENT, ref).error(error(code)).build();
    }

    private static DeliveryReport.Builder report(DeliveryStatus status, String ref) {
        return DeliveryReport.builder(status).ref(ref);
    }

    private static DeliveryError error(String code) {
        DeliveryError error = DeliveryError.of(code);
        return error.withTitle(error.meaning().orElse(""));
    }
}
