// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.NotSent;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The default implementation of {@link MessagingPort#sendAsync}. */
@Timeout(30)
class MessagingPortTest {

    private static final ImageMessage MESSAGE = ImageMessage.to("+919800000001", Image.uploaded("1"));
    private static final SendResult ACCEPTED = new Accepted(MessageId.of("AX1"));

    @Test
    void a_lambda_is_a_port_with_an_asynchronous_send() throws Exception {
        MessagingPort port = message -> ACCEPTED;

        assertThat(port.sendAsync(MESSAGE).get()).isEqualTo(ACCEPTED);
    }

    @Test
    void many_concurrent_sends_do_not_block_the_caller() throws Exception {
        CountDownLatch blocked = new CountDownLatch(100);
        CountDownLatch release = new CountDownLatch(1);
        MessagingPort port = message -> {
            blocked.countDown();
            awaitUninterruptibly(release);
            return ACCEPTED;
        };
        CompletableFuture<?>[] pending = new CompletableFuture<?>[100];
        for (int i = 0; i < pending.length; i++) {
            pending[i] = port.sendAsync(MESSAGE);
        }

        assertThat(blocked.await(20, TimeUnit.SECONDS))
                .as("all 100 run at once")
                .isTrue();
        assertThat(pending).noneMatch(CompletableFuture::isDone);
        release.countDown();
        CompletableFuture.allOf(pending).get();
    }

    @Test
    void sends_run_on_daemon_threads_outside_the_common_pool() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        MessagingPort port = message -> {
            thread.complete(Thread.currentThread());
            return ACCEPTED;
        };

        port.sendAsync(MESSAGE).get();

        assertThat(thread.get().isDaemon()).isTrue();
        if (thread.get() instanceof ForkJoinWorkerThread worker) {
            assertThat(worker.getPool()).isNotSameAs(ForkJoinPool.commonPool());
        }
    }

    @Test
    void an_exception_from_send_completes_the_future_exceptionally() {
        MessagingPort port = message -> {
            throw new IllegalStateException("a bug");
        };

        assertThat(port.sendAsync(MESSAGE))
                .failsWithin(20, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_null_message_throws_on_the_calling_thread() {
        MessagingPort port = message -> ACCEPTED;

        assertThatNullPointerException().isThrownBy(() -> port.sendAsync(null)).withMessage("message");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_message_is_not_sent_if_no_thread_can_start_even_if_the_executor_queued_the_task() throws Exception {
        Queue<Runnable> queued = new ArrayDeque<>();
        AtomicInteger sends = new AtomicInteger();
        OutOfMemoryError full = new OutOfMemoryError("unable to create native thread");

        CompletableFuture<SendResult> result = AsyncSend.start(
                () -> {
                    sends.incrementAndGet();
                    return ACCEPTED;
                },
                task -> {
                    queued.add(task);
                    throw full;
                });
        queued.remove().run();

        assertThat(result.get()).isEqualTo(new NotSent("not sent: no thread could be started", full));
        assertThat(sends).hasValue(0);
    }

    @Test
    void a_message_cancelled_before_its_thread_runs_is_not_sent() {
        Queue<Runnable> queued = new ArrayDeque<>();
        AtomicInteger sends = new AtomicInteger();

        AsyncSend.start(
                        () -> {
                            sends.incrementAndGet();
                            return ACCEPTED;
                        },
                        queued::add)
                .cancel(true);
        queued.remove().run();

        assertThat(sends).hasValue(0);
    }

    @Test
    void a_started_task_keeps_its_result_although_the_executor_throws() throws Exception {
        assertThat(AsyncSend.start(() -> ACCEPTED, task -> {
                            task.run();
                            throw new OutOfMemoryError("unable to create native thread");
                        })
                        .get())
                .isEqualTo(ACCEPTED);
    }
}
