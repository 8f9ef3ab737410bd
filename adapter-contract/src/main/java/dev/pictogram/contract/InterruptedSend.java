// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The result of a {@code send} whose thread was interrupted.
 *
 * @param result the result
 * @param flag whether the thread's interrupt flag was set when {@code send} returned
 */
record InterruptedSend(SendResult result, boolean flag) {

    @FunctionalInterface
    interface Moment {
        void await() throws Exception;
    }

    /** Waits for the moment and until the sender waits, interrupts it, and returns its result within 15 seconds. */
    static InterruptedSend at(MessagingPort port, Moment moment) throws Exception {
        CompletableFuture<InterruptedSend> sent = new CompletableFuture<>();
        Thread sender = new Thread(() -> {
            try {
                SendResult result = port.send(MessagingPortContract.MESSAGE);
                sent.complete(new InterruptedSend(result, Thread.currentThread().isInterrupted()));
            } catch (Throwable thrown) {
                sent.completeExceptionally(thrown);
            }
        });
        sender.setDaemon(true);
        sender.start();
        moment.await();
        // A blocking read is not a waiting thread state, so the wait is limited to a second.
        for (int i = 0; i < 100 && !waits(sender) && !sent.isDone(); i++) {
            sender.join(10);
        }

        sender.interrupt();

        return sent.get(MessagingPortContract.SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static boolean waits(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }
}
