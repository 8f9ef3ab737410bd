// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit;

import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryStatus;
import java.time.Instant;

/**
 * Delivery reports for unit tests of code that handles callbacks. Designed for static imports:
 *
 * <pre>{@code
 * orders.handle(failed("order-4711", DeliveryError.MEDIA_UNUSABLE));
 * orders.handle(delivered("order-4711"));
 * orders.handle(delivered("order-4711")); // callbacks may arrive more than once
 * }</pre>
 *
 * <p>Each report has a status, a {@code ref}, and the values that the method documents. It has no ids and no recipient; add
 * them with {@link DeliveryReport#toBuilder()}:
 *
 * <pre>{@code
 * read("order-4711").toBuilder().id(MessageId.of("fake-1")).at(clock.instant()).build()
 * }</pre>
 *
 * <p>The times are fixed: sent at 2026-01-01T12:00:00Z, failed 1 second later, delivered 2 seconds later and read 1 minute
 * later. Equal calls return equal reports.
 */
public final class DeliveryReports {

    private static final Instant SENT_AT = Instant.parse("2026-01-01T12:00:00Z");

    private DeliveryReports() {}

    /**
     * {@return a report of a message that WhatsApp received and the recipient's phone has not received yet, with a time}
     *
     * @param ref the message's first reference; empty for none
     */
    public static DeliveryReport sent(String ref) {
        return report(DeliveryStatus.SENT, ref).at(SENT_AT).build();
    }

    /**
     * {@return a report of a message that the recipient's phone received, with a time}
     *
     * @param ref the message's first reference; empty for none
     */
    public static DeliveryReport delivered(String ref) {
        return report(DeliveryStatus.DELIVERED, ref).at(SENT_AT.plusSeconds(2)).build();
    }

    /**
     * {@return a report of a message that the recipient opened, with a time}
     *
     * @param ref the message's first reference; empty for none
     */
    public static DeliveryReport read(String ref) {
        return report(DeliveryStatus.READ, ref).at(SENT_AT.plusSeconds(60)).build();
    }

    /**
     * {@return a report of a message that WhatsApp could not deliver, with a time and one error}
     *
     * @param ref the message's first reference; empty for none
     * @param code the error code, such as {@link DeliveryError#MEDIA_UNUSABLE}; the error's title is the code's
     *     {@linkplain DeliveryError#meaning() meaning}, or empty if the code has none
     */
    public static DeliveryReport failed(String ref, String code) {
        return report(DeliveryStatus.FAILED, ref)
                .at(SENT_AT.plusSeconds(1))
                .error(error(code))
                .build();
    }

    /**
     * {@return a report of a message that Kaleyra accepted but did not pass to WhatsApp, with one error; it has no time, as in
     * Kaleyra's callbacks}
     *
     * @param ref the message's first reference; empty for none
     * @param code the error code, such as {@link DeliveryError#DAILY_LIMIT_REACHED}; the error's title is the code's
     *     {@linkplain DeliveryError#meaning() meaning}, or empty if the code has none
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
