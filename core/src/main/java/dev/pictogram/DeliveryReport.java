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
 * One status of one message, as a callback of Kaleyra's reports it.
 *
 * <p>{@link SendResult.Accepted} means that Kaleyra took the message. What happened later comes in reports. They may come more
 * than once, in any order or never, so fold them into a {@link DeliveryState} and do not act on one report alone. A report is
 * also the only thing that settles a send {@linkplain SendResult.InDoubt in doubt}: whatever its status, it shows that Kaleyra
 * had accepted the message.
 *
 * <h2>Which message a report is about</h2>
 *
 * <p><b>A unique {@code ref} is the only dependable key.</b> A callback carries {@code ref}, {@code ref1} and {@code ref2}
 * of {@link ExtraInfo} as the message had them. {@link Reference} makes one that is never cut. The message id is less dependable for two
 * reasons: a send in doubt has none, and a callback carries several ids whose relation to the id of the response is
 * undocumented. {@link #isAbout(MessageId)} compares with all of them.
 *
 * <pre>{@code
 * report.ref().flatMap(orders::findByRef).ifPresent(order ->
 *         orders.update(order.withDelivery(order.delivery().with(report))));
 * }</pre>
 *
 * <p>Callbacks are not signed. Nothing here was checked but its shape.
 *
 * <p>Immutable. Two reports are equal if they say the same; their {@link #raw()} text does not count.
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
     * {@return a builder for a report with this status, whose {@code statusText} is Kaleyra's word for it}
     *
     * @param status the status
     */
    public static Builder builder(DeliveryStatus status) {
        return new Builder(status, status.word());
    }

    /**
     * {@return a builder for a report with the status that {@link DeliveryStatus#of(String)} reads from a text}
     *
     * @param statusText the status as the callback has it
     */
    public static Builder builder(String statusText) {
        return new Builder(DeliveryStatus.of(statusText), statusText);
    }

    /** {@return a builder that already has everything in this report} */
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

    /** {@return the status, {@link DeliveryStatus#UNKNOWN} for a {@link #statusText()} that this version does not know} */
    public DeliveryStatus status() {
        return status;
    }

    /** {@return the status as the callback has it, such as {@code "not sent"}} */
    public String statusText() {
        return statusText;
    }

    /** {@return the message's first reference, {@link ExtraInfo#ref()}, if it had one; the key to find the message by} */
    public Optional<String> ref() {
        return present(ref);
    }

    /** {@return the message's second reference, {@link ExtraInfo#ref1()}, if it had one} */
    public Optional<String> ref1() {
        return present(ref1);
    }

    /** {@return the message's third reference, {@link ExtraInfo#ref2()}, if it had one} */
    public Optional<String> ref2() {
        return present(ref2);
    }

    /**
     * {@return every message id in the callback, Kaleyra's and Meta's, in the callback's order}
     *
     * <p>Which of them equals {@link SendResult.Accepted#id()} is undocumented. The set is unmodifiable.
     */
    public Set<MessageId> ids() {
        return ids;
    }

    /**
     * {@return whether one of the {@link #ids()} is this id}
     *
     * <p>{@code false} is no proof that the report is about another message. Compare {@link #ref()} first.
     *
     * @param id the id of an accepted message
     */
    public boolean isAbout(MessageId id) {
        return ids.contains(requireNonNull(id, "id"));
    }

    /**
     * {@return when the message got this status, by the clock of Kaleyra or Meta, to the second}
     *
     * <p>A report of a message that was {@link DeliveryStatus#NOT_SENT} has no time.
     */
    public Optional<Instant> at() {
        return Optional.ofNullable(at);
    }

    /**
     * {@return the recipient, if the callback names a phone number}
     *
     * <p>WhatsApp lets people hide their number behind a user name, so do not rely on it.
     */
    public Optional<PhoneNumber> recipient() {
        return Optional.ofNullable(recipient);
    }

    /** {@return why the message was not delivered, in the callback's order; empty for most reports; unmodifiable} */
    public List<DeliveryError> errors() {
        return errors;
    }

    /**
     * {@return the part of the callback that this report was read from, for what the other methods do not tell}
     *
     * <p>Empty for a report that was not read from a callback. It may have the recipient's number in it: think before you
     * log or store it.
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
     * {@return what the report says in one line, made for logs}
     *
     * <p>Of the recipient's number it shows the first and the last two digits, and of a {@code wamid} only the end, since its
     * start encodes the number. References are shown, so put no phone number into one. Long texts are cut, and
     * {@link #raw()} is left out.
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
     * Builds a {@link DeliveryReport}. Applications need it in tests, and to read callbacks in a format of their own.
     *
     * <p>Only the status is required; everything else is absent unless set. A builder is not thread-safe. It can build any
     * number of reports, and what is set later does not change those already built.
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
         * Sets the status as the callback has it, without a change of {@link DeliveryReport#status()}; for callbacks with
         * words of their own.
         *
         * @param statusText such as {@code "0"} where that means failed
         * @return this builder
         */
        public Builder statusText(String statusText) {
            this.statusText = requireNonNull(statusText, "statusText");
            return this;
        }

        /**
         * Sets the first reference.
         *
         * @param ref as the callback has it; empty for none
         * @return this builder
         */
        public Builder ref(String ref) {
            this.ref = requireNonNull(ref, "ref");
            return this;
        }

        /**
         * Sets the second reference.
         *
         * @param ref1 as the callback has it; empty for none
         * @return this builder
         */
        public Builder ref1(String ref1) {
            this.ref1 = requireNonNull(ref1, "ref1");
            return this;
        }

        /**
         * Sets the third reference.
         *
         * @param ref2 as the callback has it; empty for none
         * @return this builder
         */
        public Builder ref2(String ref2) {
            this.ref2 = requireNonNull(ref2, "ref2");
            return this;
        }

        /**
         * Adds an id. An id that is already there is not added again.
         *
         * @param id one of the ids in the callback
         * @return this builder
         */
        public Builder id(MessageId id) {
            ids.add(requireNonNull(id, "id"));
            return this;
        }

        /**
         * Sets the time of the status.
         *
         * @param at when the message got the status
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

        /** {@return a report with what was set} */
        public DeliveryReport build() {
            return new DeliveryReport(this);
        }
    }
}
