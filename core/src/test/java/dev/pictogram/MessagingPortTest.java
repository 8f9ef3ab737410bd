// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.SendResult.Accepted;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a lambda gets from the port's default method. */
@Timeout(30)
class MessagingPortTest {

    private static final ImageMessage MESSAGE = ImageMessage.to("+919800000001", Image.uploaded("1"));
    private static final SendResult ACCEPTED = new Accepted(MessageId.of("AX1"));

    @Test
    void a_lambda_is_a_port_that_can_send_asynchronously() throws Exception {
        MessagingPort port = message -> ACCEPTED;

        assertThat(port.sendAsync(MESSAGE).get()).isEqualTo(ACCEPTED);
    }

    @Test
    void the_caller_is_not_blocked_however_many_sends_are() throws Exception {
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
    void the_common_pool_is_not_used_and_the_jvm_may_exit() throws Exception {
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
    void a_port_that_throws_completes_the_future_with_that() {
        MessagingPort port = message -> {
            throw new IllegalStateException("a bug");
        };

        assertThat(port.sendAsync(MESSAGE))
                .failsWithin(20, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void null_is_refused_on_the_callers_thread() {
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
}
