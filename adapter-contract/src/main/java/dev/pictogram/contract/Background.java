// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs tasks on daemon threads outside of the common pool. */
final class Background {

    static final int THREADS = 16;

    private Background() {}

    @FunctionalInterface
    interface Send<T> {
        T number(int i) throws Exception;
    }

    static <T> CompletableFuture<T> inThread(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(task.call());
                    } catch (Throwable failed) {
                        result.completeExceptionally(failed);
                    }
                },
                "contract");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** {@return the results of so many sends on 16 threads} */
    static <T> List<T> inManyThreads(int sends, Send<T> send) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<List<T>>> all = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            all.add(inThread(() -> {
                start.await();
                List<T> got = new ArrayList<>();
                for (int i = next.getAndIncrement(); i < sends; i = next.getAndIncrement()) {
                    got.add(send.number(i));
                }
                return got;
            }));
        }
        start.countDown();
        List<T> got = new ArrayList<>();
        for (CompletableFuture<List<T>> each : all) {
            got.addAll(each.get()); // limited by the clause's @Timeout
        }
        return got;
    }

    /** {@return the task's result, which has to be there within 10 seconds} */
    static <T> T soon(Callable<T> task) throws Exception {
        return inThread(task).get(10, TimeUnit.SECONDS);
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
