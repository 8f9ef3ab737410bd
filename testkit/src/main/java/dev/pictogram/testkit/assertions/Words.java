// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.assertions;

import static java.util.stream.Collectors.joining;

import dev.pictogram.DeliveryError;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.SendResult;
import dev.pictogram.testkit.FakeMessaging.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Describes messages and results in failure messages. */
final class Words {

    private static final int MAX_LISTED = 100;

    private Words() {}

    static String of(SendResult result) {
        return result.fold(
                accepted -> "accepted as " + accepted.id(),
                rejected -> "rejected for " + rejected.reason() + " (HTTP " + rejected.status()
                        + (rejected.code().isEmpty() ? "" : " " + rejected.code()) + ")"
                        + (rejected.message().isEmpty() ? "" : ": " + rejected.message()),
                notSent -> "not sent: " + notSent.why() + cause(notSent.cause()),
                inDoubt -> "in doubt: " + inDoubt.why() + cause(inDoubt.cause()));
    }

    static boolean anyHasCode(List<DeliveryError> errors, String code) {
        return errors.stream().anyMatch(error -> error.code().equals(code));
    }

    private static String cause(@Nullable Throwable cause) {
        return cause == null ? "" : " (" + cause + ")";
    }

    static String list(List<Sent> sent) {
        if (sent.isEmpty()) {
            return "No message was sent.";
        }
        int omitted = Math.max(0, sent.size() - MAX_LISTED);
        return "Sent messages:\n"
                + (omitted == 0 ? "" : "  (the first " + omitted + " are omitted)\n")
                + IntStream.range(omitted, sent.size())
                        .mapToObj(i -> "  " + (i + 1) + ". " + of(sent.get(i).message()) + ": "
                                + of(sent.get(i).result()))
                        .collect(joining("\n"));
    }

    private static String of(ImageMessage message) {
        List<String> parts = new ArrayList<>();
        parts.add("to " + message.recipient());
        parts.add(of(message.image()));
        message.caption().ifPresent(caption -> parts.add("caption " + quoted(caption)));
        ExtraInfo info = message.extraInfo();
        info.ref().ifPresent(ref -> parts.add("ref " + quoted(ref)));
        info.ref1().ifPresent(ref -> parts.add("ref1 " + quoted(ref)));
        info.ref2().ifPresent(ref -> parts.add("ref2 " + quoted(ref)));
        info.source().ifPresent(source -> parts.add("source " + source.value()));
        return String.join(", ", parts);
    }

    static String of(Image image) {
        return image instanceof Image.Link link
                ? "image " + link.url()
                : "image with id " + quoted(((Image.Uploaded) image).mediaId());
    }

    /** Returns the text in quotation marks and in one line. Invisible characters are escaped, so that different texts look different. */
    static String quoted(String text) {
        return text.codePoints().mapToObj(Words::visible).collect(joining("", "\"", "\""));
    }

    private static String visible(int character) {
        return switch (character) {
            case ' ' -> " ";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '"', '\\' -> "\\" + (char) character;
            default ->
                switch (Character.getType(character)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SPACE_SEPARATOR,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> String.format(Locale.ROOT, "\\u%04X", character);
                    default -> Character.toString(character);
                };
        };
    }
}
