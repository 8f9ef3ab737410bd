// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static java.util.Objects.requireNonNull;

import dev.pictogram.ExtraInfo;
import dev.pictogram.ImageMessage;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A message and the key that makes it unique.
 *
 * <p>The key is sent as a reference, so that callbacks contain it: as the first free one of {@code ref}, {@code ref1} and
 * {@code ref2}. A message that already has the key as a reference is unchanged.
 *
 * @param key unique among all messages in the outbox, 1 to 255 code points
 * @param message the message, with the key as one of its references
 */
public record OutboxMessage(String key, ImageMessage message) {

    private static final int LONGEST_KEY = 255;

    /**
     * Adds the key to the message.
     *
     * @param key 1 to 255 code points, not blank, without control characters and unpaired surrogates
     * @param message a message with a free reference, or with the key as one of its references
     * @throws IllegalArgumentException if the key is not allowed, the message has no free reference, or one of its texts
     *     contains U+0000, which databases cannot store
     */
    public OutboxMessage {
        requireNonNull(key, "key");
        requireNonNull(message, "message");
        checkKey(key);
        message = withReference(key, message);
        message.caption().ifPresent(caption -> checkText(key, "caption", caption));
        ExtraInfo extra = message.extraInfo();
        extra.ref().ifPresent(ref -> checkText(key, "ref", ref));
        extra.ref1().ifPresent(ref -> checkText(key, "ref1", ref));
        extra.ref2().ifPresent(ref -> checkText(key, "ref2", ref));
    }

    static void checkKey(String key) {
        checkName("key", key);
    }

    /** Validates a key or the name of a campaign, of at most 255 code points. */
    static void checkName(String field, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(field + ": must not be blank");
        }
        int length = name.codePointCount(0, name.length());
        if (length > LONGEST_KEY) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s: must have at most %d code points, but it has %d", field, LONGEST_KEY, length));
        }
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            if (Character.isISOControl(c) || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s: must not contain control characters or unpaired surrogates, but index %d is U+%04X",
                        field,
                        i,
                        c));
            }
            i += Character.charCount(c);
        }
    }

    private static void checkText(String key, String field, String text) {
        int at = text.indexOf('\0');
        if (at >= 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s of message \"%s\": must not contain U+0000, but index %d is", field, key, at));
        }
    }

    private static ImageMessage withReference(String key, ImageMessage message) {
        ExtraInfo extra = message.extraInfo();
        Optional<String> same = Optional.of(key);
        if (extra.ref().equals(same)
                || extra.ref1().equals(same)
                || extra.ref2().equals(same)) {
            return message;
        }
        UnaryOperator<ExtraInfo> place = extra.ref().isEmpty()
                ? info -> info.withRef(key)
                : extra.ref1().isEmpty() ? info -> info.withRef1(key) : info -> info.withRef2(key);
        if (extra.ref2().isPresent() && extra.ref1().isPresent() && extra.ref().isPresent()) {
            throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "message \"%s\": ref, ref1 and ref2 are all taken, so the key cannot be added; leave one of them free, or",
                            key)
                    + " use one of them as the key");
        }
        return message.withExtraInfo(place.apply(extra));
    }
}
