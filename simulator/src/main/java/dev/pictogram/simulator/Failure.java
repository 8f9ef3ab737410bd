// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The failure mode of the next requests.
 *
 * @param mode the kind of failure
 * @param next the number of requests; empty for all until the mode is changed
 * @param delay the delay of the response; zero except for {@link Mode#DELAY}
 */
record Failure(Mode mode, Optional<Integer> next, Duration delay) {

    static final Duration LONGEST_DELAY = Duration.ofMinutes(10);

    static final Failure NONE = new Failure(Mode.NONE, Optional.empty(), Duration.ZERO);

    enum Mode {
        NONE("none"),
        WA500("WA500", Response.TRY_LATER),
        RBC001("RBC001", Response.WRONG_CREDENTIALS),
        WA401_SENDER_NOT_OWNED("WA401", Response.SENDER_NOT_OWNED),
        WA401_ACCOUNT_NOT_ENABLED("WA401-account", Response.ACCOUNT_NOT_ENABLED.with401Code("WA401")),
        WA401_WRONG_VERSION("WA401-version", Response.WRONG_VERSION.with401Code("WA401")),
        WA401_SENDER_NOT_ACTIVE("WA401-not-active", Response.SENDER_NOT_ACTIVE),
        WA_401_SENDER_NOT_OWNED("WA-401", Response.SENDER_NOT_OWNED.with401Code("WA-401")),
        WA_401_ACCOUNT_NOT_ENABLED("WA-401-account", Response.ACCOUNT_NOT_ENABLED),
        WA_401_WRONG_VERSION("WA-401-version", Response.WRONG_VERSION),
        WA_401_SENDER_NOT_ACTIVE("WA-401-not-active", Response.SENDER_NOT_ACTIVE.with401Code("WA-401")),
        WA400("WA400", Response.WRONG_PAYLOAD),
        E110("E110", Response.LOW_BALANCE),
        DROP("drop"),
        LOSE_RESPONSE("lose-response"),
        DELAY("delay");

        private final String word;
        private final Optional<Response> response;

        Mode(String word) {
            this.word = word;
            response = Optional.empty();
        }

        Mode(String word, Response response) {
            this.word = word;
            this.response = Optional.of(response);
        }

        String word() {
            return word;
        }

        static Mode of(String word) {
            return Arrays.stream(values())
                    .filter(mode -> mode.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("mode: must be one of "
                            + Arrays.stream(values()).map(Mode::word).collect(Collectors.joining(", "))
                            + ", but it is another"));
        }
    }

    Failure {
        if (next.isPresent() && next.get() < 1) {
            throw new IllegalArgumentException("next: must be at least 1, but it is " + next.get());
        }
        boolean delays = mode == Mode.DELAY;
        if (delays && (delay.compareTo(Duration.ofMillis(1)) < 0 || delay.compareTo(LONGEST_DELAY) > 0)) {
            throw new IllegalArgumentException(
                    "seconds: must be from 0.001 to " + LONGEST_DELAY.toSeconds() + " with mode delay, but it is not");
        }
        if (!delays && !delay.isZero()) {
            throw new IllegalArgumentException(
                    "seconds: must be given with mode delay only, but it is given with another");
        }
    }

    static Failure ofNext(int requests, Mode mode) {
        return ofNext(requests, mode, Duration.ZERO);
    }

    /** {@return the failure of the next requests; for 0 requests, no failure} */
    static Failure ofNext(int requests, Mode mode, Duration delay) {
        if (requests < 0) {
            throw new IllegalArgumentException("requests: must not be negative, but it is " + requests);
        }
        return requests == 0 ? NONE : new Failure(mode, Optional.of(requests), delay);
    }

    /** {@return the failure mode after one more request} */
    Failure afterOne() {
        if (next.isEmpty()) {
            return this;
        }
        return next.get() == 1 ? NONE : new Failure(mode, Optional.of(next.get() - 1), delay);
    }

    /** {@return the response of this mode to every request, if it has one} */
    Optional<Response> response() {
        return mode.response;
    }

    /** {@return the delay in seconds, without trailing zeros} */
    String seconds() {
        return Seconds.of(delay);
    }

    /** {@return the note of the inbox on a message that was accepted in this mode; empty if there is none} */
    String note() {
        return switch (mode) {
            case LOSE_RESPONSE -> "in doubt: accepted, but the failure mode suppressed the response";
            case DELAY -> "response delayed by " + seconds() + " s by the failure mode";
            default -> "";
        };
    }
}
