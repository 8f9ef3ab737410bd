// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Collects the log of wire at all levels until it is closed. */
final class LogLines implements AutoCloseable {

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger logger;

    LogLines() {
        // The module of wire reads System.Logger only.
        getClass()
                .getModule()
                .addReads(ModuleLayer.boot().findModule("java.logging").orElseThrow());
        logger = Logger.getLogger("dev.pictogram.wire");
        logger.setLevel(Level.ALL);
        logger.setFilter(line -> {
            lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
            return false; // do not pass it on
        });
    }

    List<String> soFar() {
        return List.copyOf(lines);
    }

    /** Makes every log call throw an unchecked exception or error. */
    void breakDown(Throwable failure) {
        logger.setFilter(line -> {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        });
    }

    @Override
    public void close() {
        logger.setFilter(null);
        logger.setLevel(null);
    }
}
