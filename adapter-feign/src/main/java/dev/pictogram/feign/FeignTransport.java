// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.feign;

import dev.pictogram.wire.http.HttpTransport;
import feign.Client;
import feign.Feign;
import feign.FeignException;
import feign.Retryer;
import feign.Target;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Posts through Feign, and takes from it whatever would post twice or hide an answer. */
final class FeignTransport implements HttpTransport {

    private final KaleyraApi api;

    FeignTransport(Client client) {
        api = Feign.builder()
                .client(unbuffered(client))
                // Feign's own repeats a POST four times, and no client can stop it.
                .retryer(Retryer.NEVER_RETRY)
                .target(Target.EmptyTarget.create(KaleyraApi.class));
    }

    /** Feign reads a short body before it hands the answer over, and has none to hand over when that breaks off. */
    private static Client unbuffered(Client client) {
        return (request, options) -> {
            if (((CallOptions) options).call.isCancelled()) {
                throw new IOException("a request is not sent when its caller has given up");
            }
            feign.Response response = client.execute(request, options);
            return response.body() == null
                    ? response
                    : response.toBuilder()
                            .body(response.body().asInputStream(), null) // of no known length
                            .build();
        };
    }

    @Override
    public Result post(Request call) {
        long start = System.nanoTime();
        CallOptions options = new CallOptions(call);
        try {
            feign.Response response = api.post(call.uri(), call.headers(), call.body(), options);
            return Response.of(response.status(), name -> first(response.headers(), name), body(response, call, start));
        } catch (FeignException thrown) {
            // It has the request in it, and that has the key: only what it was thrown for goes into a result.
            Throwable cause = thrown.getCause();
            return outcome(
                    options, cause == null ? new IOException(thrown.getClass().getName()) : cause);
        } catch (RuntimeException thrown) {
            return outcome(options, thrown);
        }
    }

    /**
     * Returns what our own transport knows. Any other client may have sent before it failed, perhaps more than once:
     * "connection refused" may be what its second try found.
     */
    private static Result outcome(CallOptions options, Throwable thrown) {
        return options.result == null ? new NoResponse(thrown) : options.result;
    }

    private static byte[] body(feign.Response response, Request call, long start) {
        try {
            return response.body() == null
                    ? new byte[0]
                    : Response.bodyOf(response.body().asInputStream(), call, start);
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
