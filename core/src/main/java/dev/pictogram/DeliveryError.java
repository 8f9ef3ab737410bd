// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reason in a {@link DeliveryReport} why an accepted message was not delivered.
 *
 * <p>Make decisions by {@link #code()}. Title and details are for people and change without notice.
 *
 * <p>More codes exist than the constants of this class, so always handle the default case. The constants are the codes that
 * a sender is likely to get; {@link #meaning()} and {@link #advice()} explain them:
 *
 * <pre>{@code
 * switch (error.code()) {
 *     case DeliveryError.MEDIA_UNUSABLE -> checkLink(order);
 *     case DeliveryError.OPTED_OUT, DeliveryError.UNDELIVERABLE -> sendLetter(order);
 *     default -> log.warn("{}: {}", order, error);
 * }
 * }</pre>
 *
 * <p><b>Before you send again</b>, check the message's {@link DeliveryState}: a message can be delivered although a report
 * says that it failed. Use a new {@code ref} for the new message; otherwise its reports cannot be told from those of the
 * failed one.
 *
 * <p>Immutable. Two errors are equal if code, title and details are equal.
 */
public final class DeliveryError {

    /** Code 131026: WhatsApp cannot deliver to this recipient. */
    public static final String UNDELIVERABLE = "131026";

    /** Code 131047: more than 24 hours have passed since the recipient's last message to the sender. */
    public static final String WINDOW_CLOSED = "131047";

    /** Code 131053: WhatsApp could not fetch the image, or its type is wrong. */
    public static final String MEDIA_UNUSABLE = "131053";

    /** Code 131056: the sender sent too many messages to this recipient in a short time. */
    public static final String RECIPIENT_RATE_LIMIT = "131056";

    /** Code 130429: the sender exceeded its throughput. */
    public static final String SENDER_RATE_LIMIT = "130429";

    /** Code 131048: the sender is limited because recipients blocked it or reported spam. */
    public static final String SPAM_LIMIT = "131048";

    /** Code 131049: Meta held the message back to protect the recipient from too many messages. */
    public static final String HELD_BACK = "131049";

    /** Code 131050: the recipient opted out of the sender's marketing messages. */
    public static final String OPTED_OUT = "131050";

    /** Code 131000: Meta had an internal error. */
    public static final String META_INTERNAL_ERROR = "131000";

    /** Code 131042: there is a problem with the account's payment to Meta. */
    public static final String PAYMENT_PROBLEM = "131042";

    /** Code WAV2101, from Kaleyra: the account has reached its daily number of messages. */
    public static final String DAILY_LIMIT_REACHED = "WAV2101";

    private static final Map<String, Explanation> EXPLANATIONS = explanations();

    private final String code;
    private final String title;
    private final String details;

    private DeliveryError(String code, String title, String details) {
        this.code = requireNonNull(code, "code");
        this.title = requireNonNull(title, "title");
        this.details = requireNonNull(details, "details");
    }

    /**
     * {@return an error with a code and without title and details}
     *
     * @param code the code, such as {@code "131053"}; empty for none
     */
    public static DeliveryError of(String code) {
        return new DeliveryError(code, "", "");
    }

    /**
     * {@return a copy with this title}
     *
     * @param title Meta's title or Kaleyra's reason; empty for none
     */
    public DeliveryError withTitle(String title) {
        return new DeliveryError(code, title, details);
    }

    /**
     * {@return a copy with these details}
     *
     * @param details Meta's further text; empty for none
     */
    public DeliveryError withDetails(String details) {
        return new DeliveryError(code, title, details);
    }

    /**
     * {@return the codes with a {@link #meaning()} and an {@link #advice()}: the values of this class's constants}
     *
     * <p>Later versions may add codes. The list is unmodifiable.
     */
    public static List<String> explainedCodes() {
        return List.copyOf(EXPLANATIONS.keySet());
    }

    /** {@return Meta's or Kaleyra's code, such as {@code "131053"}; empty if the callback has none} */
    public String code() {
        return code;
    }

    /** {@return Meta's title or Kaleyra's reason; empty if the callback has none} */
    public String title() {
        return title;
    }

    /** {@return Meta's further text, which may contain the recipient's number; empty if the callback has none} */
    public String details() {
        return details;
    }

    /** {@return a sentence that explains the code; empty for codes that are not {@linkplain #explainedCodes() explained}} */
    public Optional<String> meaning() {
        return Optional.ofNullable(EXPLANATIONS.get(code)).map(Explanation::meaning);
    }

    /** {@return the action that this library recommends; empty for codes that are not {@linkplain #explainedCodes() explained}} */
    public Optional<String> advice() {
        return Optional.ofNullable(EXPLANATIONS.get(code)).map(Explanation::advice);
    }

    private static Map<String, Explanation> explanations() {
        Map<String, Explanation> map = new LinkedHashMap<>();
        map.put(
                UNDELIVERABLE,
                new Explanation(
                        "WhatsApp cannot deliver to this recipient.",
                        "Check that the number is right and uses an up-to-date WhatsApp; a recipient who blocked the sender"
                                + " looks the same. Do not send again; use another channel."));
        map.put(
                WINDOW_CLOSED,
                new Explanation(
                        "More than 24 hours have passed since the recipient's last message to the sender.",
                        "Only a template message can be sent now. Send the image after the recipient has written again."));
        map.put(
                MEDIA_UNUSABLE,
                new Explanation(
                        "WhatsApp could not fetch the image, or it is of a wrong kind.",
                        "Open the link from outside your network: it must give a JPEG or PNG image of at most 5 MB with the matching"
                                + " Content-Type, without login, and stay valid until WhatsApp fetches it. Upload the image"
                                + " again if it was sent by media id. Then send it with a new ref."));
        map.put(
                RECIPIENT_RATE_LIMIT,
                new Explanation(
                        "Too many messages went from this sender to this recipient in a short time.",
                        "Wait before the next message to this recipient, then send it with a new ref. Other recipients are not"
                                + " affected."));
        map.put(
                SENDER_RATE_LIMIT,
                new Explanation(
                        "The sender's throughput is reached.",
                        "Slow down all sends of this sender with a rate limit, then send the message later with a new ref."));
        map.put(
                SPAM_LIMIT,
                new Explanation(
                        "The sender is limited because too many recipients blocked it or reported its messages as spam.",
                        "Stop the campaign and look at the sender's quality rating in WhatsApp Manager. Send only to people who"
                                + " agreed to it."));
        map.put(
                HELD_BACK,
                new Explanation(
                        "Meta held the message back, because the recipient got too many marketing messages.",
                        "Do not send again at once; Meta would hold it back again. Wait for at least a day, or use another"
                                + " channel."));
        map.put(
                OPTED_OUT,
                new Explanation(
                        "The recipient opted out of the sender's marketing messages.",
                        "Take the recipient off the marketing list. Do not send again."));
        map.put(
                META_INTERNAL_ERROR,
                new Explanation(
                        "Meta had an internal error.",
                        "Send the message later with a new ref. Ask Kaleyra's support if it lasts."));
        map.put(
                PAYMENT_PROBLEM,
                new Explanation(
                        "The payment of the WhatsApp Business account has a problem.",
                        "Every message of the account fails until it is solved. Stop sending, and check payment method and"
                                + " credit limit with Kaleyra's support or in Meta's Business Manager."));
        map.put(
                DAILY_LIMIT_REACHED,
                new Explanation(
                        "The account's daily number of messages is reached.",
                        "Stop sending until the next day, or ask for a higher limit. Then send the message with a new ref."));
        return map;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeliveryError that
                && code.equals(that.code)
                && title.equals(that.title)
                && details.equals(that.details);
    }

    @Override
    public int hashCode() {
        return Objects.hash(code, title, details);
    }

    /** {@return code, title and details in one line for logs; long texts are cut, and possible phone numbers are removed} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(LogText.oneLine(code));
        if (!title.isEmpty()) {
            text.append(text.isEmpty() ? "" : " ").append(LogText.withoutNumbers(title));
        }
        if (!details.isEmpty()) {
            text.append(text.isEmpty() ? "" : ": ").append(LogText.withoutNumbers(details));
        }
        return text.toString();
    }

    private record Explanation(String meaning, String advice) {}
}
