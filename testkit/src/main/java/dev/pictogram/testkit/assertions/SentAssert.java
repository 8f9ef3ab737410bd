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
 * Assertions about the messages to one recipient.
 *
 * <p>Each {@code with...} method keeps only the matching messages and fails if none is left. A chain of them therefore holds
 * only if at least one message matches all of them. AssertJ's inherited assertions apply to the remaining messages.
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
     * Verifies that at least one message has this image.
     *
     * @param image the expected image
     * @return an assertion about the remaining messages
     */
    public SentAssert withImage(Image image) {
        requireNonNull(image, "image");
        return with(Words.of(image), message -> message.image().equals(image));
    }

    /**
     * Verifies that at least one message has exactly this caption.
     *
     * @param caption the whole caption; empty for none
     * @return an assertion about the remaining messages
     */
    public SentAssert withCaption(String caption) {
        return with("caption", caption, ImageMessage::caption);
    }

    /**
     * Verifies that at least one message has this {@code ref}.
     *
     * @param ref the reference after it was cut to 255 code points; empty for none
     * @return an assertion about the remaining messages
     */
    public SentAssert withRef(String ref) {
        return with("ref", ref, info(ExtraInfo::ref));
    }

    /**
     * Verifies that at least one message has this {@code ref1}.
     *
     * @param ref1 the reference after it was cut to 255 code points; empty for none
     * @return an assertion about the remaining messages
     */
    public SentAssert withRef1(String ref1) {
        return with("ref1", ref1, info(ExtraInfo::ref1));
    }

    /**
     * Verifies that at least one message has this {@code ref2}.
     *
     * @param ref2 the reference after it was cut to 255 code points; empty for none
     * @return an assertion about the remaining messages
     */
    public SentAssert withRef2(String ref2) {
        return with("ref2", ref2, info(ExtraInfo::ref2));
    }

    /**
     * Verifies that at least one message has this {@code wa_source}.
     *
     * @param source the expected source
     * @return an assertion about the remaining messages
     */
    public SentAssert withSource(WaSource source) {
        requireNonNull(source, "source");
        return with(
                "source " + source.value(),
                message -> message.extraInfo().source().equals(Optional.of(source)));
    }

    /**
     * Verifies that exactly one message is left.
     *
     * @return this assertion
     */
    public SentAssert once() {
        return times(1);
    }

    /**
     * Verifies the number of messages that are left.
     *
     * @param times the expected number, 1 or more; use {@link FakeMessagingAssert#sentNothingTo(PhoneNumber)} for none
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
