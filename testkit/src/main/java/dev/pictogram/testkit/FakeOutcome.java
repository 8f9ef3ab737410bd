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
 * What a {@link FakeMessaging} is told to answer. Made to be imported statically:
 *
 * <pre>{@code
 * fake.next(rejected(LOW_BALANCE), inDoubt().after(Duration.ofSeconds(2)));
 * }</pre>
 *
 * <p>Immutable; one may be given to any number of fakes.
 */
public final class FakeOutcome {

    private final @Nullable SendResult result; // null: accepted with the fake's next id
    private final Duration delay;

    private FakeOutcome(@Nullable SendResult result, Duration delay) {
        this.result = result;
        this.delay = delay;
    }

    /** {@return the outcome of a message that is accepted, with the fake's next id: fake-1, fake-2 and so on} */
    public static FakeOutcome accepted() {
        return new FakeOutcome(null, Duration.ZERO);
    }

    /**
     * {@return the outcome of a message that is accepted with this id}
     *
     * @param id any text that is not blank
     * @throws IllegalArgumentException if the id is blank
     */
    public static FakeOutcome accepted(String id) {
        return of(new Accepted(MessageId.of(id)));
    }

    /**
     * {@return the refusal for this reason, with status, code, message and details as Kaleyra documents them}
     *
     * <p>Five are not on the page for this API. The texts of {@code SENDER_NOT_ACTIVE} (code WA401 from a newer page of
     * Kaleyra's) are our guess. Those of four are empty: {@code DAILY_LIMIT_REACHED} (code WAV2101 from another page, with
     * a status of 400 that is our guess), {@code RATE_LIMITED} (status 429), {@code UNAVAILABLE} (503 with a
     * {@code Retry-After} of 0 seconds, since a bare 503 is no refusal) and {@code UNRECOGNIZED} (a 403 without a body). For any other refusal there is {@link #of}.
     *
     * @param reason which of the refusals
     */
    public static FakeOutcome rejected(Reason reason) {
        return of(refusal(reason, Optional.empty()));
    }

    /**
     * {@return the refusal for this reason with a {@code Retry-After}, as an answer that asks to come back later may have
     * one: above all {@code RATE_LIMITED} and {@code UNAVAILABLE}}
     *
     * @param reason which of the refusals
     * @param retryAfter how long the server asks to wait
     * @throws IllegalArgumentException if it is negative
     */
    public static FakeOutcome rejected(Reason reason, Duration retryAfter) {
        return of(refusal(reason, Optional.of(notNegative("retryAfter", retryAfter))));
    }

    /** {@return the outcome of a message that never left} */
    public static FakeOutcome notSent() {
        return of(new NotSent("the fake was told that it never left", null));
    }

    /** {@return the outcome of a message that nobody knows about} */
    public static FakeOutcome inDoubt() {
        return of(new InDoubt("the fake was told that nobody knows", null));
    }

    /**
     * {@return the outcome that is exactly this result}
     *
     * @param result any that a port may return, such as a {@link Rejected} that no reason stands for
     */
    public static FakeOutcome of(SendResult result) {
        return new FakeOutcome(requireNonNull(result, "result"), Duration.ZERO);
    }

    /**
     * {@return this outcome, told after so much time instead of at once} The message is sent at once all the same.
     *
     * @param delay how long {@code send} waits, and how long the future of {@code sendAsync} takes to complete; it takes
     *     the place of an earlier one
     * @throws IllegalArgumentException if it is negative
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

    private static Rejected refusal(Reason reason, Optional<Duration> retryAfter) {
        return switch (requireNonNull(reason, "reason")) {
            case INVALID_CREDENTIALS ->
                refusal(reason, 401, "RBC001", "Incorrect SID or API key.", "error", retryAfter);
            case SENDER_NOT_OWNED ->
                refusal(
                        reason,
                        401,
                        "WA401",
                        "Phone number is not present or does not belong to the account.",
                        "phone_number",
                        retryAfter);
            case SENDER_NOT_ACTIVE ->
                refusal(reason, 401, "WA401", "Phone number is not active.", "phone_number", retryAfter);
            case INVALID_PAYLOAD ->
                new Rejected(
                        reason,
                        400,
                        "WA400",
                        "Refer to correct payload format",
                        Map.of("payload", "Incorrect payload format"),
                        retryAfter);
            case LOW_BALANCE ->
                refusal(
                        reason,
                        400,
                        "E110",
                        "Please check your balance, You have a low balance!",
                        "balance",
                        retryAfter);
            case ACCOUNT_NOT_ENABLED ->
                refusal(
                        reason,
                        401,
                        "WA-401",
                        "API is not available for given customer.Please contact support for more info",
                        "account",
                        retryAfter);
            case WRONG_API_VERSION ->
                refusal(
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

    /** Most refusals say the same twice: as their message, and as their one detail. */
    private static Rejected refusal(
            Reason reason, int status, String code, String message, String detail, Optional<Duration> retryAfter) {
        return new Rejected(reason, status, code, message, Map.of(detail, message), retryAfter);
    }

    private static Duration notNegative(String what, Duration duration) {
        if (requireNonNull(duration, what).isNegative()) {
            throw new IllegalArgumentException(what + ": must not be negative, but it is " + duration);
        }
        return duration;
    }
}
