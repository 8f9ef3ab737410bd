// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictogram.wire.HttpExchange.Call;
import dev.pictogram.wire.HttpExchange.NeverSent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeadlinesTest {

    private static final Duration OVER_AT_ONCE = Duration.ofNanos(1);

    private final Looks looks = new Looks();
    private final Deadlines deadlines = new Deadlines(looks, OwnThread::run);

    @AfterEach
    void noThread() {
        looks.shutdownNow();
    }

    @Test
    void an_attempt_whose_time_is_over_ends() {
        Attempt attempt = attempt(OVER_AT_ONCE);

        deadlines.watch(attempt);
        looks.look();

        assertThat(attempt.decided())
                .isInstanceOfSatisfying(
                        NeverSent.class,
                        neverSent -> assertThat(neverSent.cause()).isInstanceOf(HttpTimeoutException.class));
    }

    @Test
    void one_look_is_planned_and_an_earlier_one_takes_its_place() {
        deadlines.watch(attempt(Duration.ofHours(2)));
        deadlines.watch(attempt(Duration.ofHours(3)));
        assertThat(looks.inMinutes()).containsExactly(119L);

        deadlines.watch(attempt(Duration.ofHours(1)));
        assertThat(looks.inMinutes()).containsExactly(59L);
    }

    @Test
    void a_look_plans_the_next_one_for_those_that_are_left() {
        Attempt left = attempt(Duration.ofHours(2));
        Attempt over = attempt(OVER_AT_ONCE);
        for (int hours = 9; hours > 2; hours--) {
            deadlines.watch(attempt(Duration.ofHours(hours)));
        }
        deadlines.watch(left);
        deadlines.watch(over);

        looks.look();

        over.decided();
        assertThat(left.hasEnded()).isFalse();
        assertThat(looks.inMinutes()).as("one for all").containsExactly(119L);
    }

    @Test
    void nothing_is_kept_of_attempts_that_have_ended() {
        for (int i = 0; i < 3; i++) {
            Attempt attempt = attempt(Duration.ofHours(1));
            deadlines.watch(attempt);
            attempt.end(new IOException("closed"));
        }
        assertThat(looks.inMinutes()).hasSize(1);

        looks.look();

        assertThat(looks.inMinutes()).as("nobody is left to look at").isEmpty();
    }

    @Test
    void one_that_had_ended_before_is_not_kept_either() {
        Attempt attempt = attempt(Duration.ofHours(1));
        attempt.end(new IOException("closed"));

        deadlines.watch(attempt);
        looks.look();

        assertThat(looks.inMinutes()).isEmpty();
    }

    @Test
    void a_look_that_comes_while_it_is_planned_does_not_stand_for_later_ones() throws Exception {
        looks.comeAtOnce = true;
        deadlines.watch(attempt(OVER_AT_ONCE));
        looks.came.join();
        looks.comeAtOnce = false;

        deadlines.watch(attempt(Duration.ofHours(1)));

        assertThat(looks.inMinutes()).contains(59L);
    }

    @Test
    void a_look_that_cannot_be_planned_leaves_the_one_that_is() {
        deadlines.watch(attempt(Duration.ofHours(2)));
        Error broken = new OutOfMemoryError("for a test");
        looks.broken = broken;

        assertThatThrownBy(() -> deadlines.watch(attempt(Duration.ofHours(1)))).isSameAs(broken);

        assertThat(looks.inMinutes()).containsExactly(119L);
    }

    @Test
    void with_a_real_timer_each_ends_at_its_time() {
        ScheduledThreadPoolExecutor timer = DaemonTimer.named("deadlines-test");
        try {
            Deadlines real = new Deadlines(timer, OwnThread::run);
            Attempt later = attempt(Duration.ofHours(1));
            List<Attempt> soon = new ArrayList<>();
            real.watch(later);
            for (int millis = 300; millis >= 100; millis -= 100) {
                Attempt attempt = attempt(Duration.ofMillis(millis));
                real.watch(attempt);
                soon.add(attempt);
            }
            assertThat(soon).allSatisfy(attempt -> {
                attempt.decided();
                assertThat(attempt.nanosLeft()).as("not before its time").isNotPositive();
            });
            assertThat(later.hasEnded()).isFalse();
        } finally {
            timer.shutdownNow();
        }
    }

    private static Attempt attempt(Duration timeout) {
        return new Attempt(new Call(URI.create("http://127.0.0.1:1/"), Map.of(), new byte[1], timeout, timeout, 1024));
    }

    /** A timer whose time never comes, until it is told to do what is planned. */
    private static final class Looks extends ScheduledThreadPoolExecutor {

        private final Map<ScheduledFuture<?>, Long> planned = new LinkedHashMap<>();
        Error broken; // null: it can plan
        boolean comeAtOnce;
        Thread came;

        Looks() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            if (broken != null) {
                throw broken;
            }
            ScheduledFuture<?> future = super.schedule(task, 1, TimeUnit.DAYS);
            if (comeAtOnce) {
                came = new Thread(task, "look");
                came.start();
                // As far as it comes while it is being planned: to its end, or to a lock.
                while (came.getState() != Thread.State.TERMINATED && came.getState() != Thread.State.BLOCKED) {
                    Thread.onSpinWait();
                }
            }
            planned.put(future, unit.toMinutes(delay));
            return future;
        }

        List<Long> inMinutes() {
            planned.keySet().removeIf(ScheduledFuture::isCancelled);
            return List.copyOf(planned.values());
        }

        void look() {
            List<ScheduledFuture<?>> now = List.copyOf(planned.keySet());
            planned.clear();
            now.stream().filter(look -> !look.isCancelled()).forEach(look -> ((Runnable) look).run());
        }
    }
}
