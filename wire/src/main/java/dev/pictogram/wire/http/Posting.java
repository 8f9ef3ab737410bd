// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import dev.pictogram.wire.http.HttpTransport.NotSent;
import dev.pictogram.wire.http.HttpTransport.Result;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A post that blocks, on another thread. Cancelling it keeps it from starting; once started, it goes on to its end, and
 * either way the outcome says which.
 */
final class Posting extends CompletableFuture<Result> implements Runnable {

    private final AtomicBoolean decided = new AtomicBoolean();
    private final Supplier<Result> post;

    private Posting(Supplier<Result> post) {
        this.post = post;
    }

    static Posting start(Supplier<Result> post, Executor threads) {
        Posting posting = new Posting(post);
        try {
            threads.execute(posting);
        } catch (Throwable noThread) {
            posting.notStarted(noThread);
        }
        return posting;
    }

    @Override
    public void run() {
        if (decided.compareAndSet(false, true)) {
            try {
                complete(post.get());
            } catch (Throwable broken) {
                completeExceptionally(broken);
            }
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        notStarted(new CancellationException("given up before it was sent"));
        return false;
    }

    private void notStarted(Throwable cause) {
        if (decided.compareAndSet(false, true)) {
            complete(new NotSent(cause));
        }
    }
}
