// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import java.time.Instant;

/**
 * The changes of a row after a send.
 *
 * @param owner the token of the claim; a row with another owner was settled elsewhere and is not changed
 * @param notBefore the time of the next attempt if the row is queued again, otherwise the time of the settlement
 * @param pause whether the sender is paused, because the rejection hits every message
 */
record Settlement(long id, String owner, OutboxState state, Instant notBefore, Outcome outcome, boolean pause) {}
