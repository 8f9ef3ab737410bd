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
 * Which messages are asked for.
 *
 * @param recipient whole, with or without its plus
 * @param ref whole, any of the three
 * @param part what is in the recipient or in one of the references, in any case
 * @param id the message's, whole; a request that was not accepted has none
 * @param limit how many at most
 */
record Filter(Optional<String> recipient, Optional<String> ref, String part, Optional<String> id, int limit) {

    /**
     * Reads a query.
     *
     * @throws IllegalArgumentException if there is a parameter that is not known: else all would be found, silently
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
            // A plus that nobody escaped is a space by now.
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

    /** Tells of a request without a message that could be read whether the part is anywhere in its text. */
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
