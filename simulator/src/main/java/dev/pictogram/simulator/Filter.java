// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictogram.ExtraInfo;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import java.net.URLDecoder;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The filter of a list request.
 *
 * @param recipient exact, with or without plus
 * @param ref exact, any of the three references
 * @param part a part of the recipient or a reference, ignoring case
 * @param id the exact message id; rejected requests have none
 * @param limit the maximum number of results
 */
record Filter(Optional<String> recipient, Optional<String> ref, String part, Optional<String> id, int limit) {

    /**
     * Reads a query.
     *
     * @throws IllegalArgumentException if a parameter is unknown; ignoring it would silently match everything
     */
    static Filter of(String query) {
        Filter filter = new Filter(Optional.empty(), Optional.empty(), "", Optional.empty(), Integer.MAX_VALUE);
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&")) {
            String[] parts = parameter.split("=", 2);
            String value = parts.length == 1 ? "" : URLDecoder.decode(parts[1], UTF_8);
            filter = filter.with(parts[0], value);
        }
        return filter;
    }

    private Filter with(String name, String value) {
        return switch (name) {
            // An unescaped plus has been decoded to a space.
            case "recipient" -> new Filter(Optional.of(value.replaceFirst("^[+ ]", "")), ref, part, id, limit);
            case "ref" -> new Filter(recipient, Optional.of(value), part, id, limit);
            case "q" -> new Filter(recipient, ref, value.strip().toLowerCase(Locale.ROOT), id, limit);
            case "limit" -> new Filter(recipient, ref, part, id, limit(value));
            case "message_id" -> new Filter(recipient, ref, part, Optional.of(value), limit);
            default ->
                throw new IllegalArgumentException(
                        "query: must have recipient, ref, q, message_id and limit only, but it has another parameter");
        };
    }

    private static int limit(String value) {
        if (!value.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("limit: must be a number from 0 to 999999999, but it is not");
        }
        return Integer.parseInt(value);
    }

    boolean accepts(MessageId message, ImageMessage content) {
        return (id.isEmpty() || id.get().equals(message.value())) && accepts(content);
    }

    private boolean accepts(ImageMessage message) {
        String to = message.recipient().e164();
        return (recipient.isEmpty()
                        || recipient.get().equals(message.recipient().digits()))
                && (ref.isEmpty() || refs(message).anyMatch(ref.get()::equals))
                && (part.isEmpty()
                        || Stream.concat(Stream.of(to), refs(message)).anyMatch(this::hasPart));
    }

    /** A request without a readable message matches if its text contains the part. */
    boolean accepts(Refused refused) {
        return id.isEmpty()
                && refused.message()
                        .map(this::accepts)
                        .orElseGet(() -> recipient.isEmpty() && ref.isEmpty() && hasPart(refused.request()));
    }

    private boolean hasPart(String text) {
        return text.toLowerCase(Locale.ROOT).contains(part);
    }

    private static Stream<String> refs(ImageMessage message) {
        ExtraInfo info = message.extraInfo();
        return Stream.of(info.ref(), info.ref1(), info.ref2()).flatMap(Optional::stream);
    }
}
