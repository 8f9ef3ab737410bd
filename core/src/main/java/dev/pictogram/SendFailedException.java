// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by {@link SendResult#orElseThrow()} if a message is not known to be accepted.
 *
 * <p>The message may have been sent: {@link #result()} may be {@link SendResult.InDoubt}. Check it before sending again.
 *
 * <p>Serializable together with its result. A cause that is not serializable is written as its text and stack trace.
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

    /** {@return the result: rejected, not sent or in doubt} */
    public SendResult result() {
        return result;
    }

    // Throwable writes its cause and suppressed exceptions unchanged, and fails if one of them is not serializable.
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
            throw new InvalidObjectException("result: must not be null");
        }
    }
}
