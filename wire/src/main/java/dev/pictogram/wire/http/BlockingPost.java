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
 * A blocking post on another thread. Cancelling it prevents it from starting; a post that has started continues. In both cases
 * the future completes with the result.
 */
final class BlockingPost extends CompletableFuture<Result> implements Runnable {

    private final AtomicBoolean decided = new AtomicBoolean();
    private final Supplier<Result> post;

    private BlockingPost(Supplier<Result> post) {
        this.post = post;
    }

    static BlockingPost start(Supplier<Result> post, Executor threads) {
        BlockingPost future = new BlockingPost(post);
        try {
            threads.execute(future);
        } catch (Throwable noThread) {
            future.notStarted(noThread);
        }
        return future;
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
        notStarted(new CancellationException("cancelled before the request was sent"));
        return false;
    }

    private void notStarted(Throwable cause) {
        if (decided.compareAndSet(false, true)) {
            complete(new NotSent(cause));
        }
    }
}
