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
 * The result of a send: exactly one of four outcomes.
 *
 * <table>
 * <caption>The outcomes of a send</caption>
 * <tr><th>outcome</th><th>meaning</th><th>action</th></tr>
 * <tr><td>{@link Accepted}</td><td>Kaleyra accepted the message</td><td>store the id</td></tr>
 * <tr><td>{@link Rejected}</td><td>Kaleyra rejected the message</td><td>act on the reason</td></tr>
 * <tr><td>{@link NotSent}</td><td>the message was not sent</td><td>send it again; this is safe</td></tr>
 * <tr><td>{@link InDoubt}</td><td>the message may have been accepted</td><td>check Kaleyra's reports before sending it
 *     again</td></tr>
 * </table>
 *
 * <p>{@link #fold} handles all four outcomes.
 *
 * <p>Immutable and serializable. A cause that is not serializable is written as its text and stack trace.
 *
 * @serial exclude
 */
public sealed interface SendResult extends Serializable {

    /**
     * Kaleyra accepted the message. Acceptance is not delivery: delivery and later failures, such as a link that cannot be
     * fetched, are reported by callback as a {@link DeliveryReport}.
     *
     * @param id the message id, which reports and callbacks contain
     * @serial exclude
     */
    record Accepted(MessageId id) implements SendResult {

        /**
         * Creates an accepted result.
         *
         * @param id the message id; a response without an id is {@link InDoubt}
         */
        public Accepted {
            requireNonNull(id, "id");
        }
    }

    /**
     * Kaleyra rejected the message. Nobody receives it and it is not billed.
     *
     * @param reason the reason, to act on
     * @param status the HTTP status of the response
     * @param code Kaleyra's error code, such as {@code WA401}; empty if the response has none
     * @param message Kaleyra's error message; empty if the response has none
     * @param details the members of {@code error} in the order of the response; values other than strings are kept as JSON
     * @param retryAfter the wait that the server asked for in {@code Retry-After}; empty if the response has none
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
         * Creates a rejected result.
         *
         * @param reason the reason; {@link Reason#UNRECOGNIZED} for a rejection that the API page does not list
         * @param status the HTTP status, such as 401
         * @param code Kaleyra's error code; empty for none
         * @param message Kaleyra's error message; empty for none
         * @param details the members of {@code error}, which are copied; empty for none
         * @param retryAfter the wait that the server asked for; empty for none
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

        // Map.copyOf does not keep the order.
        private static Map<String, String> copyInOrder(Map<String, String> details) {
            Map<String, String> copy = new LinkedHashMap<>();
            details.forEach((name, value) -> copy.put(requireNonNull(name, "name"), requireNonNull(value, "value")));
            return Collections.unmodifiableMap(copy);
        }
    }

    /**
     * The message was not sent: Kaleyra cannot have received it. Sending it again is safe.
     *
     * @param why a description of what prevented the send
     * @param cause the exception that prevented it; null if there was none, as with {@link Throwable#getCause()}
     * @serial exclude
     */
    record NotSent(String why, @Nullable Throwable cause) implements SendResult {

        /**
         * Creates a result for a message that was not sent.
         *
         * @param why a description of what prevented the send
         * @param cause the exception that prevented it; null for none
         */
        public NotSent {
            requireNonNull(why, "why");
        }

        private Object writeReplace() {
            return SerialForms.writable(this);
        }
    }

    /**
     * It is unknown whether Kaleyra accepted the message. The library never retries it. Before sending it again, search
     * Kaleyra's reports for its {@link ExtraInfo} references, or wait for a {@link DeliveryReport} with its {@code ref}.
     *
     * @param why a description of why the result is unknown
     * @param cause the exception that left it unknown; null if there was none, as with {@link Throwable#getCause()}
     * @serial exclude
     */
    record InDoubt(String why, @Nullable Throwable cause) implements SendResult {

        /**
         * Creates a result in doubt.
         *
         * @param why a description of why the result is unknown
         * @param cause the exception that left it unknown; null for none
         */
        public InDoubt {
            requireNonNull(why, "why");
        }

        private Object writeReplace() {
            return SerialForms.writable(this);
        }
    }

    /**
     * The reason why Kaleyra rejected a message.
     *
     * <p>A {@code switch} over all constants needs no default: no constant is added within a major version. A rejection that
     * Kaleyra adds later is {@link #UNRECOGNIZED}, with its code.
     *
     * @serial exclude
     */
    enum Reason {
        /** The SID or the API key is wrong, or the team member who created the key has left ({@code RBC001}). */
        INVALID_CREDENTIALS(false),
        /** The sender is not a number of this account ({@code WA401}, {@code phone_number}). */
        SENDER_NOT_OWNED(false),
        /** The sender is a number of this account but is not active ({@code WA401} or {@code WA-401}, {@code phone_number}). */
        SENDER_NOT_ACTIVE(false),
        /** The request does not have the format that the API expects ({@code WA400}). */
        INVALID_PAYLOAD(false),
        /** The account balance is too low ({@code E110}). */
        LOW_BALANCE(false),
        /** The account must not use this API; Kaleyra's support can enable it ({@code WA-401} or {@code WA401}, {@code account}). */
        ACCOUNT_NOT_ENABLED(false),
        /** The sender is registered with another version of the API ({@code WA-401} or {@code WA401}, {@code phone_number}). */
        WRONG_API_VERSION(false),
        /** The account has reached its daily number of messages ({@code WAV2101}). */
        DAILY_LIMIT_REACHED(false),
        /** The server had an internal error and asks for a retry ({@code WA500}). */
        TRY_LATER(true),
        /** The server received too many requests (HTTP 429). */
        RATE_LIMITED(true),
        /** The server is unavailable (HTTP 503 with {@code Retry-After} or with an error from Kaleyra). */
        UNAVAILABLE(true),
        /** A rejection that the API page does not list; see status, code, message and details. */
        UNRECOGNIZED(false);

        private final boolean safeToRetry;

        Reason(boolean safeToRetry) {
            this.safeToRetry = safeToRetry;
        }

        /** {@return whether a later retry of the unchanged message may be accepted} */
        public boolean safeToRetry() {
            return safeToRetry;
        }
    }

    /**
     * Calls the function for this outcome and returns its value.
     *
     * <p>A caller must pass a function for each of the four outcomes, so none can be forgotten.
     *
     * @param accepted the function for an accepted message
     * @param rejected the function for a rejected message
     * @param notSent the function for a message that was not sent
     * @param inDoubt the function for a message that may have been accepted
     * @param <T> the type of the value
     * @return the value that the function returned
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
     * {@return whether a retry can succeed and cannot reach the recipient twice}
     *
     * <p>True for {@link NotSent}, and for {@link Rejected} with a temporary reason: {@link Reason#TRY_LATER},
     * {@link Reason#RATE_LIMITED} or {@link Reason#UNAVAILABLE}. Always false for {@link InDoubt}.
     */
    default boolean safeToRetry() {
        return fold(accepted -> false, rejected -> rejected.reason().safeToRetry(), notSent -> true, inDoubt -> false);
    }

    /** {@return the id of an accepted message; empty for every other outcome} */
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
     * @throws SendFailedException for every other outcome; the exception contains the result
     */
    default MessageId orElseThrow() {
        return fold(
                Accepted::id,
                rejected -> {
                    String code = rejected.code().isEmpty() ? "" : " " + rejected.code();
                    String message = rejected.message().isEmpty() ? "no error message" : rejected.message();
                    throw new SendFailedException(
                            rejected,
                            "rejected, " + rejected.reason() + " (HTTP " + rejected.status() + code + "): " + message);
                },
                notSent -> {
                    throw new SendFailedException(notSent, "not sent: " + notSent.why());
                },
                inDoubt -> {
                    throw new SendFailedException(inDoubt, "in doubt: " + inDoubt.why());
                });
    }
}
