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

/** Sends through Feign, without the features that would send twice or hide a response. */
final class FeignTransport implements HttpTransport {

    private final KaleyraApi api;

    FeignTransport(Client client) {
        api = Feign.builder()
                .client(unbuffered(client))
                // Feign's default retries a POST up to four times, and no client can prevent that.
                .retryer(Retryer.NEVER_RETRY)
                .target(Target.EmptyTarget.create(KaleyraApi.class));
    }

    /** Removes the length: Feign reads a body of known, small size itself, and loses the status if that fails. */
    private static Client unbuffered(Client client) {
        return (request, options) -> {
            if (((RequestOptions) options).request.isCancelled()) {
                throw new IOException("the caller cancelled the request");
            }
            feign.Response response = client.execute(request, options);
            return response.body() == null
                    ? response
                    : response.toBuilder()
                            .body(response.body().asInputStream(), null) // of unknown length
                            .build();
        };
    }

    @Override
    public Result post(Request request) {
        long start = System.nanoTime();
        RequestOptions options = new RequestOptions(request);
        try {
            feign.Response response = api.post(request.uri(), request.headers(), request.body(), options);
            return Response.of(
                    response.status(), name -> first(response.headers(), name), body(response, request, start));
        } catch (FeignException thrown) {
            // Only its cause: a FeignException contains the request with the API key.
            Throwable cause = thrown.getCause();
            return result(
                    options, cause == null ? new IOException(thrown.getClass().getName()) : cause);
        } catch (RuntimeException thrown) {
            return result(options, thrown);
        }
    }

    /**
     * Returns the result of {@link JdkTransportClient}. Any other client may have sent the request before it failed: a refused
     * connection may be the failure of a retry.
     */
    private static Result result(RequestOptions options, Throwable thrown) {
        return options.result == null ? new NoResponse(thrown) : options.result;
    }

    private static byte[] body(feign.Response response, Request request, long start) {
        try {
            return response.body() == null
                    ? new byte[0]
                    : Response.bodyOf(response.body().asInputStream(), request, start);
        } catch (IOException none) {
            return new byte[0];
        }
    }

    private static @Nullable String first(Map<String, Collection<String>> headers, String name) {
        // The keys of Feign's map are case-insensitive.
        Collection<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.iterator().next();
    }
}
