// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.feign;

import dev.pictogram.wire.HttpExchange;
import dev.pictogram.wire.OutcomeException;
import dev.pictogram.wire.SendPolicy;
import feign.Client;
import feign.Feign;
import feign.FeignException;
import feign.Request;
import feign.Response;
import feign.Retryer;
import feign.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Posts through Feign, and takes from it whatever would post twice or hide an answer. */
final class FeignExchange implements HttpExchange {

    private final KaleyraApi api;

    FeignExchange(Client client, SendPolicy policy) {
        api = Feign.builder()
                .client(unbuffered(client))
                // Feign's own repeats a POST four times, and no client can stop it.
                .retryer(Retryer.NEVER_RETRY)
                .options(new Request.Options(
                        millis(policy.connectTimeout()),
                        TimeUnit.MILLISECONDS,
                        millis(policy.timeout()),
                        TimeUnit.MILLISECONDS,
                        false)) // follow no redirect
                .target(Target.EmptyTarget.create(KaleyraApi.class));
    }

    /** Feign reads a short body before it hands the answer over, and has none to hand over when that breaks off. */
    private static Client unbuffered(Client client) {
        return (request, options) -> {
            Response response = client.execute(request, options);
            return response.body() == null
                    ? response
                    : response.toBuilder()
                            .body(response.body().asInputStream(), null) // of no known length
                            .build();
        };
    }

    /** At least one: to a client, no milliseconds at all mean no limit at all. */
    private static long millis(Duration time) {
        return Math.max(1, time.toMillis());
    }

    @Override
    public Outcome post(Call call) {
        long start = System.nanoTime();
        try {
            Response response = api.post(call.uri(), call.headers(), call.body());
            return Answer.of(response.status(), name -> first(response.headers(), name), body(response, call, start));
        } catch (FeignException thrown) {
            // It has the request in it, and that has the key: only what it was thrown for goes into a result.
            Throwable cause = thrown.getCause();
            return OutcomeException.outcomeIn(
                    cause == null ? new IOException(thrown.getClass().getName()) : cause);
        } catch (RuntimeException thrown) {
            return OutcomeException.outcomeIn(thrown);
        }
    }

    private static byte[] body(Response response, Call call, long start) {
        try {
            return response.body() == null
                    ? new byte[0]
                    : Answer.bodyOf(response.body().asInputStream(), call, start);
        } catch (IOException none) {
            return new byte[0];
        }
    }

    private static @Nullable String first(Map<String, Collection<String>> headers, String name) {
        // Feign's map compares names without regard for case.
        Collection<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.iterator().next();
    }
}
