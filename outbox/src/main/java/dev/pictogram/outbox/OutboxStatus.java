// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of one sender's queue at one time.
 *
 * @param queued the number of queued messages
 * @param sending the number of messages being sent
 * @param inDoubt the number of messages that a person has to check
 * @param oldestDue the due time of the message that has waited longest; a growing age means that nothing is sent
 * @param pause the pause of the sender, if it is paused
 */
public record OutboxStatus(
        long queued, long sending, long inDoubt, Optional<Instant> oldestDue, Optional<Pause> pause) {}
