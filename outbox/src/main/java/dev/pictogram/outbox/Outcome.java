// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import dev.pictogram.MessageId;
import dev.pictogram.SendResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts a {@link SendResult} to columns and back. Null means SQL null. */
record Outcome(
        @Nullable String messageId,
        @Nullable String reason,
        int status,
        @Nullable String code,
        @Nullable String why,
        @Nullable String details) {

    static final Outcome NONE = new Outcome(null, null, 0, null, null, null);

    /** The reason stored for a message that did not leave in any attempt. */
    static final String NOT_SENT = "NOT_SENT";

    static Outcome of(SendResult result) {
        return result.fold(
                accepted -> new Outcome(accepted.id().value(), null, 0, null, null, null),
                rejected -> new Outcome(
                        null,
                        rejected.reason().name(),
                        rejected.status(),
                        text(rejected.code()),
                        text(rejected.message()),
                        text(join(rejected.details()))),
                notSent -> new Outcome(null, NOT_SENT, 0, null, text(notSent.why()), null),
                inDoubt -> new Outcome(null, null, 0, null, text(inDoubt.why()), null));
    }

    /** Returns the result of a send that threw. */
    static SendResult ofBrokenPort(@Nullable Throwable thrown) {
        String text;
        try {
            text = String.valueOf(thrown);
        } catch (RuntimeException | Error noText) {
            text = "an exception without a text";
        }
        return new SendResult.InDoubt("The messaging port failed: " + text, thrown);
    }

    static Outcome why(String why) {
        return new Outcome(null, null, 0, null, text(why), null);
    }

    /** Returns the result of a finished send, or nothing for other states. */
    Optional<SendResult> result(OutboxState state) {
        String words = why == null ? "" : why;
        return switch (state) {
            case ACCEPTED ->
                Optional.of(
                        messageId == null
                                ? new SendResult.InDoubt("accepted, but the message id is unknown: " + words, null)
                                : new SendResult.Accepted(MessageId.of(messageId)));
            case REJECTED ->
                Optional.of(
                        reason == null || reason.equals(NOT_SENT)
                                ? new SendResult.NotSent(words, null)
                                : new SendResult.Rejected(
                                        SendResult.Reason.valueOf(reason),
                                        status,
                                        code == null ? "" : code,
                                        words,
                                        split(details == null ? "" : details),
                                        Optional.empty()));
            case IN_DOUBT -> Optional.of(new SendResult.InDoubt(words, null));
            case CANCELLED -> Optional.of(new SendResult.NotSent("cancelled: " + words, null));
            case QUEUED, SENDING -> Optional.empty();
        };
    }

    private static @Nullable String text(String text) {
        return text.isEmpty() ? null : Fields.storable(text);
    }

    private static String join(Map<String, String> details) {
        StringBuilder lines = new StringBuilder();
        details.forEach((name, value) -> lines.append(Fields.join(name, value)).append('\n'));
        return lines.toString();
    }

    private static Map<String, String> split(String lines) {
        Map<String, String> details = new LinkedHashMap<>();
        lines.lines().map(Fields::split).forEach(fields -> details.put(fields.get(0), fields.get(1)));
        return details;
    }
}
