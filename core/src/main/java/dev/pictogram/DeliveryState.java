// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static dev.pictogram.DeliveryStatus.DELIVERED;
import static dev.pictogram.DeliveryStatus.FAILED;
import static dev.pictogram.DeliveryStatus.NOT_SENT;
import static dev.pictogram.DeliveryStatus.READ;
import static dev.pictogram.DeliveryStatus.SENT;
import static dev.pictogram.DeliveryStatus.UNKNOWN;
import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all {@link DeliveryReport}s about one message say together.
 *
 * <p>Reports may come twice, late and in any order; {@code delivered} may never come for a message that was read at once.
 * The state does not depend on it: the same reports give an equal state in every order and however often each one comes. So
 * an endpoint can apply each report as it arrives:
 *
 * <pre>{@code
 * DeliveryState next = state.with(report);
 * if (!next.equals(state)) {
 *     store(next);
 * }
 * }</pre>
 *
 * <p>The caller decides which reports are about the message, best by {@link DeliveryReport#ref()}; nothing here compares
 * references or ids.
 *
 * <h2>What is kept</h2>
 *
 * <ul>
 *   <li>For each status that was reported, the earliest time that a report had for it. Sent, delivered, read, failed and not
 *       sent are kept beside each other; nothing erases a failure, and a failure erases nothing.
 *   <li>The errors of failed and not-sent reports, one for each code. Of two errors with the same code the one with the greater
 *       title is kept, then the one with the greater details, as {@link String#compareTo} orders them. Any text is greater
 *       than none.
 * </ul>
 *
 * <p>An {@link DeliveryStatus#UNKNOWN} report changes nothing.
 *
 * <p>No state is final except {@link DeliveryStatus#READ}. A message that failed can still be reported as delivered, and one
 * that was delivered may never be reported as read. Set a time after which you stop waiting.
 *
 * <h2>Storing a state</h2>
 *
 * <p>Store {@link #status()} to count and to search. Store the time of each status and the errors as well if later reports
 * are to be folded in. One report for each status gives the state back:
 *
 * <pre>{@code
 * DeliveryState.none()
 *         .with(DeliveryReport.builder(SENT).at(row.sentAt()).build())
 *         .with(DeliveryReport.builder(FAILED).at(row.failedAt()).error(DeliveryError.of(row.code())).build())
 * }</pre>
 *
 * <p>Immutable and thread-safe. Two states are equal if all that is kept is equal.
 */
public final class DeliveryState {

    private static final DeliveryState NONE = new DeliveryState(Map.of(), Map.of());

    // The reported status that counts most comes first. NOT_SENT comes last, since every other status shows that
    // WhatsApp has
    // the message: an application that took it for not sent would send it twice.
    private static final List<DeliveryStatus> BY_RANK = List.of(READ, DELIVERED, FAILED, SENT, NOT_SENT);

    private static final BinaryOperator<DeliveryError> SAYS_MORE =
            BinaryOperator.maxBy(Comparator.comparing(DeliveryError::title).thenComparing(DeliveryError::details));

    private final Map<DeliveryStatus, Optional<Instant>> reported; // empty: reported without a time
    private final Map<String, DeliveryError> errors; // by code

    private DeliveryState(Map<DeliveryStatus, Optional<Instant>> reported, Map<String, DeliveryError> errors) {
        this.reported = reported;
        this.errors = errors;
    }

    /** {@return the state of a message without reports} */
    public static DeliveryState none() {
        return NONE;
    }

    /**
     * {@return the state that these reports give, in whatever order}
     *
     * @param reports any number of reports about the same message
     */
    public static DeliveryState of(Iterable<DeliveryReport> reports) {
        DeliveryState state = NONE;
        for (DeliveryReport report : reports) {
            state = state.with(report);
        }
        return state;
    }

    /**
     * {@return the state after one more report}
     *
     * @param report a report about the same message; one that was applied before changes nothing
     */
    public DeliveryState with(DeliveryReport report) {
        DeliveryStatus status = report.status();
        if (status == UNKNOWN) {
            return this;
        }
        Map<DeliveryStatus, Optional<Instant>> times = new EnumMap<>(DeliveryStatus.class);
        times.putAll(reported);
        times.merge(status, report.at(), DeliveryState::earlier);
        Map<String, DeliveryError> reasons = new TreeMap<>(errors);
        if (status.isFailure()) {
            report.errors().forEach(error -> reasons.merge(error.code(), error, SAYS_MORE));
        }
        return new DeliveryState(times, reasons);
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    /**
     * {@return the one status that describes the message best: to show, to count and to search by}
     *
     * <p>It is the first of these that was reported: {@link DeliveryStatus#READ}, {@link DeliveryStatus#DELIVERED},
     * {@link DeliveryStatus#FAILED}, {@link DeliveryStatus#SENT}, {@link DeliveryStatus#NOT_SENT}; without any it is
     * {@link DeliveryStatus#UNKNOWN}. So a message that reached the phone never counts as failed, and a message that WhatsApp
     * had never counts as not sent. {@link #has} tells whether a failure was reported besides.
     */
    public DeliveryStatus status() {
        return BY_RANK.stream().filter(this::has).findFirst().orElse(UNKNOWN);
    }

    /**
     * {@return how far the message came: the last of {@link DeliveryStatus#SENT}, {@link DeliveryStatus#DELIVERED} and
     * {@link DeliveryStatus#READ} that was reported, whether or not it failed besides}
     */
    public Optional<DeliveryStatus> progress() {
        return BY_RANK.stream()
                .filter(status -> !status.isFailure())
                .filter(this::has)
                .findFirst();
    }

    /** {@return whether the message reached the recipient's phone: delivered or read was reported, or both} */
    public boolean isDelivered() {
        return has(DELIVERED) || has(READ);
    }

    /**
     * {@return whether the {@link #status()} is a failure: failed or not sent was reported, and nothing that contradicts it}
     *
     * <p>That is the best knowledge so far. A late report can still say that the message was delivered.
     */
    public boolean isFailed() {
        return status().isFailure();
    }

    /**
     * {@return whether a report with exactly this status came}
     *
     * @param status {@link DeliveryStatus#UNKNOWN} is never kept
     */
    public boolean has(DeliveryStatus status) {
        return reported.containsKey(requireNonNull(status, "status"));
    }

    /**
     * {@return the earliest time that was reported for exactly this status; empty if the status was not reported, or no report
     * of it had a time}
     *
     * @param status a message that was read has no time for {@link DeliveryStatus#DELIVERED} unless that was reported, too
     */
    public Optional<Instant> at(DeliveryStatus status) {
        return reported.getOrDefault(requireNonNull(status, "status"), Optional.empty());
    }

    /** {@return why the message failed or was not sent, one error for each code, ordered by code; unmodifiable} */
    public List<DeliveryError> errors() {
        return List.copyOf(errors.values());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeliveryState that && reported.equals(that.reported) && errors.equals(that.errors);
    }

    @Override
    public int hashCode() {
        return Objects.hash(reported, errors);
    }

    /** {@return the status, then each reported status with its time, then the errors as {@link DeliveryError} prints them} */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "DeliveryState[", "]");
        text.add("status=" + status());
        reported.forEach((status, at) ->
                text.add(status.word() + at.map(time -> "=" + time).orElse("")));
        text.add("errors=" + errors());
        return text.toString();
    }
}
