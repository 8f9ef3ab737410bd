// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.wire.http.HttpTransport.NotSent;
import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.internal.Threads;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AttemptTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final ScheduledThreadPoolExecutor timer = Threads.timer("attempt-test");
    private final Attempt attempt =
            new Attempt(new Request(URI.create("http://127.0.0.1:1/"), Map.of(), new byte[1], LONG, LONG, 1024));

    @AfterEach
    void noThread() {
        timer.shutdownNow();
    }

    @Test
    void a_scheduled_task_runs_while_the_attempt_has_not_ended() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);

        attempt.schedule(timer, Duration.ofMillis(1), ran::countDown);

        ran.await();
        assertThat(attempt.hasEnded()).isFalse();
    }

    @Test
    void an_attempt_that_ends_leaves_no_task_in_the_timer() {
        attempt.schedule(timer, LONG, () -> {});
        assertThat(timer.getQueue()).hasSize(1);

        attempt.end(new IOException("closed"));

        assertThat(timer.getQueue()).isEmpty();
    }

    @Test
    void an_attempt_that_has_already_ended_leaves_no_task_in_the_timer() {
        attempt.end(new IOException("closed"));

        attempt.schedule(timer, LONG, () -> {});

        assertThat(timer.getQueue()).isEmpty();
    }

    @Test
    void an_attempt_without_a_thread_for_its_time_limits_is_not_sent() {
        OutOfMemoryError full = new OutOfMemoryError("unable to create native thread");
        ScheduledThreadPoolExecutor noTimer = new ScheduledThreadPoolExecutor(0, task -> {
            throw full;
        });

        Attempt attempt = Attempt.start(
                new Request(URI.create("http://127.0.0.1:1/"), Map.of(), new byte[1], LONG, LONG, 1), noTimer);

        assertThat(attempt.result()).isCompletedWithValue(new NotSent(full));
    }

    @Test
    void the_time_limit_leaves_the_timer_when_the_attempt_ends() {
        Attempt attempt = Attempt.start(
                new Request(URI.create("http://127.0.0.1:1/"), Map.of(), new byte[1], Duration.ofMinutes(1), LONG, 1),
                timer);
        assertThat(timer.getQueue()).hasSize(1);

        attempt.fail(new IOException("closed"));

        assertThat(timer.getQueue()).isEmpty();
    }

    @Test
    void the_timeout_follows_the_connect_timeout() throws Exception {
        Duration connectTimeout = Duration.ofSeconds(1);
        Duration timeout = Duration.ofMillis(1500);
        URI uri = URI.create("http://127.0.0.1:1/");
        Attempt slow = Attempt.start(new Request(uri, Map.of(), new byte[1], connectTimeout, timeout, 1), timer);
        Attempt connected = Attempt.start(new Request(uri, Map.of(), new byte[1], connectTimeout, timeout, 1), timer);
        connected.connected();
        Attempt neither = Attempt.start(new Request(uri, Map.of(), new byte[1], timeout, connectTimeout, 1), timer);

        assertThat(cause(slow)).hasMessage("no connection within PT1S");
        assertThat(cause(connected)).hasMessage("no complete response within PT1.5S");
        assertThat(cause(neither)).hasMessage("no complete response within PT1S");
        assertThat(timer.getQueue()).isEmpty();
    }

    private static Throwable cause(Attempt attempt) {
        return ((NotSent) attempt.result().join()).cause();
    }

    @Test
    void parts_are_received_until_the_limit_and_not_after_the_end() throws Exception {
        attempt.takeBody();
        attempt.receiveHead(202, name -> null);

        assertThat(attempt.receivePart(ByteBuffer.wrap(new byte[1023]))).isTrue();
        assertThat(attempt.result()).isNotDone();
        assertThat(attempt.receivePart(ByteBuffer.wrap(new byte[2]))).isFalse();
        assertThat(attempt.receivePart(ByteBuffer.wrap(new byte[1]))).isFalse();

        assertThat(attempt.result().join())
                .isInstanceOfSatisfying(
                        Response.class, response -> assertThat(response.body()).hasSize(1024));
    }

    @Test
    void a_body_that_fails_ends_the_attempt_with_the_part_before() throws Exception {
        attempt.takeBody();
        InputStream body = new SequenceInputStream(new ByteArrayInputStream(new byte[] {1, 2}), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });

        attempt.receive(202, name -> null, body);

        assertThat(attempt.result())
                .isCompletedWithValueMatching(result ->
                        result instanceof Response response && Arrays.equals(response.body(), new byte[] {1, 2}));
    }

    @Test
    void cancelling_the_result_does_not_cancel_the_future_itself() {
        assertThat(attempt.result().cancel(true)).isFalse();

        assertThat(attempt.result().isCancelled()).isFalse();
        assertThat(attempt.result().join()).isInstanceOf(NotSent.class);
    }

    @Test
    void waiting_ends_at_the_timeout_even_if_the_timer_is_late() {
        Attempt attempt = new Attempt(new Request(
                URI.create("http://127.0.0.1:1/"), Map.of(), new byte[1], LONG, Duration.ofMillis(1), 1024));

        assertThat(attempt.await())
                .isInstanceOfSatisfying(
                        NotSent.class,
                        result -> assertThat(result.cause()).hasMessage("no complete response within PT0.001S"));
    }
}
