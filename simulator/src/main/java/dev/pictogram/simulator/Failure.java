// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the next requests go wrong.
 *
 * @param mode in which way
 * @param next how many requests, or nothing for all until told otherwise
 * @param delay how long an answer takes, zero but for {@link Mode#DELAY}
 */
record Failure(Mode mode, Optional<Integer> next, Duration delay) {

    static final Duration LONGEST_DELAY = Duration.ofMinutes(10);

    static final Failure NONE = new Failure(Mode.NONE, Optional.empty(), Duration.ZERO);

    enum Mode {
        NONE("none"),
        WA500("WA500", Answer.TRY_LATER),
        RBC001("RBC001", Answer.WRONG_CREDENTIALS),
        WA401_SENDER_NOT_OWNED("WA401", Answer.SENDER_NOT_OWNED),
        WA401_ACCOUNT_NOT_ENABLED("WA401-account", Answer.ACCOUNT_NOT_ENABLED.with401Code("WA401")),
        WA401_WRONG_VERSION("WA401-version", Answer.WRONG_VERSION.with401Code("WA401")),
        WA401_SENDER_NOT_ACTIVE("WA401-not-active", Answer.SENDER_NOT_ACTIVE),
        WA_401_SENDER_NOT_OWNED("WA-401", Answer.SENDER_NOT_OWNED.with401Code("WA-401")),
        WA_401_ACCOUNT_NOT_ENABLED("WA-401-account", Answer.ACCOUNT_NOT_ENABLED),
        WA_401_WRONG_VERSION("WA-401-version", Answer.WRONG_VERSION),
        WA_401_SENDER_NOT_ACTIVE("WA-401-not-active", Answer.SENDER_NOT_ACTIVE.with401Code("WA-401")),
        WA400("WA400", Answer.WRONG_PAYLOAD),
        E110("E110", Answer.LOW_BALANCE),
        DROP("drop"),
        LOSE_ANSWER("lose-answer"),
        DELAY("delay");

        private final String word;
        private final Optional<Answer> answer;

        Mode(String word) {
            this.word = word;
            answer = Optional.empty();
        }

        Mode(String word, Answer answer) {
            this.word = word;
            this.answer = Optional.of(answer);
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
            throw new IllegalArgumentException("seconds: must be given with mode delay only, but it is given");
        }
    }

    static Failure ofNext(int answers, Mode mode) {
        return ofNext(answers, mode, Duration.ZERO);
    }

    /** {@return what goes wrong with the next answers; with none of them, nothing does} */
    static Failure ofNext(int answers, Mode mode, Duration delay) {
        if (answers < 0) {
            throw new IllegalArgumentException("answers: must not be negative, but it is " + answers);
        }
        return answers == 0 ? NONE : new Failure(mode, Optional.of(answers), delay);
    }

    /** {@return what is left of this after one more request} */
    Failure afterOne() {
        if (next.isEmpty()) {
            return this;
        }
        return next.get() == 1 ? NONE : new Failure(mode, Optional.of(next.get() - 1), delay);
    }

    /** {@return what is answered whatever the request says, if this is what is wrong} */
    Optional<Answer> answer() {
        return mode.answer;
    }

    /** {@return the delay as a number of seconds, to the millisecond and no longer than it must be} */
    String seconds() {
        return Seconds.of(delay);
    }

    /** {@return what the inbox says of a message that was accepted all the same; empty if all is well} */
    String note() {
        return switch (mode) {
            case LOSE_ANSWER -> "in doubt: accepted, but the answer was lost, as told";
            case DELAY -> "answered after " + seconds() + " s, as told";
            default -> "";
        };
    }
}
