package dev.pictogram.benchmarks;

import java.util.Locale;

/**
 * How a load is put on a client.
 *
 * @param kind what sends
 * @param many how many at a time
 */
record Shape(Kind kind, int many) {

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
        String[] parts = text.split(":", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("shape: must be such as threads:16, but it is " + text);
        }
        return new Shape(Kind.valueOf(parts[0].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[1]));
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ":" + many;
    }
}
