// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit;

import static java.util.Objects.requireNonNull;

import dev.pictogram.MessageId;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An outcome that a {@link FakeMessaging} returns. Designed for static imports:
 *
 * <pre>{@code
 * fake.next(rejected(LOW_BALANCE), inDoubt().after(Duration.ofSeconds(2)));
 * }</pre>
 *
 * <p>Immutable; several fakes can share one outcome.
 */
public final class FakeOutcome {

    private final @Nullable SendResult result; // null: accepted with the fake's next id
    private final Duration delay;

    private FakeOutcome(@Nullable SendResult result, Duration delay) {
        this.result = result;
        this.delay = delay;
    }

    /** {@return an accepted message with the fake's next id: fake-1, fake-2 and so on} */
    public static FakeOutcome accepted() {
        return new FakeOutcome(null, Duration.ZERO);
    }

    /**
     * {@return an accepted message with this id}
     *
     * @param id the message id; any text that is not blank
     * @throws IllegalArgumentException if the id is blank
     */
    public static FakeOutcome accepted(String id) {
        return of(new Accepted(MessageId.of(id)));
    }

    /**
     * {@return a rejected message with the status, code, error message and details that Kaleyra documents for the reason}
     *
     * <p>Five reasons are not on the API page:
     *
     * <ul>
     *   <li>{@code SENDER_NOT_ACTIVE}: code WA401 from a newer page; the texts are this library's guess
     *   <li>{@code DAILY_LIMIT_REACHED}: code WAV2101 from another page; status 400 is this library's guess, and the texts are
     *       empty
     *   <li>{@code RATE_LIMITED}: status 429 without a body
     *   <li>{@code UNAVAILABLE}: status 503 without a body and with a {@code Retry-After} of 0 seconds, since a 503 without
     *       {@code Retry-After} would be in doubt
     *   <li>{@code UNRECOGNIZED}: status 403 without a body
     * </ul>
     *
     * <p>Use {@link #of} for other rejections.
     *
     * @param reason the reason
     */
    public static FakeOutcome rejected(Reason reason) {
        return of(rejection(reason, Optional.empty()));
    }

    /**
     * {@return a rejected message with a {@code Retry-After}, which mainly {@code RATE_LIMITED} and {@code UNAVAILABLE} responses
     * have}
     *
     * @param reason the reason
     * @param retryAfter the wait that the server asks for
     * @throws IllegalArgumentException if the duration is negative
     */
    public static FakeOutcome rejected(Reason reason, Duration retryAfter) {
        return of(rejection(reason, Optional.of(notNegative("retryAfter", retryAfter))));
    }

    /** {@return a message that was not sent} */
    public static FakeOutcome notSent() {
        return of(new NotSent("set by the test", null));
    }

    /** {@return a message that may have been accepted} */
    public static FakeOutcome inDoubt() {
        return of(new InDoubt("set by the test", null));
    }

    /**
     * {@return an outcome with exactly this result}
     *
     * @param result any result, such as a {@link Rejected} that {@link #rejected(Reason)} does not create
     */
    public static FakeOutcome of(SendResult result) {
        return new FakeOutcome(requireNonNull(result, "result"), Duration.ZERO);
    }

    /**
     * {@return a copy that is returned after a delay}
     *
     * <p>The message is recorded at once.
     *
     * @param delay the time that {@code send} waits, and until the future of {@code sendAsync} completes; it replaces an earlier
     *     delay
     * @throws IllegalArgumentException if the duration is negative
     */
    public FakeOutcome after(Duration delay) {
        return new FakeOutcome(result, notNegative("delay", delay));
    }

    Duration delay() {
        return delay;
    }

    SendResult result(Supplier<MessageId> ids) {
        return result == null ? new Accepted(ids.get()) : result;
    }

    @Override
    public String toString() {
        return (result == null ? "accepted with the next id" : result.toString())
                + (delay.isZero() ? "" : " after " + delay);
    }

    private static Rejected rejection(Reason reason, Optional<Duration> retryAfter) {
        return switch (requireNonNull(reason, "reason")) {
            case INVALID_CREDENTIALS ->
                rejection(reason, 401, "RBC001", "Incorrect SID or API key.", "error", retryAfter);
            case SENDER_NOT_OWNED ->
                rejection(
                        reason,
                        401,
                        "WA401",
                        "Phone number is not present or does not belong to the account.",
                        "phone_number",
                        retryAfter);
            case SENDER_NOT_ACTIVE ->
                rejection(reason, 401, "WA401", "Phone number is not active.", "phone_number", retryAfter);
            case INVALID_PAYLOAD ->
                new Rejected(
                        reason,
                        400,
                        "WA400",
                        "Refer to correct payload format",
                        Map.of("payload", "Incorrect payload format"),
                        retryAfter);
            case LOW_BALANCE ->
                rejection(
                        reason,
                        400,
                        "E110",
                        "Please check your balance, You have a low balance!",
                        "balance",
                        retryAfter);
            case ACCOUNT_NOT_ENABLED ->
                rejection(
                        reason,
                        401,
                        "WA-401",
                        "API is not available for given customer.Please contact support for more info",
                        "account",
                        retryAfter);
            case WRONG_API_VERSION ->
                rejection(
                        reason,
                        401,
                        "WA-401",
                        "The phone number you're using is associated with different Version of our WA API."
                                + " Please use the appropriate endpoint.",
                        "phone_number",
                        retryAfter);
            case DAILY_LIMIT_REACHED -> new Rejected(reason, 400, "WAV2101", "", Map.of(), retryAfter);
            case TRY_LATER ->
                new Rejected(
                        reason,
                        500,
                        "WA500",
                        "Please try again later",
                        Map.of("error", "Internal server error"),
                        retryAfter);
            case RATE_LIMITED -> new Rejected(reason, 429, "", "", Map.of(), retryAfter);
            case UNAVAILABLE ->
                new Rejected(reason, 503, "", "", Map.of(), retryAfter.or(() -> Optional.of(Duration.ZERO)));
            case UNRECOGNIZED -> new Rejected(reason, 403, "", "", Map.of(), retryAfter);
        };
    }

    /** Most responses contain the same text twice: as the message and as the only detail. */
    private static Rejected rejection(
            Reason reason, int status, String code, String message, String detail, Optional<Duration> retryAfter) {
        return new Rejected(reason, status, code, message, Map.of(detail, message), retryAfter);
    }

    private static Duration notNegative(String field, Duration duration) {
        if (requireNonNull(duration, field).isNegative()) {
            throw new IllegalArgumentException(field + ": must not be negative, but it is " + duration);
        }
        return duration;
    }
}
