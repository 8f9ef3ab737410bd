// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import java.util.List;

/** The {@code pictogram.*} properties are not those of an account. */
final class WrongPropertiesException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    WrongPropertiesException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns what is missing or wrong, and what is allowed, a sentence for each. */
    List<String> problems() {
        return problems;
    }
}
