package dev.pictogram.feign;

import dev.pictogram.wire.HttpExchange.Lost;
import dev.pictogram.wire.HttpExchange.Outcome;
import java.io.IOException;

/** Carries an outcome without an answer through Feign, which wraps it. */
final class UnansweredException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Outcome outcome;

    UnansweredException(Outcome outcome, Throwable cause) {
        super(cause);
        this.outcome = outcome;
    }

    /**
     * Returns the outcome that an exception carries. Any other comes from a client that we do not know, which may have
     * sent before it failed, perhaps more than once: "connection refused" may be what its second try found.
     */
    static Outcome outcomeOf(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof UnansweredException unanswered) {
                return unanswered.outcome;
            }
        }
        return new Lost(thrown);
    }
}
