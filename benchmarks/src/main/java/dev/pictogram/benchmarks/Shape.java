// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of a load.
 *
 * @param kind the kind of senders
 * @param many the number of concurrent sends
 */
record Shape(Kind kind, int many) {

    private static final Pattern WRITTEN = Pattern.compile("(threads|virtual|async):([1-9]\\d{0,5})");

    enum Kind {
        /** Platform threads that send and wait. */
        THREADS,
        /** Virtual threads that send and wait, on JDK 21 and newer. */
        VIRTUAL,
        /** One thread that keeps asynchronous sends in flight. */
        ASYNC
    }

    /** Parses the form of {@link #toString}, such as {@code async:1000}. */
    static Shape of(String text) {
        Matcher parts = WRITTEN.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("shape: must have the form threads:16, but it is " + text);
        }
        return new Shape(Kind.valueOf(parts.group(1).toUpperCase(Locale.ROOT)), Integer.parseInt(parts.group(2)));
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ":" + many;
    }
}
