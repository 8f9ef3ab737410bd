// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The serialized forms of objects that cannot be serialized unchanged. */
final class SerialForms {

    private static final int MAX_CHAIN_LENGTH = 100;

    private SerialForms() {}

    /** The serialized form of a rejected result, whose {@link Optional} is not serializable. */
    record RejectedForm(
            Reason reason,
            int status,
            String code,
            String message,
            LinkedHashMap<String, String> details,
            @Nullable Duration retryAfter)
            implements Serializable {

        RejectedForm {
            requireNonNull(reason, "reason");
            requireNonNull(code, "code");
            requireNonNull(message, "message");
            requireNonNull(details, "details");
        }

        static RejectedForm of(Rejected result) {
            return new RejectedForm(
                    result.reason(),
                    result.status(),
                    result.code(),
                    result.message(),
                    new LinkedHashMap<>(result.details()),
                    result.retryAfter().orElse(null));
        }

        private Object readResolve() {
            return new Rejected(reason, status, code, message, details, Optional.ofNullable(retryAfter));
        }
    }

    static SendResult writable(SendResult result) {
        return result.<SendResult>fold(
                accepted -> accepted,
                rejected -> rejected,
                notSent -> new NotSent(notSent.why(), writableOrNull(notSent.cause())),
                inDoubt -> new InDoubt(inDoubt.why(), writableOrNull(inDoubt.cause())));
    }

    private static @Nullable Throwable writableOrNull(@Nullable Throwable cause) {
        return cause == null ? null : writable(cause);
    }

    /**
     * Returns the cause itself if it can be serialized; otherwise its text, its stack trace and the writable forms of its causes
     * and suppressed exceptions.
     */
    static Throwable writable(Throwable cause) {
        return writable(cause, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static Throwable writable(Throwable cause, Set<Throwable> seen) {
        if (isWritable(cause)) {
            return cause;
        }
        seen.add(cause);
        CauseAsText text = new CauseAsText(textOf(cause));
        text.setStackTrace(cause.getStackTrace());
        Throwable next = cause.getCause();
        if (next != null && isNew(next, seen)) {
            text.initCause(writable(next, seen));
        }
        for (Throwable suppressed : cause.getSuppressed()) {
            if (isNew(suppressed, seen)) {
                text.addSuppressed(writable(suppressed, seen));
            }
        }
        return text;
    }

    private static boolean isNew(Throwable cause, Set<Throwable> seen) {
        return seen.size() < MAX_CHAIN_LENGTH && !seen.contains(cause);
    }

    private static boolean isWritable(Throwable cause) {
        // A long chain may fit on this thread's stack, but not on that of the thread that writes it later.
        if (Stream.iterate(cause, c -> c != null, Throwable::getCause)
                        .limit(MAX_CHAIN_LENGTH)
                        .count()
                == MAX_CHAIN_LENGTH) {
            return false;
        }
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            out.writeObject(cause);
            return true;
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError notWritable) {
            return false;
        }
    }

    private static String textOf(Throwable cause) {
        try {
            return cause.toString();
        } catch (RuntimeException notWritable) {
            return cause.getClass().getName();
        }
    }

    /** Prints the same text as the exception that it replaces. */
    @SuppressWarnings("OverrideThrowableToString") // It prints the class name of the original.
    private static final class CauseAsText extends Exception {

        private static final long serialVersionUID = 1;

        private final String text;

        CauseAsText(String text) {
            super(text);
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
