// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

/**
 * How many messages have been put so far.
 *
 * @param added messages that are new
 * @param skipped messages that were in the outbox already, with the same key
 */
public record PutProgress(long added, long skipped) {}
