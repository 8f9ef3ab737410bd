package dev.pictogram.spring;

import dev.pictogram.wire.HttpExchange.Lost;
import dev.pictogram.wire.HttpExchange.Outcome;
import java.io.IOException;

/** Carries what became of a request through {@code RestClient}, which knows answers and exceptions only. */
final class OutcomeException extends IOException {

    private static final long serialVersionUID = 1;
    private static final int DEEP_ENOUGH = 20; // for causes that go round in a circle

    private final transient Outcome outcome;

    OutcomeException(Outcome outcome) {
        super("no answer that Spring can tell");
        this.outcome = outcome;
    }

    /** Returns the outcome that an exception carries; without one, the request may have left, as far as it is known. */
    static Outcome outcomeIn(RuntimeException thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEP_ENOUGH; depth++) {
            if (cause instanceof OutcomeException carrier) {
                return carrier.outcome;
            }
            cause = cause.getCause();
        }
        return new Lost(thrown);
    }
}
