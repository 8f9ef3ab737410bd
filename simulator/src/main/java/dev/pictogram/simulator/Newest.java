// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;

/** Keeps the newest elements, limited by number and by amount of text. Not thread-safe. */
final class Newest<T> {

    private final int most;
    private final long mostText;
    private final ToLongFunction<T> textOf;
    private final Deque<T> kept = new ArrayDeque<>();
    private long text;

    /**
     * Creates an empty list.
     *
     * @param mostText the maximum number of characters, measured by {@code textOf}; the newest element is always kept
     */
    Newest(int most, long mostText, ToLongFunction<T> textOf) {
        this.most = most;
        this.mostText = mostText;
        this.textOf = textOf;
    }

    /** {@return the elements that were removed, the oldest first} */
    List<T> add(T one) {
        kept.addLast(one);
        text += textOf.applyAsLong(one);
        List<T> gone = new ArrayList<>();
        while (kept.size() > most || text > mostText && kept.size() > 1) {
            T oldest = kept.removeFirst();
            text -= textOf.applyAsLong(oldest);
            gone.add(oldest);
        }
        return gone;
    }

    void clear() {
        kept.clear();
        text = 0;
    }

    /** {@return a copy, the oldest first} */
    List<T> oldestFirst() {
        return List.copyOf(kept);
    }

    /** {@return a copy, the newest first} */
    List<T> newestFirst() {
        List<T> copy = new ArrayList<>(kept.size());
        kept.descendingIterator().forEachRemaining(copy::add);
        return copy;
    }
}
