// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

class OutboxOnSqliteTest extends OutboxTest {
    OutboxOnSqliteTest() {
        super(TestDatabase.SQLITE);
    }
}
