// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a load is put on a client.
 *
 * @param kind what sends
 * @param many how many at a time
 */
record Shape(Kind kind, int many) {

    private static final Pattern WRITTEN = Pattern.compile("(threads|virtual|async):([1-9]\\d{0,5})");

    enum Kind {
        /** So many threads, each of which sends and waits. */
        THREADS,
        /** The same with virtual threads, where the JVM has them. */
        VIRTUAL,
        /** One thread, which keeps so many asynchronous sends in flight. */
        ASYNC
    }

    /** Reads what {@link #toString} writes, such as {@code async:1000}. */
    static Shape of(String text) {
        Matcher parts = WRITTEN.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("shape: must be such as threads:16, but it is " + text);
        }
        return new Shape(Kind.valueOf(parts.group(1).toUpperCase(Locale.ROOT)), Integer.parseInt(parts.group(2)));
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ":" + many;
    }
}
