// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.adapter;

import dev.pictogram.wire.http.Attempt;
import dev.pictogram.wire.http.HttpTransport;
import java.util.concurrent.CompletableFuture;

/** An adapter over an asynchronous client, as the guide for authors of adapters shows it. */
abstract class AsyncTransport implements HttpTransport {

    /** Begins a POST to attempt.uri() with attempt.headers(), and does not wait for it. */
    abstract void begin(Attempt attempt);

    @Override
    public Result post(Request request) {
        if (Thread.currentThread().isInterrupted()) {
            return new NotSent(new InterruptedException("interrupted before the request was sent"));
        }
        return start(request).await(); // postAsync(request).join() would ignore an interrupt
    }

    @Override
    public CompletableFuture<Result> postAsync(Request request) {
        return start(request).result();
    }

    private Attempt start(Request request) {
        Attempt attempt = Attempt.start(request);
        try {
            begin(attempt);
        } catch (RuntimeException | Error refused) {
            attempt.fail(refused);
        }
        return attempt;
    }
}
