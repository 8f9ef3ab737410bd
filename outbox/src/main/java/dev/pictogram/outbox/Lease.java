// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import com.github.kagkarlsson.scheduler.HeartbeatState;
import java.time.Duration;
import java.time.Instant;

/**
 * The right of this worker to send for a sender, which another worker takes over when the heartbeats stop.
 *
 * <p>A process that was suspended does not notice that it lost the lease, so the lease is checked before each POST.
 */
interface Lease {

    /** Returns whether it is certain that no other worker has taken over. */
    boolean isHeld();

    /** Records that the database showed this heartbeat, and the lease is still ours. */
    void renewed(long nanoTimeBefore, Instant wallTimeBefore, Instant lastHeartbeat);

    /** The engine's lease. It counts as lost after half the time after which another worker takes over. */
    final class OfScheduler implements Lease {

        private final HeartbeatState heartbeats;
        private final long half;
        private volatile long deadline;

        OfScheduler(HeartbeatState heartbeats, Duration deadAfter) {
            this.heartbeats = heartbeats;
            this.half = deadAfter.toNanos() / 2;
            this.deadline = System.nanoTime(); // Not held until the database confirms it.
        }

        @Override
        public boolean isHeld() {
            // Also the deadline, because the engine updates its fields in another thread, and by the wall clock.
            return System.nanoTime() - deadline < 0
                    && heartbeats.getFailedHeartbeats() == 0
                    && heartbeats.getFractionDead() < 0.5;
        }

        @Override
        public void renewed(long nanoTimeBefore, Instant wallTimeBefore, Instant lastHeartbeat) {
            long age =
                    Math.max(0, Duration.between(lastHeartbeat, wallTimeBefore).toNanos());
            deadline = nanoTimeBefore + half - age;
        }
    }
}
