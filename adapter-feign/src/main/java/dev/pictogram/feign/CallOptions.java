// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.feign;

import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Result;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The times of a call as Feign knows them. They carry the call itself through Feign, and its outcome back. */
final class CallOptions extends feign.Request.Options {

    final Request call;

    @Nullable
    Result result; // null: our own client has not been asked, or has not come back

    CallOptions(Request call) {
        super(
                millis(call.connectTimeout()),
                TimeUnit.MILLISECONDS,
                millis(call.timeout()),
                TimeUnit.MILLISECONDS,
                false); // follow no redirect
        this.call = call;
    }

    /** At least one: to a client, no milliseconds at all mean no limit at all. */
    private static long millis(Duration time) {
        return Math.max(1, time.toMillis());
    }
}
