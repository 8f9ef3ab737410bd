// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of one sender's queue at one moment.
 *
 * @param queued messages that wait
 * @param sending messages that are being sent
 * @param inDoubt messages that somebody has to look at
 * @param oldestDue since when the message waits that is due for longest; a growing age means that nothing is sent
 * @param pause why the sender sends nothing, if it is paused
 */
public record OutboxStatus(
        long queued, long sending, long inDoubt, Optional<Instant> oldestDue, Optional<Pause> pause) {}
