// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The settings of an {@link OutboxWorker}. Immutable.
 *
 * <table>
 * <caption>Defaults</caption>
 * <tr><th>setting</th><th>default</th></tr>
 * <tr><td>{@link #rate()}</td><td>80 messages a second for each sender</td></tr>
 * <tr><td>{@link #maxInFlight()}</td><td>64 messages for each sender</td></tr>
 * <tr><td>{@link #attempts()}</td><td>30 for each message</td></tr>
 * <tr><td>{@link #heartbeat()}</td><td>3 seconds: a takeover happens 9 to 18 seconds after a crash</td></tr>
 * <tr><td>{@link #resumeDaily()}</td><td>never</td></tr>
 * </table>
 */
public final class WorkerSettings {

    private static final WorkerSettings DEFAULTS =
            new WorkerSettings(80, 64, 30, Duration.ofSeconds(3), Optional.empty());

    private final double rate;
    private final int maxInFlight;
    private final int attempts;
    private final Duration heartbeat;
    private final Optional<DailyResume> resumeDaily;

    private WorkerSettings(
            double rate, int maxInFlight, int attempts, Duration heartbeat, Optional<DailyResume> resumeDaily) {
        this.rate = rate;
        this.maxInFlight = maxInFlight;
        this.attempts = attempts;
        this.heartbeat = heartbeat;
        this.resumeDaily = resumeDaily;
    }

    /**
     * The time at which a sender resumes automatically after it reached its daily limit.
     *
     * @param time the time of day
     * @param zone the time zone in which Kaleyra counts the day
     */
    public record DailyResume(LocalTime time, ZoneId zone) {

        /**
         * Creates a record of two non-null components.
         *
         * @param time the time of day
         * @param zone the time zone
         */
        public DailyResume {
            requireNonNull(time, "time");
            requireNonNull(zone, "zone");
        }
    }

    /** {@return the defaults of the table above} */
    public static WorkerSettings defaults() {
        return DEFAULTS;
    }

    /**
     * {@return a copy with this rate}
     *
     * @param perSecond messages a second for each sender, over all machines; in any one second up to 4 % and one message
     *     more
     * @throws IllegalArgumentException if it is not positive
     */
    public WorkerSettings withRate(double perSecond) {
        require(
                perSecond > 0 && perSecond < 1e6,
                "rate: must be more than 0 and less than a million messages a second");
        return new WorkerSettings(perSecond, maxInFlight, attempts, heartbeat, resumeDaily);
    }

    /**
     * {@return a copy with this limit}
     *
     * <p>A sender sends at most {@code maxInFlight} messages in the time of one response. It is also the maximum number of messages
     * of each sender in doubt after a crash.
     *
     * @param messages the maximum number of claimed and unsettled messages of a sender, 1 to 1000
     * @throws IllegalArgumentException if it is out of range
     */
    public WorkerSettings withMaxInFlight(int messages) {
        require(messages >= 1 && messages <= 1000, "maxInFlight: must be between 1 and 1000");
        return new WorkerSettings(rate, messages, attempts, heartbeat, resumeDaily);
    }

    /**
     * {@return a copy with this many attempts}
     *
     * <p>A message is retried only if that is safe: it did not leave, or was rejected for a temporary reason. The back-off
     * grows to 15 minutes, so 30 attempts take several hours. Then the message is {@link OutboxState#REJECTED}.
     *
     * @param attempts at least 1
     * @throws IllegalArgumentException if it is less
     */
    public WorkerSettings withAttempts(int attempts) {
        require(attempts >= 1, "attempts: must be at least 1");
        return new WorkerSettings(rate, maxInFlight, attempts, heartbeat, resumeDaily);
    }

    /**
     * {@return a copy with this heartbeat}
     *
     * <p>Another worker takes over a sender after four missed heartbeats. All machines must have the same heartbeat, and their
     * clocks must differ by much less than that: use NTP. Below one second, a busy machine can seem dead.
     *
     * @param heartbeat at least 50 milliseconds
     * @throws IllegalArgumentException if it is less
     */
    public WorkerSettings withHeartbeat(Duration heartbeat) {
        require(heartbeat.toMillis() >= 50, "heartbeat: must be at least 50 ms");
        return new WorkerSettings(rate, maxInFlight, attempts, heartbeat, resumeDaily);
    }

    /**
     * {@return a copy with which senders resume automatically after they reached their daily limit}
     *
     * @param time the time of day
     * @param zone the time zone of the time
     */
    public WorkerSettings withResumeDaily(LocalTime time, ZoneId zone) {
        return new WorkerSettings(rate, maxInFlight, attempts, heartbeat, Optional.of(new DailyResume(time, zone)));
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** {@return messages a second for each sender} */
    public double rate() {
        return rate;
    }

    /** {@return the maximum number of claimed and unsettled messages of a sender} */
    public int maxInFlight() {
        return maxInFlight;
    }

    /** {@return the maximum number of attempts for a message} */
    public int attempts() {
        return attempts;
    }

    /** {@return the time between two heartbeats} */
    public Duration heartbeat() {
        return heartbeat;
    }

    /** {@return the time at which senders resume after they reached their daily limit, if they do so automatically} */
    public Optional<DailyResume> resumeDaily() {
        return resumeDaily;
    }

    /** Returns the time after which another worker takes over. */
    Duration deadAfter() {
        return heartbeat.multipliedBy(MISSED_HEARTBEATS);
    }

    /** The engine allows no less. */
    static final int MISSED_HEARTBEATS = 4;
}
