// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One status of one message, as reported by a callback from Kaleyra.
 *
 * <p>{@link SendResult.Accepted} means only that Kaleyra accepted the message; reports contain what happened to it later. A
 * report may arrive more than once, in any order, or never. Fold reports into a {@link DeliveryState} instead of acting on a
 * single one.
 *
 * <p>A report also settles a send {@linkplain SendResult.InDoubt in doubt}: whatever its status, Kaleyra accepted the
 * message.
 *
 * <h2>Finding the message</h2>
 *
 * <p><b>A unique {@code ref} is the only reliable key.</b> A callback contains the message's {@code ref}, {@code ref1} and
 * {@code ref2} from {@link ExtraInfo}; {@link Reference} creates a {@code ref} that is never cut. Message ids are less
 * reliable: a send in doubt has none, and Kaleyra does not document which of a callback's ids equals the id in the response.
 * {@link #isAbout(MessageId)} compares an id with all of them.
 *
 * <pre>{@code
 * report.ref().flatMap(orders::findByRef).ifPresent(order ->
 *         orders.update(order.withDelivery(order.delivery().with(report))));
 * }</pre>
 *
 * <p>Kaleyra does not sign callbacks. A report was parsed, but nobody has verified that it is from Kaleyra.
 *
 * <p>Immutable. Two reports are equal if everything except {@link #raw()} is equal.
 */
public final class DeliveryReport {

    private final DeliveryStatus status;
    private final String statusText;
    private final String ref;
    private final String ref1;
    private final String ref2;
    private final Set<MessageId> ids;
    private final @Nullable Instant at; // null: none
    private final @Nullable PhoneNumber recipient; // null: none
    private final List<DeliveryError> errors;
    private final String raw;

    private DeliveryReport(Builder builder) {
        this.status = builder.status;
        this.statusText = builder.statusText;
        this.ref = builder.ref;
        this.ref1 = builder.ref1;
        this.ref2 = builder.ref2;
        this.ids = Collections.unmodifiableSet(new LinkedHashSet<>(builder.ids));
        this.at = builder.at;
        this.recipient = builder.recipient;
        this.errors = List.copyOf(builder.errors);
        this.raw = builder.raw;
    }

    /**
     * {@return a builder for a report with this status and Kaleyra's text for it}
     *
     * @param status the status
     */
    public static Builder builder(DeliveryStatus status) {
        return new Builder(status, status.word());
    }

    /**
     * {@return a builder for a report with the status that {@link DeliveryStatus#of(String)} parses from this text}
     *
     * @param statusText the status text in the callback
     */
    public static Builder builder(String statusText) {
        return new Builder(DeliveryStatus.of(statusText), statusText);
    }

    /** {@return a builder with all values of this report} */
    public Builder toBuilder() {
        Builder builder = new Builder(status, statusText);
        builder.ref = ref;
        builder.ref1 = ref1;
        builder.ref2 = ref2;
        builder.ids.addAll(ids);
        builder.at = at;
        builder.recipient = recipient;
        builder.errors.addAll(errors);
        builder.raw = raw;
        return builder;
    }

    /** {@return the status; {@link DeliveryStatus#UNKNOWN} if this version does not recognize the {@link #statusText()}} */
    public DeliveryStatus status() {
        return status;
    }

    /** {@return the status text in the callback, such as {@code "not sent"}} */
    public String statusText() {
        return statusText;
    }

    /** {@return the message's {@link ExtraInfo#ref()}, the key to find the message; empty if it has none} */
    public Optional<String> ref() {
        return present(ref);
    }

    /** {@return the message's {@link ExtraInfo#ref1()}; empty if it has none} */
    public Optional<String> ref1() {
        return present(ref1);
    }

    /** {@return the message's {@link ExtraInfo#ref2()}; empty if it has none} */
    public Optional<String> ref2() {
        return present(ref2);
    }

    /**
     * {@return all message ids in the callback, Kaleyra's and Meta's, in the callback's order}
     *
     * <p>Kaleyra does not document which of them equals {@link SendResult.Accepted#id()}. The set is unmodifiable.
     */
    public Set<MessageId> ids() {
        return ids;
    }

    /**
     * {@return whether the {@link #ids()} contain this id}
     *
     * <p>{@code false} does not prove that the report is about another message. Compare {@link #ref()} first.
     *
     * @param id the id of an accepted message
     */
    public boolean isAbout(MessageId id) {
        return ids.contains(requireNonNull(id, "id"));
    }

    /**
     * {@return the time of the status by Kaleyra's or Meta's clock, in whole seconds}
     *
     * <p>Empty for {@link DeliveryStatus#NOT_SENT}, which is reported without a time.
     */
    public Optional<Instant> at() {
        return Optional.ofNullable(at);
    }

    /**
     * {@return the recipient's phone number; empty if the callback contains none}
     *
     * <p>Do not rely on it: WhatsApp users can hide their number behind a user name.
     */
    public Optional<PhoneNumber> recipient() {
        return Optional.ofNullable(recipient);
    }

    /** {@return the reasons why the message was not delivered, in the callback's order; unmodifiable and usually empty} */
    public List<DeliveryError> errors() {
        return errors;
    }

    /**
     * {@return the part of the callback that this report was read from, for values without a method}
     *
     * <p>Empty if the report was not read from a callback, or if the texts of the callback's reports exceed a limit. The text may
     * contain the recipient's number: consider this before you log or store it.
     */
    public Optional<String> raw() {
        return present(raw);
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeliveryReport that
                && status == that.status
                && statusText.equals(that.statusText)
                && ref.equals(that.ref)
                && ref1.equals(that.ref1)
                && ref2.equals(that.ref2)
                && ids.equals(that.ids)
                && Objects.equals(at, that.at)
                && Objects.equals(recipient, that.recipient)
                && errors.equals(that.errors);
    }

    @Override
    public int hashCode() {
        return Objects.hash(status, statusText, ref, ref1, ref2, ids, at, recipient, errors);
    }

    /**
     * {@return the report in one line for logs}
     *
     * <p>The text contains only the first and last two digits of the recipient's number, and only the end of a {@code wamid},
     * whose start encodes the number. References are printed, so do not put a phone number into one. Long texts are cut.
     * {@link #raw()} is omitted.
     */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "DeliveryReport[", "]");
        text.add("status=" + status);
        text.add("statusText=" + LogText.withoutNumbers(statusText));
        addUnlessEmpty(text, "ref", ref);
        addUnlessEmpty(text, "ref1", ref1);
        addUnlessEmpty(text, "ref2", ref2);
        text.add("ids="
                + ids.stream().map(LogText::id).map(this::withoutRecipient).toList());
        if (at != null) {
            text.add("at=" + at);
        }
        if (recipient != null) {
            text.add("recipient=" + LogText.masked(recipient));
        }
        text.add("errors=" + errors);
        return text.toString();
    }

    private void addUnlessEmpty(StringJoiner text, String name, String value) {
        if (!value.isEmpty()) {
            text.add(name + "=" + withoutRecipient(value));
        }
    }

    private String withoutRecipient(String text) {
        return recipient == null ? LogText.oneLine(text) : LogText.without(recipient, text);
    }

    /**
     * Builds a {@link DeliveryReport}, in tests or for callbacks in another format.
     *
     * <p>Only the status is required. Not thread-safe. A builder can build several reports; later changes do not affect reports
     * that are already built.
     */
    public static final class Builder {

        private final DeliveryStatus status;
        private String statusText;
        private String ref = "";
        private String ref1 = "";
        private String ref2 = "";
        private final Set<MessageId> ids = new LinkedHashSet<>();
        private @Nullable Instant at; // null: none
        private @Nullable PhoneNumber recipient; // null: none
        private final List<DeliveryError> errors = new ArrayList<>();
        private String raw = "";

        private Builder(DeliveryStatus status, String statusText) {
            this.status = status;
            this.statusText = statusText;
        }

        /**
         * Sets the status text and keeps the {@link DeliveryReport#status() status}. For callbacks with other texts than Kaleyra's.
         *
         * @param statusText the status text in the callback, such as {@code "0"} for failed
         * @return this builder
         */
        public Builder statusText(String statusText) {
            this.statusText = requireNonNull(statusText, "statusText");
            return this;
        }

        /**
         * Sets the first reference.
         *
         * @param ref the first reference in the callback; empty for none
         * @return this builder
         */
        public Builder ref(String ref) {
            this.ref = requireNonNull(ref, "ref");
            return this;
        }

        /**
         * Sets the second reference.
         *
         * @param ref1 the second reference in the callback; empty for none
         * @return this builder
         */
        public Builder ref1(String ref1) {
            this.ref1 = requireNonNull(ref1, "ref1");
            return this;
        }

        /**
         * Sets the third reference.
         *
         * @param ref2 the third reference in the callback; empty for none
         * @return this builder
         */
        public Builder ref2(String ref2) {
            this.ref2 = requireNonNull(ref2, "ref2");
            return this;
        }

        /**
         * Adds a message id. Adding an id twice has no effect.
         *
         * @param id a message id in the callback
         * @return this builder
         */
        public Builder id(MessageId id) {
            ids.add(requireNonNull(id, "id"));
            return this;
        }

        /**
         * Sets the time of the status.
         *
         * @param at the time when the message got the status
         * @return this builder
         */
        public Builder at(Instant at) {
            this.at = requireNonNull(at, "at");
            return this;
        }

        /**
         * Sets the recipient.
         *
         * @param recipient the recipient's phone number
         * @return this builder
         */
        public Builder recipient(PhoneNumber recipient) {
            this.recipient = requireNonNull(recipient, "recipient");
            return this;
        }

        /**
         * Adds an error.
         *
         * @param error a reason why the message was not delivered
         * @return this builder
         */
        public Builder error(DeliveryError error) {
            errors.add(requireNonNull(error, "error"));
            return this;
        }

        /**
         * Sets the text that the report was read from.
         *
         * @param raw the part of the callback for this report; empty for none
         * @return this builder
         */
        public Builder raw(String raw) {
            this.raw = requireNonNull(raw, "raw");
            return this;
        }

        /** {@return a report with the values that were set} */
        public DeliveryReport build() {
            return new DeliveryReport(this);
        }
    }
}
