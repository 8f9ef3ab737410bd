// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

/** A rate limit with evenly added tokens. It starts empty, so that a takeover causes no burst. Not thread-safe. */
final class Bucket {

    private final double perNano;
    private final double capacity;
    private double tokens;
    private long at;

    Bucket(double perSecond, long nanoTime) {
        this.perNano = perSecond / 1e9;
        // One token, and those of 80 ms, because a full bucket loses time: a claim takes some, and a slow commit or a
        // pause of the JVM more. In 10 s, a rate of 50 or more is exceeded by less than 1 %.
        this.capacity = 1 + perSecond * 0.08;
        this.at = nanoTime;
    }

    int available(long nanoTime) {
        refill(nanoTime);
        return (int) tokens;
    }

    /** Takes a token at the time of the request: a slow commit before it must not fill the bucket a second time. */
    void take(long nanoTime) {
        refill(nanoTime);
        tokens--;
    }

    private void refill(long nanoTime) {
        tokens = Math.min(capacity, tokens + (nanoTime - at) * perNano);
        at = nanoTime;
    }

    long nanosUntilNext() {
        return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / perNano);
    }
}
