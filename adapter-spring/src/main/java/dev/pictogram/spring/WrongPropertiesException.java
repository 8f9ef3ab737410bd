// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import java.util.List;

/** Some {@code pictogram.*} properties are missing or wrong. */
final class WrongPropertiesException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    WrongPropertiesException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns a sentence for each problem, with the allowed values. */
    List<String> problems() {
        return problems;
    }
}
