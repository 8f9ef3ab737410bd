// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

/**
 * The progress of a put.
 *
 * @param added the number of new messages
 * @param skipped the number of messages that were in the outbox already
 */
public record PutProgress(long added, long skipped) {}
