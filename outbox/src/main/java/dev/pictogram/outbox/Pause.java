// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * Why a sender sends nothing although messages are queued.
 *
 * @param reason the name of Kaleyra's {@link dev.pictogram.SendResult.Reason}, or {@code PAUSED} if a person paused it
 * @param why Kaleyra's words, or the person's
 * @param since when it was paused
 * @param resumeAt when it resumes by itself, if it does
 */
public record Pause(String reason, String why, Instant since, Optional<Instant> resumeAt) {}
