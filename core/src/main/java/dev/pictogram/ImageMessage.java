// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One image for one recipient, with an optional caption and optional information for reports.
 *
 * <pre>{@code
 * ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png"))
 *         .withCaption("Your parcel is on its way")
 *         .withExtraInfo(ExtraInfo.ref("order-4711"))
 * }</pre>
 */
public final class ImageMessage {

    private static final int LONGEST_CAPTION = 1024;

    private final PhoneNumber recipient;
    private final Image image;
    private final String caption;
    private final ExtraInfo extraInfo;

    private ImageMessage(PhoneNumber recipient, Image image, String caption, ExtraInfo extraInfo) {
        this.recipient = requireNonNull(recipient, "recipient");
        this.image = requireNonNull(image, "image");
        this.caption = caption;
        this.extraInfo = requireNonNull(extraInfo, "extraInfo");
    }

    /**
     * {@return a message without a caption}
     *
     * @param recipient who gets it
     * @param image what they see
     */
    public static ImageMessage to(PhoneNumber recipient, Image image) {
        return new ImageMessage(recipient, image, "", ExtraInfo.none());
    }

    /**
     * {@return a message without a caption}
     *
     * @param recipient who gets it, in the form that {@link PhoneNumber#of(String)} reads
     * @param image what they see
     * @throws IllegalArgumentException if the recipient is not a phone number
     */
    public static ImageMessage to(String recipient, Image image) {
        return to(PhoneNumber.of(recipient), image);
    }

    /**
     * {@return a copy with a caption}
     *
     * @param caption at most 1024 characters, which the API page asks for and which here are Unicode code points, as the
     *     page names no unit; the empty caption is none
     * @throws IllegalArgumentException if it is longer or has an unpaired surrogate
     */
    public ImageMessage withCaption(String caption) {
        Rule.requirePairedSurrogates("caption", caption);
        int length = caption.codePointCount(0, caption.length());
        if (length > LONGEST_CAPTION) {
            throw Rule.broken(
                    "caption", "must have at most " + LONGEST_CAPTION + " Unicode code points", "it has " + length);
        }
        return new ImageMessage(recipient, image, caption, extraInfo);
    }

    /**
     * {@return a copy with information for reports and callbacks}
     *
     * @param extraInfo references and source, or {@link ExtraInfo#none()}
     */
    public ImageMessage withExtraInfo(ExtraInfo extraInfo) {
        return new ImageMessage(recipient, image, caption, extraInfo);
    }

    /** {@return who gets it} */
    public PhoneNumber recipient() {
        return recipient;
    }

    /** {@return what they see} */
    public Image image() {
        return image;
    }

    /** {@return the caption, never an empty text} */
    public Optional<String> caption() {
        return caption.isEmpty() ? Optional.empty() : Optional.of(caption);
    }

    /** {@return the information for reports and callbacks} */
    public ExtraInfo extraInfo() {
        return extraInfo;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImageMessage that
                && recipient.equals(that.recipient)
                && image.equals(that.image)
                && caption.equals(that.caption)
                && extraInfo.equals(that.extraInfo);
    }

    @Override
    public int hashCode() {
        return Objects.hash(recipient, image, caption, extraInfo);
    }

    @Override
    public String toString() {
        return "ImageMessage[recipient=" + recipient + ", image=" + image + ", caption=" + caption + ", extraInfo="
                + extraInfo + "]";
    }
}
