// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message: exactly one of four outcomes.
 *
 * <table>
 * <caption>What to do with each outcome</caption>
 * <tr><th>outcome</th><th>means</th><th>do</th></tr>
 * <tr><td>{@link Accepted}</td><td>Kaleyra took it</td><td>keep the id</td></tr>
 * <tr><td>{@link Rejected}</td><td>Kaleyra refused it</td><td>act on its reason</td></tr>
 * <tr><td>{@link NotSent}</td><td>it never left</td><td>send it again freely</td></tr>
 * <tr><td>{@link InDoubt}</td><td>nobody knows</td><td>look before you send it again</td></tr>
 * </table>
 *
 * <p>Results are serialisable. A cause that is not is written as its text and stack trace.
 * @serial exclude
 */
public sealed interface SendResult extends Serializable {

    /**
     * Kaleyra took the message. That is not delivery, which reports and callbacks tell of: a link that cannot be
     * fetched fails later.
     *
     * @param id the id to find in reports and callbacks
     * @serial exclude
     */
    record Accepted(MessageId id) implements SendResult {

        /**
         * Accepts the id of an accepted message.
         *
         * @param id not null: without one a message is {@link InDoubt}
         */
        public Accepted {
            requireNonNull(id, "id");
        }
    }

    /**
     * Kaleyra refused the message; nobody gets it and nothing is billed.
     *
     * @param reason why, to act on
     * @param status the HTTP status of the answer
     * @param code Kaleyra's own code such as {@code WA401}, or empty if the answer had none
     * @param message Kaleyra's own words, or empty if the answer had none
     * @param details the members of {@code error} in the order of the response; values that are not text are kept as their
     *     JSON
     * @param retryAfter how long the server asked to wait before the next try, if it did
     * @serial exclude
     */
    record Rejected(
            Reason reason,
            int status,
            String code,
            String message,
            Map<String, String> details,
            Optional<Duration> retryAfter)
            implements SendResult {

        /**
         * Accepts the parts of a refusal, none of them null.
         *
         * @param reason {@link Reason#UNRECOGNIZED} for what the API page does not list
         * @param status such as 401
         * @param code empty for none
         * @param message empty for none
         * @param details empty for none; they are copied
         * @param retryAfter empty for none
         */
        public Rejected {
            requireNonNull(reason, "reason");
            requireNonNull(code, "code");
            requireNonNull(message, "message");
            details = copyInOrder(details);
            requireNonNull(retryAfter, "retryAfter");
        }

        private Object writeReplace() {
            return SerialForms.RejectedForm.of(this);
        }

        // Map.copyOf loses the order.
        private static Map<String, String> copyInOrder(Map<String, String> details) {
            Map<String, String> copy = new LinkedHashMap<>();
            details.forEach((name, value) -> copy.put(requireNonNull(name, "name"), requireNonNull(value, "value")));
            return Collections.unmodifiableMap(copy);
        }
    }

    /**
     * The message never left: no byte of it can have been acted on.
     *
     * @param why what kept it, in words
     * @param cause what was thrown, or null if nothing was, as with {@link Throwable#getCause()}
     * @serial exclude
     */
    record NotSent(String why, @Nullable Throwable cause) implements SendResult {

        /**
         * Accepts the reason in words, and what was thrown.
         *
         * @param why not null
         * @param cause null for nothing
         */
        public NotSent {
            requireNonNull(why, "why");
        }

        private Object writeReplace() {
            return SerialForms.writable(this);
        }
    }

    /**
     * Nobody knows whether Kaleyra took the message. The library never sends it again by itself; look for it in
     * Kaleyra's reports, by its {@link ExtraInfo} references, before you do.
     *
     * @param why what left it open, in words
     * @param cause what was thrown, or null if nothing was, as with {@link Throwable#getCause()}
     * @serial exclude
     */
    record InDoubt(String why, @Nullable Throwable cause) implements SendResult {

        /**
         * Accepts the reason in words, and what was thrown.
         *
         * @param why not null
         * @param cause null for nothing
         */
        public InDoubt {
            requireNonNull(why, "why");
        }

        private Object writeReplace() {
            return SerialForms.writable(this);
        }
    }

