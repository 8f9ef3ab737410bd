// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Says that a message is not known to be accepted; thrown by {@link SendResult#orElseThrow()} and by nothing else.
 *
 * <p>Its name does not mean that nothing was sent: ask {@link #result()}, which may be {@link SendResult.InDoubt}.
 *
 * <p>It is serialisable with its result. A cause that is not is written as its text and stack trace.
 *
 * @serial exclude
 */
public final class SendFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final SendResult result;

    SendFailedException(SendResult result, String message) {
        super(message, cause(result));
        this.result = requireNonNull(result, "result");
    }

    private static @Nullable Throwable cause(SendResult result) {
        return result.<@Nullable Throwable>fold(
                accepted -> null, rejected -> null, SendResult.NotSent::cause, SendResult.InDoubt::cause);
    }

    /** {@return the outcome of the send} */
    public SendResult result() {
        return result;
    }

    // Throwable writes its cause and what it suppressed as they are, and fails with them.
    private Object writeReplace() {
        SendFailedException written =
                new SendFailedException(SerialForms.writable(result), String.valueOf(getMessage()));
        written.setStackTrace(getStackTrace());
        for (Throwable suppressed : getSuppressed()) {
            written.addSuppressed(SerialForms.writable(suppressed));
        }
        return written;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        if (result == null) {
            throw new InvalidObjectException("it has no result");
        }
    }
}
