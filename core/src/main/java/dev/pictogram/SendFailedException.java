// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Says that a message is not known to be accepted; thrown by {@link SendResult#orElseThrow()} and by nothing else.
 *
 * <p>Its name does not mean that nothing was sent: ask {@link #result()}, which may be {@link SendResult.InDoubt}.
 */
public final class SendFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient SendResult result;

    SendFailedException(SendResult result, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.result = requireNonNull(result, "result");
    }

    /** {@return what became of the message; null only in a copy that was serialised, which a result is not} */
    public SendResult result() {
        return result;
    }
}
