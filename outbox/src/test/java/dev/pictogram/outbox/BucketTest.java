// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketTest {

    private static final double RATE = 80;

    @Test
    void a_bucket_starts_empty_and_allows_the_rate() {
        Bucket bucket = new Bucket(RATE, 0);

        assertThat(bucket.available(0)).isZero();
        assertThat(bucket.nanosUntilNext()).isEqualTo(TimeUnit.MICROSECONDS.toNanos(12_500));
        assertThat(bucket.available(TimeUnit.MILLISECONDS.toNanos(25))).isEqualTo(2);
        assertThat(bucket.available(TimeUnit.SECONDS.toNanos(10)))
                .as("at most one token and 8 % of a second at once")
                .isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 10, 20, 80, 1000})
    void the_rate_is_reached_although_each_claim_takes_time(double rate) {
        Bucket bucket = new Bucket(rate, 0);
        long now = 0;
        long seconds = 200;
        int posts = 0;
        while (now < TimeUnit.SECONDS.toNanos(seconds)) {
            int allowed = bucket.available(now);
            now += TimeUnit.MILLISECONDS.toNanos(40); // a slow claim and its commit
            for (int i = 0; i < allowed; i++) {
                bucket.take(now);
                posts++;
            }
            now += bucket.nanosUntilNext() + TimeUnit.MILLISECONDS.toNanos(1); // the thread wakes late
        }

        assertThat(posts / (double) seconds).isBetween(rate * 0.99, rate * 1.01);
    }

    @Test
    void slow_commits_cause_no_burst_beyond_the_capacity() {
        Random random = new Random(16);
        Bucket bucket = new Bucket(RATE, 0);
        List<Long> posts = new ArrayList<>();
        long now = 0;
        while (now < TimeUnit.SECONDS.toNanos(60)) {
            int allowed = bucket.available(now);
            // The claim is committed between the look at the bucket and the requests.
            now += TimeUnit.MILLISECONDS.toNanos(
                    random.nextInt(10) == 0 ? random.nextInt(1000) : 1 + random.nextInt(5));
            for (int i = 0; i < allowed; i++) {
                posts.add(now);
                bucket.take(now);
            }
            now += bucket.nanosUntilNext();
        }

        for (int first = 0; first < posts.size(); first++) {
            for (int last = first; last < posts.size(); last++) {
                double seconds = (posts.get(last) - posts.get(first)) / 1e9;
                assertThat((double) (last - first + 1)).isLessThanOrEqualTo(RATE * seconds + 1 + RATE * 0.08 + 1e-6);
            }
        }
    }
}
