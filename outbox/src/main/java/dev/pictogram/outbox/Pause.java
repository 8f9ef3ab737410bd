// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * The pause of a sender, whose messages stay queued.
 *
 * @param reason the name of Kaleyra's {@link dev.pictogram.SendResult.Reason}, or {@code PAUSED} if a person paused it
 * @param why the text from Kaleyra, or the reason given by the person
 * @param since the start of the pause
 * @param resumeAt the time at which it resumes automatically, if it does
 */
public record Pause(String reason, String why, Instant since, Optional<Instant> resumeAt) {}
