// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import java.time.Instant;

/**
 * What a send changes in its row.
 *
 * @param owner the token of the claim; a row with another owner was decided elsewhere and is left alone
 * @param notBefore for a row that is queued again, else the time of the settlement
 * @param pause whether the whole sender is paused, because the refusal would hit every message
 */
record Settlement(long id, String owner, OutboxState state, Instant notBefore, Outcome outcome, boolean pause) {}
