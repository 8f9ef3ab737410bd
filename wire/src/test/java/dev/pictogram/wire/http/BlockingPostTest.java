// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.wire.http.HttpTransport.NoResponse;
import dev.pictogram.wire.http.HttpTransport.NotSent;
import dev.pictogram.wire.http.HttpTransport.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class BlockingPostTest {

    private static final Result NO_RESPONSE = new NoResponse(new IOException("EOF"));

    private final List<Runnable> threads = new ArrayList<>();
    private int posts;

    private Result post() {
        posts++;
        return NO_RESPONSE;
    }

    @Test
    void a_post_that_is_cancelled_before_it_starts_is_not_sent() {
        BlockingPost future = BlockingPost.start(this::post, threads::add);

        assertThat(future.cancel(true)).isFalse();
        threads.get(0).run();

        assertThat(future.join())
                .isInstanceOfSatisfying(
                        NotSent.class, result -> assertThat(result.cause()).isInstanceOf(CancellationException.class));
        assertThat(posts).isZero();
    }

    @Test
    void a_post_that_has_started_is_not_cancelled() {
        BlockingPost[] future = new BlockingPost[1];
        future[0] = BlockingPost.start(
                () -> {
                    future[0].cancel(true);
                    assertThat(future[0]).isNotDone();
                    return post();
                },
                threads::add);

        threads.get(0).run();

        assertThat(future[0].join()).isSameAs(NO_RESPONSE);
        assertThat(posts).isEqualTo(1);
    }

    @Test
    void a_post_without_a_thread_is_not_sent_even_if_it_runs_later() {
        OutOfMemoryError none = new OutOfMemoryError("unable to create native thread");

        BlockingPost future = BlockingPost.start(this::post, task -> {
            threads.add(task);
            throw none;
        });
        threads.get(0).run();

        assertThat(future.join()).isEqualTo(new NotSent(none));
        assertThat(posts).isZero();
    }

    @Test
    void an_exception_completes_the_future() {
        IllegalStateException bug = new IllegalStateException("a bug");
        BlockingPost future = BlockingPost.start(
                () -> {
                    throw bug;
                },
                Runnable::run);

        assertThat(future).isCompletedExceptionally();
        assertThat(future.handle((result, thrown) -> thrown).join()).isSameAs(bug);
    }
}
