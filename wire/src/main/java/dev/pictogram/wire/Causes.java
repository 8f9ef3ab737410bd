// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is behind an exception. */
final class Causes {

    private static final int DEEP_ENOUGH = 20; // for causes that go round in a circle

    private Causes() {}

    /** {@return an exception, its cause, the cause of that, and so on; nothing for null} */
    static Stream<Throwable> of(@Nullable Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(DEEP_ENOUGH);
    }
}
