// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners that are disconnected, slow, stuck or too many. */
@Timeout(60)
class ChangesTest {

    private final Changes changes = new Changes();
    private final List<Thread> listening = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Thread thread : listening) {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void a_disconnected_listener_is_removed() throws IOException {
        OutputStream gone = OutputStream.nullOutputStream();
        gone.close();

        assertThatIOException().isThrownBy(() -> changes.serve(gone));

        assertThat(changes.subscribers()).isZero();
    }

    @Test
    void at_most_ten_events_a_second_are_sent() throws Exception {
        FutureTask<Duration> sixPauses = new FutureTask<>(() -> {
            long begin = System.nanoTime();
            assertThatIOException()
                    .isThrownBy(() -> changes.serve(endingAfter(8)))
                    .withMessage("the end");
            return Duration.ofNanos(System.nanoTime() - begin);
        });
        listen(sixPauses);

        while (!sixPauses.isDone()) {
            changes.publish();
            Thread.onSpinWait();
        }

        assertThat(sixPauses.get()).isBetween(Duration.ofMillis(590), Duration.ofSeconds(10));
    }

    @Test
    void a_stuck_listener_is_disconnected_when_there_are_too_many_and_its_thread_is_reused() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        FutureTask<Boolean> interruptedAfterwards = new FutureTask<>(() -> {
            assertThatIOException().isThrownBy(() -> changes.serve(stuckUntilInterrupted(stuck)));
            return Thread.currentThread().isInterrupted();
        });
        listen(interruptedAfterwards);
        stuck.await();

        for (int i = 0; i < Changes.MOST_SUBSCRIBERS; i++) {
            listen(new FutureTask<>(() -> {
                changes.serve(OutputStream.nullOutputStream());
                return true;
            }));
        }

        assertThat(interruptedAfterwards.get()).isFalse();
        assertThat(changes.subscribers()).isLessThanOrEqualTo(Changes.MOST_SUBSCRIBERS);
    }

    private void listen(FutureTask<?> task) {
        Thread thread = new Thread(task, "listener");
        listening.add(thread);
        thread.start();
    }

    private static OutputStream endingAfter(int events) {
        return new Writes() {
            private int written;

            @Override
            public void write(byte[] event) throws IOException {
                if (++written == events) {
                    throw new IOException("the end");
                }
            }
        };
    }

    /** Blocks like the stream of a connection whose client no longer reads. */
    private static OutputStream stuckUntilInterrupted(CountDownLatch stuck) {
        return new Writes() {
            @Override
            public void write(byte[] event) throws IOException {
                stuck.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ClosedByInterruptException();
                }
            }
        };
    }

    private abstract static class Writes extends OutputStream {

        @Override
        public abstract void write(byte[] event) throws IOException;

        @Override
        public final void write(int b) {
            throw new AssertionError("an event must be written in one call");
        }
    }
}