    /**
     * Why Kaleyra refused a message. A {@code switch} over it needs no default: within a major version no constant is added,
     * and what Kaleyra comes to refuse besides is {@link #UNRECOGNIZED}, with its code.
     * @serial exclude
     */
    enum Reason {
        /** The SID or the API key is wrong, or the team member who made the key is gone ({@code RBC001}). */
        INVALID_CREDENTIALS(false),
        /** The sender is not a number of this account ({@code WA401}, {@code phone_number}). */
        SENDER_NOT_OWNED(false),
        /** The sender is a number of this account and is not active ({@code WA401} or {@code WA-401}, {@code phone_number}). */
        SENDER_NOT_ACTIVE(false),
        /** Something in the request is not as the API wants it ({@code WA400}). */
        INVALID_PAYLOAD(false),
        /** The account has too little credit ({@code E110}). */
        LOW_BALANCE(false),
        /** The account may not use this API; Kaleyra's support can change that ({@code WA-401} or {@code WA401}, {@code account}). */
        ACCOUNT_NOT_ENABLED(false),
        /** The sender belongs to another version of the API ({@code WA-401} or {@code WA401}, {@code phone_number}). */
        WRONG_API_VERSION(false),
        /** The number of messages for the day is used up ({@code WAV2101}). */
        DAILY_LIMIT_REACHED(false),
        /** The server had trouble of its own and asks for another try ({@code WA500}). */
        TRY_LATER(true),
        /** Too many messages at once (status 429). */
        RATE_LIMITED(true),
        /** The server is not there for anyone (status 503). */
        UNAVAILABLE(true),
        /** A refusal that the API page does not list; status, code, message and details tell more. */
        UNRECOGNIZED(false);

        private final boolean safeToRetry;

        Reason(boolean safeToRetry) {
            this.safeToRetry = safeToRetry;
        }

        /** {@return whether the same message may be accepted at a later try, without any change} */
        public boolean safeToRetry() {
            return safeToRetry;
        }
    }

    /**
     * {@return what the function for this outcome returns}
     *
     * <p>It names all four outcomes, so a program that uses it has forgotten none.
     *
     * @param accepted what to do with an accepted message
     * @param rejected what to do with a refused one
     * @param notSent what to do with one that never left
     * @param inDoubt what to do with one that nobody knows about
     * @param <T> what all four come to
     */
    default <T extends @Nullable Object> T fold(
            Function<? super Accepted, ? extends T> accepted,
            Function<? super Rejected, ? extends T> rejected,
            Function<? super NotSent, ? extends T> notSent,
            Function<? super InDoubt, ? extends T> inDoubt) {
        if (this instanceof Accepted outcome) {
            return accepted.apply(outcome);
        }
        if (this instanceof Rejected outcome) {
            return rejected.apply(outcome);
        }
        if (this instanceof NotSent outcome) {
            return notSent.apply(outcome);
        }
        return inDoubt.apply((InDoubt) this);
    }

    /**
     * {@return whether sending the same message again makes sense and cannot reach the recipient twice: true when it never
     * left, or was refused for a reason that passes}
     */
    default boolean safeToRetry() {
        return fold(accepted -> false, rejected -> rejected.reason().safeToRetry(), notSent -> true, inDoubt -> false);
    }

    /** {@return the id of an accepted message, or nothing for any other outcome} */
    default Optional<MessageId> messageId() {
        return fold(
                accepted -> Optional.of(accepted.id()),
                rejected -> Optional.empty(),
                notSent -> Optional.empty(),
                inDoubt -> Optional.empty());
    }

    /**
     * {@return the id of an accepted message}
     *
     * @throws SendFailedException if the outcome is any other; it carries the result
     */
    default MessageId orElseThrow() {
        return fold(
                Accepted::id,
                rejected -> {
                    String code = rejected.code().isEmpty() ? "" : " " + rejected.code();
                    String words = rejected.message().isEmpty() ? "no further words" : rejected.message();
                    throw new SendFailedException(
                            rejected,
                            "rejected, " + rejected.reason() + " (HTTP " + rejected.status() + code + "): " + words);
                },
                notSent -> {
                    throw new SendFailedException(notSent, "not sent: " + notSent.why());
                },
                inDoubt -> {
                    throw new SendFailedException(inDoubt, "in doubt: " + inDoubt.why());
                });
    }
}
