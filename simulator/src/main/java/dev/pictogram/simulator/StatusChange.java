// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.util.Objects.requireNonNull;

import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryStatus;

/**
 * A status that a callback reports.
 *
 * @param code the error code of a failed or unsent message; empty for other statuses
 */
record StatusChange(DeliveryStatus status, String code) {

    private static final String META_CODE = "\\d{1,9}"; // A JSON number in the payload.
    private static final String KALEYRA_CODE = "[A-Za-z0-9_-]{1,32}";

    StatusChange {
        requireNonNull(code, "code");
        switch (requireNonNull(status, "status")) {
            case SENT, DELIVERED, READ -> {
                if (!code.isEmpty()) {
                    throw new IllegalArgumentException(
                            "code: must be given with failed and not sent only, but it is given with another status");
                }
            }
            case FAILED -> requireCode(code, META_CODE, "a number of at most 9 digits with failed");
            case NOT_SENT -> requireCode(code, KALEYRA_CODE, "at most 32 ASCII letters, digits, - and _ with not sent");
            case UNKNOWN ->
                throw new IllegalArgumentException(
                        "status: must be sent, delivered, read, failed or not sent, but it is another");
        }
    }

    private static void requireCode(String code, String pattern, String rule) {
        if (!code.matches(pattern)) {
            throw new IllegalArgumentException("code: must be " + rule + ", but it is not");
        }
    }

    /** {@return the change to a status; failures have a default code} */
    static StatusChange to(DeliveryStatus status) {
        return new StatusChange(
                status,
                switch (requireNonNull(status, "status")) {
                    case FAILED -> DeliveryError.MEDIA_UNUSABLE;
                    case NOT_SENT -> DeliveryError.DAILY_LIMIT_REACHED;
                    case SENT, DELIVERED, READ, UNKNOWN -> "";
                });
    }

    /** {@return the change to a status in any of Kaleyra's spellings; without a code, failures have a default one} */
    static StatusChange of(String word, String code) {
        DeliveryStatus status = DeliveryStatus.of(word);
        return code.isEmpty() ? to(status) : new StatusChange(status, code);
    }

    /** {@return the status as callbacks spell it} */
    String word() {
        return wordOf(status);
    }

    static String wordOf(DeliveryStatus status) {
        return switch (status) {
            case SENT -> "sent";
            case DELIVERED -> "delivered";
            case READ -> "read";
            case FAILED -> "failed";
            case NOT_SENT -> "not sent";
            case UNKNOWN -> "unknown";
        };
    }
}
