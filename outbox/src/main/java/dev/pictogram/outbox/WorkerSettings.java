// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * How an {@link OutboxWorker} sends. Immutable.
 *
 * <table>
 * <caption>Defaults</caption>
 * <tr><th>setting</th><th>default</th></tr>
 * <tr><td>{@link #rate()}</td><td>80 messages a second for each sender</td></tr>
 * <tr><td>{@link #maxInFlight()}</td><td>64 messages for each sender</td></tr>
 * <tr><td>{@link #attempts()}</td><td>30 for each message</td></tr>
 * <tr><td>{@link #heartbeat()}</td><td>3 seconds, so that a take-over comes 12 to 18 seconds after a crash</td></tr>
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
     * When a sender resumes by itself after its daily limit was reached.
     *
     * @param time the time of day
     * @param zone the time zone in which Kaleyra counts the day
     */
    public record DailyResume(LocalTime time, ZoneId zone) {

        /**
         * Accepts a time of day, neither part null.
         *
         * @param time the time of day
         * @param zone the time zone
         */
        public DailyResume {
            requireNonNull(time, "time");
            requireNonNull(zone, "zone");
        }
    }

    /** {@return the defaults, which are in the table above} */
    public static WorkerSettings defaults() {
        return DEFAULTS;
    }

    /**
     * {@return a copy with this rate}
     *
     * @param perSecond messages a second for each sender, over all machines; in any one second up to a twentieth more
     * @throws IllegalArgumentException if it is not positive
     */
    public WorkerSettings withRate(double perSecond) {
        require(perSecond > 0 && perSecond < 1e6, "rate: must be between 0 and a million messages a second");
        return new WorkerSettings(perSecond, maxInFlight, attempts, heartbeat, resumeDaily);
    }

    /**
     * {@return a copy with this limit}
     *
     * <p>The throughput of a sender is at most {@code maxInFlight} messages in the time of one response. After a crash at most
     * so many messages of each sender are in doubt.
     *
     * @param messages how many messages of a sender may be claimed and not settled, 1 to 1000
     * @throws IllegalArgumentException if it is out of range
     */
    public WorkerSettings withMaxInFlight(int messages) {
        require(messages >= 1 && messages <= 1000, "maxInFlight: must be between 1 and 1000");
        return new WorkerSettings(rate, messages, attempts, heartbeat, resumeDaily);
    }

    /**
     * {@return a copy with this many attempts}
     *
     * <p>A message is tried again only when it is safe: it did not leave, or was refused for a reason that passes. The waits
     * grow to 15 minutes, so 30 attempts take several hours. Then the message is {@link OutboxState#REJECTED}.
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
     * clocks must differ by much less than that: use NTP. Below a second, a busy machine can seem dead.
     *
     * @param heartbeat at least 50 milliseconds
     * @throws IllegalArgumentException if it is less
     */
    public WorkerSettings withHeartbeat(Duration heartbeat) {
        require(heartbeat.toMillis() >= 50, "heartbeat: must be at least 50 ms");
        return new WorkerSettings(rate, maxInFlight, attempts, heartbeat, resumeDaily);
    }

    /**
     * {@return a copy with which a sender that has reached its daily limit resumes by itself}
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

    /** {@return how many messages of a sender may be claimed and not settled} */
    public int maxInFlight() {
        return maxInFlight;
    }

    /** {@return how often a message is tried} */
    public int attempts() {
        return attempts;
    }

    /** {@return the time between two heartbeats} */
    public Duration heartbeat() {
        return heartbeat;
    }

    /** {@return when a sender that has reached its daily limit resumes, if it does by itself} */
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
