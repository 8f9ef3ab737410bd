// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * Counts the allocated heap by the heap sizes before and after each collection. The counters of threads, before JDK 21,
 * lose the allocation of ended threads. For stop-the-world collectors, such as Serial.
 */
final class Allocation {

    private long collected;
    private long seen;
    private final long collectionsBefore = collections();

    private Allocation() {}

    static Allocation counting() {
        Allocation allocation = new Allocation();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener(
                            (notification, none) -> allocation.add((CompositeData) notification.getUserData()),
                            notification -> notification
                                    .getType()
                                    .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION),
                            null);
        }
        return allocation;
    }

    private synchronized void add(CompositeData data) {
        var collection = GarbageCollectionNotificationInfo.from(data).getGcInfo();
        collected += heap(collection.getMemoryUsageBeforeGc()) - heap(collection.getMemoryUsageAfterGc());
        seen++;
        notifyAll();
    }

    private static long heap(Map<String, MemoryUsage> pools) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pools.get(pool.getName()).getUsed())
                .sum();
    }

    /** Returns the number of bytes allocated so far; the difference of two results is the allocation in between. */
    synchronized long bytes() throws InterruptedException {
        long used;
        long collections;
        do {
            collections = collections();
            used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        } while (collections != collections());
        while (seen < collections - collectionsBefore) {
            wait(); // the notification of a collection arrives later
        }
        return used + collected;
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
