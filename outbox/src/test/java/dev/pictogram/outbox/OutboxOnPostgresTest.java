// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

class OutboxOnPostgresTest extends OutboxTest {
    OutboxOnPostgresTest() {
        super(TestDatabase.POSTGRES);
    }
}
