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
 * The combined state of all {@link DeliveryReport}s about one message.
 *
 * <p>Reports may arrive more than once, late and in any order, and a message may be reported as read but never as delivered.
 * The state depends neither on the order of reports nor on duplicates. An endpoint can apply each report on arrival:
 *
 * <pre>{@code
 * DeliveryState next = state.with(report);
 * if (!next.equals(state)) {
 *     store(next);
 * }
 * }</pre>
 *
 * <p>This class does not compare references or ids. The caller decides which reports are about the message, preferably by
 * {@link DeliveryReport#ref()}.
 *
 * <h2>Contents</h2>
 *
 * <ul>
 *   <li>The earliest reported time of each reported status. Sent, delivered, read, failed and not sent are kept separately:
 *       a failure does not remove another status, and another status does not remove a failure.
 *   <li>The errors of failed and not-sent reports, one for each code. If two errors have the same code, the one with the
 *       greater title is kept; if the titles are equal, the one with the greater details. The order is that of
 *       {@link String#compareTo}, in which every text is greater than the empty one.
 * </ul>
 *
 * <p>A report with status {@link DeliveryStatus#UNKNOWN} changes nothing.
 *
 * <p>No state is final except {@link DeliveryStatus#READ}. A message that failed can still be reported as delivered, and a
 * delivered message may never be reported as read. Stop waiting after a time that you choose.
 *
 * <h2>Storing a state</h2>
 *
 * <p>Store {@link #status()} for counts and searches. To apply later reports to a stored state, also store the time of each
 * status and the errors. One report for each status restores the state:
 *
 * <pre>{@code
 * DeliveryState.none()
 *         .with(DeliveryReport.builder(SENT).at(row.sentAt()).build())
 *         .with(DeliveryReport.builder(FAILED).at(row.failedAt()).error(DeliveryError.of(row.code())).build())
 * }</pre>
 *
 * <p>Immutable and thread-safe. Two states are equal if their contents are equal.
 */
public final class DeliveryState {

    private static final DeliveryState NONE = new DeliveryState(Map.of(), Map.of());

    // NOT_SENT is last because every other status shows that WhatsApp has the message. An application that took such a
    // message for not sent would send it twice.
    private static final List<DeliveryStatus> BY_PRECEDENCE = List.of(READ, DELIVERED, FAILED, SENT, NOT_SENT);

    private static final BinaryOperator<DeliveryError> GREATER_TEXT =
            BinaryOperator.maxBy(Comparator.comparing(DeliveryError::title).thenComparing(DeliveryError::details));

    private static final int MOST_ERRORS = 20; // Reports can be forged, and a state is stored.

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
     * {@return the state after these reports, whose order does not matter}
     *
     * @param reports reports about the same message
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
     * @param report a report about the same message; a duplicate changes nothing
     */
    public DeliveryState with(DeliveryReport report) {
        DeliveryStatus status = report.status();
        if (status == UNKNOWN) {
            return this;
        }
        Map<DeliveryStatus, Optional<Instant>> times = new EnumMap<>(DeliveryStatus.class);
        times.putAll(reported);
        times.merge(status, report.at(), DeliveryState::earlier);
        TreeMap<String, DeliveryError> reasons = new TreeMap<>(errors);
        if (status.isFailure()) {
            report.errors().forEach(error -> reasons.merge(error.code(), error, GREATER_TEXT));
            while (reasons.size() > MOST_ERRORS) {
                reasons.pollLastEntry(); // By code, so that the order of reports does not matter.
            }
        }
        return new DeliveryState(times, reasons);
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    /**
     * {@return the single status to show, to count and to search by}
     *
     * <p>This is the first reported one of {@link DeliveryStatus#READ}, {@link DeliveryStatus#DELIVERED},
     * {@link DeliveryStatus#FAILED}, {@link DeliveryStatus#SENT} and {@link DeliveryStatus#NOT_SENT};
     * {@link DeliveryStatus#UNKNOWN} if none was reported. A message that reached the phone never counts as failed, and a message
     * that reached WhatsApp never counts as not sent. {@link #has} returns whether a failure was reported as well.
     */
    public DeliveryStatus status() {
        return BY_PRECEDENCE.stream().filter(this::has).findFirst().orElse(UNKNOWN);
    }

    /**
     * {@return the last reported one of {@link DeliveryStatus#SENT}, {@link DeliveryStatus#DELIVERED} and
     * {@link DeliveryStatus#READ}, regardless of failures; empty if none was reported}
     */
    public Optional<DeliveryStatus> progress() {
        return BY_PRECEDENCE.stream()
                .filter(status -> !status.isFailure())
                .filter(this::has)
                .findFirst();
    }

    /** {@return whether the message reached the recipient's phone: it was reported as delivered or read} */
    public boolean isDelivered() {
        return has(DELIVERED) || has(READ);
    }

    /**
     * {@return whether the {@link #status()} is a failure: the message was reported as failed or not sent, and no report contradicts
     * it}
     *
     * <p>A later report can still say that the message was delivered.
     */
    public boolean isFailed() {
        return status().isFailure();
    }

    /**
     * {@return whether exactly this status was reported}
     *
     * @param status the status; always false for {@link DeliveryStatus#UNKNOWN}, which is not kept
     */
    public boolean has(DeliveryStatus status) {
        return reported.containsKey(requireNonNull(status, "status"));
    }

    /**
     * {@return the earliest reported time of exactly this status; empty if the status was not reported, or never with a time}
     *
     * @param status the status; a message reported only as read has no time for {@link DeliveryStatus#DELIVERED}
     */
    public Optional<Instant> at(DeliveryStatus status) {
        return reported.getOrDefault(requireNonNull(status, "status"), Optional.empty());
    }

    /**
     * {@return the reasons why the message failed or was not sent, one for each code, sorted by code; unmodifiable}
     *
     * <p>At most 20: those with the first codes.
     */
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

    /** {@return the status, the time of each reported status, and the errors as {@link DeliveryError#toString()} prints them} */
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
