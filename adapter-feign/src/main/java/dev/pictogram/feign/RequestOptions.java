// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.feign;

import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Result;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The timeouts of a request for Feign. Also carries the request through Feign and the result back. */
final class RequestOptions extends feign.Request.Options {

    final Request request;

    @Nullable
    Result result; // null: not sent by JdkTransportClient, or not complete

    RequestOptions(Request request) {
        super(
                millis(request.connectTimeout()),
                TimeUnit.MILLISECONDS,
                millis(request.timeout()),
                TimeUnit.MILLISECONDS,
                false); // follow no redirects
        this.request = request;
    }

    /** At least 1: clients treat 0 as no limit. */
    private static long millis(Duration time) {
        return Math.max(1, time.toMillis());
    }
}
