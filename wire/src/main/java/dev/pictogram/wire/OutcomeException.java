// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.util.Objects.requireNonNull;

import dev.pictogram.wire.HttpExchange.Lost;
import dev.pictogram.wire.HttpExchange.Outcome;
import java.io.IOException;

/**
 * Carries an outcome through an HTTP client that knows answers and exceptions only, when a transport is plugged in below
 * it, as {@link OneShotHttp} is below Feign and Spring.
 */
public final class OutcomeException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient Outcome outcome;

    /**
     * Makes an exception for the client to pass on.
     *
     * @param outcome what became of the request
     */
    public OutcomeException(Outcome outcome) {
        super("an outcome that the client has no answer for");
        this.outcome = requireNonNull(outcome, "outcome");
    }

    /**
     * {@return the outcome that an exception or one of its causes carries} Any other exception comes from a transport that
     * we do not know, which may have sent before it failed, perhaps more than once ("connection refused" may be what its
     * second try found): it is {@link Lost}.
     *
     * @param thrown what the client threw
     */
    public static Outcome outcomeIn(Throwable thrown) {
        return Causes.of(thrown)
                .filter(OutcomeException.class::isInstance)
                .map(carrier -> ((OutcomeException) carrier).outcome)
                .findFirst()
                .orElseGet(() -> new Lost(thrown));
    }
}
