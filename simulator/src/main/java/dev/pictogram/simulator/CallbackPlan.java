// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.util.Objects.requireNonNull;

import dev.pictogram.DeliveryStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The callbacks that a {@link KaleyraSimulator} posts for each accepted message, and their times.
 *
 * <p>Steps run in the order of their times, which count from the acceptance of the message. Statuses may be repeated, out of
 * order, or late:
 *
 * <pre>{@code
 * CallbackPlan.none().with(SENT, Duration.ZERO).with(FAILED, "131053", Duration.ofSeconds(2))
 * CallbackPlan.of("read@0.5,delivered@1,delivered@1.5") // out of order, and one of them twice
 * }</pre>
 *
 * <p>The callbacks of one message are posted one at a time: a step waits for the response to the previous one, or for its
 * timeout.
 *
 * <p>Immutable; each method returns a changed copy.
 */
public final class CallbackPlan {

    private static final int MOST_STEPS = 16;
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Pattern STEP =
            Pattern.compile("([A-Za-z _-]{1,32}?)(?::([A-Za-z0-9_-]{1,32}))?@(\\d{1,5}(?:\\.\\d{1,3})?)");
    private static final CallbackPlan NONE = new CallbackPlan(List.of());
    private static final CallbackPlan DEFAULTS = of("sent@0.2,delivered@1,read@3");

    private final List<Step> steps; // ordered by time

    record Step(StatusChange change, Duration after) {

        @Override
        public String toString() {
            String code = change.code().isEmpty() ? "" : ":" + change.code();
            return change.word() + code + "@" + Seconds.of(after);
        }
    }

    private CallbackPlan(List<Step> steps) {
        this.steps = steps;
    }

    /** {@return a plan without steps: callbacks are posted only on demand} */
    public static CallbackPlan none() {
        return NONE;
    }

    /** {@return the plan {@code sent@0.2,delivered@1,read@3}} */
    public static CallbackPlan defaults() {
        return DEFAULTS;
    }

    /**
     * Parses a plan, in the form of the option {@code --callback-plan}.
     *
     * @param text {@code none}, or up to 16 comma-separated steps: a status, for a failure a colon and its code, an {@code @},
     *     and a time from 0 to 86400 seconds with at most three decimals, such as {@code sent@0.2,failed:131053@1} or
     *     {@code not sent:WAV2101@1}. The default codes are 131053 for failed and WAV2101 for not sent
     * @return the plan
     * @throws IllegalArgumentException if the text is no such plan
     */
    public static CallbackPlan of(String text) {
        if (requireNonNull(text, "text").strip().equals("none")) {
            return NONE;
        }
        CallbackPlan plan = NONE;
        int place = 0;
        for (String step : text.split(",", -1)) {
            place++;
            Matcher parts = STEP.matcher(step.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "plan: must be none or steps such as sent@0.2,failed:131053@1, but step " + place
                                + " is not one");
            }
            Duration after = Seconds.parse(parts.group(3));
            @Nullable String code = parts.group(2);
            try {
                plan = plan.with(new Step(StatusChange.of(parts.group(1), code == null ? "" : code), after));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("plan: step " + place + ": " + wrong.getMessage(), wrong);
            }
        }
        return plan;
    }

    /**
     * {@return a copy with one more step; the code is 131053 for failed and WAV2101 for not sent}
     *
     * @param status any but {@link DeliveryStatus#UNKNOWN}
     * @param after the time since the acceptance of a message, 0 to 24 hours, with millisecond precision
     * @throws IllegalArgumentException if a parameter is invalid, or there are 16 steps already
     */
    public CallbackPlan with(DeliveryStatus status, Duration after) {
        return with(new Step(StatusChange.to(status), requireNonNull(after, "after")));
    }

    /**
     * {@return a copy with one more step, for a failure}
     *
     * @param status {@link DeliveryStatus#FAILED} or {@link DeliveryStatus#NOT_SENT}
     * @param code for a failed message a code of Meta's, a number such as {@code 131053}; for one that was not sent a code of
     *     Kaleyra's, such as {@code WAV2101}
     * @param after the time since the acceptance of a message, 0 to 24 hours, with millisecond precision
     * @throws IllegalArgumentException if a parameter is invalid, or there are 16 steps already
     */
    public CallbackPlan with(DeliveryStatus status, String code, Duration after) {
        return with(new Step(new StatusChange(status, code), requireNonNull(after, "after")));
    }

    private CallbackPlan with(Step step) {
        if (step.after().isNegative() || step.after().compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("after: must be from 0 to " + LONGEST.toSeconds() + " s, but it is not");
        }
        if (steps.size() == MOST_STEPS) {
            throw new IllegalArgumentException("plan: must have at most " + MOST_STEPS + " steps, but it has more");
        }
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        more.sort(Comparator.comparing(Step::after)); // Stable: steps at the same time keep their order.
        return new CallbackPlan(List.copyOf(more));
    }

    List<Step> steps() {
        return steps;
    }

    /** {@return the plan in the form that {@link #of} parses} */
    @Override
    public String toString() {
        return steps.isEmpty() ? "none" : steps.stream().map(Step::toString).collect(Collectors.joining(","));
    }
}
