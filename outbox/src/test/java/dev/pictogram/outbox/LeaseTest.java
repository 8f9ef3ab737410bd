// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.HeartbeatConfig;
import com.github.kagkarlsson.scheduler.HeartbeatState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private static final Duration DEAD_AFTER = Duration.ofSeconds(40);

    private Instant now = Instant.now();
    private final Clock clock = () -> now;
    private final HeartbeatState heartbeats =
            new HeartbeatState(clock, now, new HeartbeatConfig(DEAD_AFTER.dividedBy(4), 4, DEAD_AFTER));
    private final Lease lease = new Lease.OfScheduler(heartbeats, DEAD_AFTER);

    @Test
    void a_lease_is_not_held_before_the_database_confirms_it() {
        assertThat(lease.isHeld()).isFalse();

        lease.renewed(System.nanoTime(), now, now);
        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void a_lease_is_lost_after_half_the_time_by_the_monotonic_clock() {
        lease.renewed(System.nanoTime() - TimeUnit.SECONDS.toNanos(19), now, now);
        assertThat(lease.isHeld()).isTrue();
        lease.renewed(System.nanoTime() - TimeUnit.SECONDS.toNanos(21), now, now);
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void an_old_heartbeat_counts_from_its_own_time() {
        lease.renewed(System.nanoTime(), now, now.minusSeconds(21));
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void a_lease_is_lost_after_half_the_time_by_the_wall_clock() {
        lease.renewed(System.nanoTime(), now, now);
        now = now.plusSeconds(21);
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void a_lease_is_lost_after_a_failed_heartbeat() {
        lease.renewed(System.nanoTime(), now, now);
        heartbeats.heartbeat(false, now);
        assertThat(lease.isHeld()).isFalse();
    }
}
