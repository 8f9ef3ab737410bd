// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.assertions;

import static java.util.Objects.requireNonNull;

import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.PhoneNumber;
import dev.pictogram.WaSource;
import dev.pictogram.testkit.FakeMessaging.Sent;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.WritableAssertionInfo;

/**
 * Assertions about the messages to one recipient. Each narrows them down and fails when none is left, so that all of
 * them together hold for at least one message; what AssertJ itself can be asked here is asked of those that are left.
 */
public final class SentAssert extends AbstractAssert<SentAssert, List<Sent>> {

    private final List<Sent> all;
    private final String expected;

    SentAssert(List<Sent> sent, WritableAssertionInfo info, PhoneNumber recipient) {
        this(
                sent,
                info,
                sent,
                "to " + requireNonNull(recipient, "recipient"),
                message -> message.recipient().equals(recipient));
    }

    private SentAssert(
            List<Sent> all,
            WritableAssertionInfo info,
            List<Sent> from,
            String expected,
            Predicate<ImageMessage> holds) {
        super(from.stream().filter(each -> holds.test(each.message())).toList(), SentAssert.class);
        this.info.description(info.description());
        this.info.overridingErrorMessage(info.overridingErrorMessage());
        this.all = all;
        this.expected = expected;
        if (actual.isEmpty()) {
            failWithMessage("Expected a message %s, but there is none.\n%s", expected, Words.list(all));
        }
    }

    /**
     * Fails unless one of the messages has this image.
     *
     * @param image a link or an id, as it was given
     * @return an assertion about the messages that are left
     */
    public SentAssert withImage(Image image) {
        requireNonNull(image, "image");
        return with(Words.of(image), message -> message.image().equals(image));
    }

    /**
     * Fails unless one of the messages has exactly this caption; the empty one is none.
     *
     * @param caption whole, not a part of it
     * @return an assertion about the messages that are left
     */
    public SentAssert withCaption(String caption) {
        return with("caption", caption, ImageMessage::caption);
    }

    /**
     * Fails unless one of the messages has this {@code ref}; the empty one is none.
     *
     * @param ref after it was cut to 255 code points
     * @return an assertion about the messages that are left
     */
    public SentAssert withRef(String ref) {
        return with("ref", ref, info(ExtraInfo::ref));
    }

    /**
     * Fails unless one of the messages has this {@code ref1}; the empty one is none.
     *
     * @param ref1 after it was cut to 255 code points
     * @return an assertion about the messages that are left
     */
    public SentAssert withRef1(String ref1) {
        return with("ref1", ref1, info(ExtraInfo::ref1));
    }

    /**
     * Fails unless one of the messages has this {@code ref2}; the empty one is none.
     *
     * @param ref2 after it was cut to 255 code points
     * @return an assertion about the messages that are left
     */
    public SentAssert withRef2(String ref2) {
        return with("ref2", ref2, info(ExtraInfo::ref2));
    }

    /**
     * Fails unless one of the messages has this {@code wa_source}.
     *
     * @param source {@link WaSource#API} for any that the API does not know
     * @return an assertion about the messages that are left
     */
    public SentAssert withSource(WaSource source) {
        requireNonNull(source, "source");
        return with(
                "source " + source.value(),
                message -> message.extraInfo().source().equals(Optional.of(source)));
    }

    /**
     * Fails unless exactly one message has all that was asked for before.
     *
     * @return this assertion
     */
    public SentAssert once() {
        return times(1);
    }

    /**
     * Fails unless exactly so many messages have all that was asked for before.
     *
     * @param times 1 or more; for none there is {@link FakeMessagingAssert#sentNothingTo(PhoneNumber)}
     * @return this assertion
     */
    public SentAssert times(int times) {
        if (actual.size() != times) {
            failWithMessage(
                    "Expected %s %s, but there are %s.\n%s",
                    times == 1 ? "1 message" : times + " messages", expected, actual.size(), Words.list(all));
        }
        return this;
    }

    private static Function<ImageMessage, Optional<String>> info(Function<ExtraInfo, Optional<String>> part) {
        return part.compose(ImageMessage::extraInfo);
    }

    private SentAssert with(String name, String value, Function<ImageMessage, Optional<String>> part) {
        requireNonNull(value, name);
        return with(
                name + " " + Words.quoted(value),
                message -> part.apply(message).orElse("").equals(value));
    }

    private SentAssert with(String what, Predicate<ImageMessage> holds) {
        return new SentAssert(all, info, actual, expected + ", " + what, holds);
    }
}
