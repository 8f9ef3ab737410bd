// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if the outbox's database failed, or is not safe to use.
 *
 * <p>The message says what happened and what to do. The cause is the {@link java.sql.SQLException}, if there was one.
 */
public final class OutboxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
