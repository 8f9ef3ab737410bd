// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import javax.sql.DataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** A class for spring-jdbc alone, which an application with the outbox in a file may not have. */
final class SpringTransactions {

    private SpringTransactions() {}

    /**
     * Returns a data source that gives the connection of the thread's transaction, if there is one. The worker's threads
     * never have one, so the worker gets connections in auto-commit mode from it.
     */
    static DataSource joining(DataSource source) {
        return source instanceof TransactionAwareDataSourceProxy ? source : new TransactionAwareDataSourceProxy(source);
    }
}
