// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The application's properties and beans are not enough for an outbox, or its database cannot be used. */
final class WrongOutboxException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    WrongOutboxException(List<String> problems, @Nullable Throwable cause) {
        super(String.join("; ", problems), cause);
        this.problems = List.copyOf(problems);
    }

    /** Returns what is missing or wrong and what is allowed, a sentence for each. */
    List<String> problems() {
        return problems;
    }
}
