// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the cause chain of an exception. */
final class Causes {

    private static final int LONGEST_CHAIN = 20; // a chain may be cyclic

    private Causes() {}

    /** {@return an exception and all its causes, outermost first; empty for null} */
    static Stream<Throwable> of(@Nullable Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(LONGEST_CHAIN);
    }
}
