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

class PostingTest {

    private static final Result LOST = new NoResponse(new IOException("EOF"));

    private final List<Runnable> threads = new ArrayList<>();
    private int posts;

    private Result post() {
        posts++;
        return LOST;
    }

    @Test
    void a_post_that_was_given_up_before_it_started_is_never_sent() {
        Posting posting = Posting.start(this::post, threads::add);

        posting.cancel(true);
        threads.get(0).run();

        assertThat(posting.join())
                .isInstanceOfSatisfying(
                        NotSent.class,
                        outcome -> assertThat(outcome.cause()).isInstanceOf(CancellationException.class));
        assertThat(posts).isZero();
    }

    @Test
    void a_post_that_has_started_goes_on_to_its_end() {
        Posting[] posting = new Posting[1];
        posting[0] = Posting.start(
                () -> {
                    posting[0].cancel(true);
                    assertThat(posting[0]).isNotDone();
                    return post();
                },
                threads::add);

        threads.get(0).run();

        assertThat(posting[0].join()).isSameAs(LOST);
        assertThat(posts).isEqualTo(1);
    }

    @Test
    void without_a_thread_nothing_is_sent_not_even_later() {
        OutOfMemoryError none = new OutOfMemoryError("unable to create native thread");

        Posting posting = Posting.start(this::post, task -> {
            threads.add(task);
            throw none;
        });
        threads.get(0).run();

        assertThat(posting.join()).isEqualTo(new NotSent(none));
        assertThat(posts).isZero();
    }

    @Test
    void what_a_post_throws_is_passed_on() {
        IllegalStateException bug = new IllegalStateException("a bug");
        Posting posting = Posting.start(
                () -> {
                    throw bug;
                },
                Runnable::run);

        assertThat(posting).isCompletedExceptionally();
        assertThat(posting.handle((outcome, thrown) -> thrown).join()).isSameAs(bug);
    }
}
