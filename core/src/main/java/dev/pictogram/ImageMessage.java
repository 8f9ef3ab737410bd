// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One image for one recipient, with an optional caption and optional {@link ExtraInfo}.
 *
 * <pre>{@code
 * ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png"))
 *         .withCaption("Your parcel is on its way")
 *         .withExtraInfo(ExtraInfo.ref("order-4711"))
 * }</pre>
 *
 * <p>Immutable: each {@code with...} method returns a copy.
 */
public final class ImageMessage {

    private static final int MAX_CAPTION_LENGTH = 1024;

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
     * {@return a message without a caption and without extra information}
     *
     * @param recipient the phone number that receives the message
     * @param image the image to send
     */
    public static ImageMessage to(PhoneNumber recipient, Image image) {
        return new ImageMessage(recipient, image, "", ExtraInfo.none());
    }

    /**
     * {@return a message without a caption and without extra information}
     *
     * @param recipient the phone number that receives the message, in the format of {@link PhoneNumber#of(String)}
     * @param image the image to send
     * @throws IllegalArgumentException if the recipient is not a phone number
     */
    public static ImageMessage to(String recipient, Image image) {
        return to(PhoneNumber.of(recipient), image);
    }

    /**
     * {@return a copy with this caption}
     *
     * <p>The API page limits a caption to 1024 characters and gives no unit. This library counts Unicode code points.
     *
     * @param caption at most 1024 code points; empty for none
     * @throws IllegalArgumentException if the caption is longer or contains an unpaired surrogate
     */
    public ImageMessage withCaption(String caption) {
        Rule.requirePairedSurrogates("caption", caption);
        int length = caption.codePointCount(0, caption.length());
        if (length > MAX_CAPTION_LENGTH) {
            throw Rule.broken(
                    "caption", "must have at most " + MAX_CAPTION_LENGTH + " Unicode code points", "it has " + length);
        }
        return new ImageMessage(recipient, image, caption, extraInfo);
    }

    /**
     * {@return a copy with this extra information}
     *
     * @param extraInfo references and source, or {@link ExtraInfo#none()}
     */
    public ImageMessage withExtraInfo(ExtraInfo extraInfo) {
        return new ImageMessage(recipient, image, caption, extraInfo);
    }

    /** {@return the phone number that receives the message} */
    public PhoneNumber recipient() {
        return recipient;
    }

    /** {@return the image to send} */
    public Image image() {
        return image;
    }

    /** {@return the caption, of at most 1024 code points; empty if there is none} */
    public Optional<String> caption() {
        return caption.isEmpty() ? Optional.empty() : Optional.of(caption);
    }

    /** {@return the references and the source} */
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
