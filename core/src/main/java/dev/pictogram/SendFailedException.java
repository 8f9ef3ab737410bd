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

    private final transient @Nullable SendResult result; // null: this is a copy that was serialised

    SendFailedException(SendResult result, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.result = requireNonNull(result, "result");
    }

    /** {@return what became of the message; in doubt in a copy that was serialised, which has no result any more} */
    public SendResult result() {
        return result == null
                ? new SendResult.InDoubt("the result did not come with a serialised copy: " + getMessage(), getCause())
                : result;
    }
}
