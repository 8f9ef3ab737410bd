// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import feign.Body;
import feign.Feign;
import feign.HeaderMap;
import feign.RequestLine;
import feign.Response;
import feign.http2client.Http2Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** Clients without the library, with Gson: no verdict, no retries, no limits. */
final class BareClients {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int POOL = 1024;

    private BareClients() {}

    /** java.net.http, blocking and asynchronous, with its default executor if none is given. */
    static Sender jdk(URI base, Executor executor) {
        return new Jdk(base, executor, Sample::bytes, Sample::accepted);
    }

    /** The same without JSON: the request is written once, and every 202 counts as accepted. */
    static Sender jdkWithoutJson(URI base, Executor executor) {
        byte[] bytes = Sample.bytes();
        return new Jdk(base, executor, () -> bytes, (status, response) -> status == 202);
    }

    private static final class Jdk implements Sender {
        private final URI uri;
        private final Map<String, String> headers = Sample.headers();
        private final HttpClient client;
        private final Supplier<byte[]> body;
        private final BiPredicate<Integer, byte[]> accepted;

        Jdk(URI base, Executor executor, Supplier<byte[]> body, BiPredicate<Integer, byte[]> accepted) {
            this.uri = Sample.uri(base);
            this.body = body;
            this.accepted = accepted;
            HttpClient.Builder builder =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5));
            this.client = (executor == null ? builder : builder.executor(executor)).build();
        }

        private HttpRequest request() {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(uri).timeout(TIMEOUT).POST(BodyPublishers.ofByteArray(body.get()));
            headers.forEach(request::setHeader);
            return request.build();
        }

        private boolean accepted(HttpResponse<byte[]> response) {
            return accepted.test(response.statusCode(), response.body());
        }

        @Override
        public boolean send() throws Exception {
            return accepted(client.send(request(), BodyHandlers.ofByteArray()));
        }

        @Override
        public CompletableFuture<Boolean> sendAsync() {
            return client.sendAsync(request(), BodyHandlers.ofByteArray()).thenApply(this::accepted);
        }
    }

    static Sender okHttp(URI base) throws IOException {
        OkHttpClient client = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(POOL, 5, TimeUnit.MINUTES))
                .callTimeout(TIMEOUT)
                .build();
        String url = Sample.uri(base).toString();
        Map<String, String> headers = Sample.headers();
        return () -> {
            Request.Builder request = new Request.Builder().url(url).post(RequestBody.create(Sample.bytes(), null));
            headers.forEach(request::header);
            try (okhttp3.Response response = client.newCall(request.build()).execute()) {
                return Sample.accepted(response.code(), response.body().bytes());
            }
        };
    }

    static Sender httpClient5(URI base) {
        CloseableHttpClient client = HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(POOL)
                        .setMaxConnTotal(POOL)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .build())
                .disableContentCompression()
                .build();
        URI uri = Sample.uri(base);
        Map<String, String> headers = Sample.headers();
        return () -> {
            HttpPost post = new HttpPost(uri);
            headers.forEach(post::setHeader);
            post.setEntity(new ByteArrayEntity(Sample.bytes(), null));
            return client.execute(
                    post,
                    response -> Sample.accepted(response.getCode(), EntityUtils.toByteArray(response.getEntity())));
        };
    }

    interface Api {
        @RequestLine("POST /v2/HXAP1234567890IN/whatsapp/+919800000001/messages")
        @Body("{body}")
        Response post(@HeaderMap Map<String, String> headers, byte[] body);
    }

    /** Feign with its java.net.http client, in the default configuration. */
    static Sender feign(URI base) {
        Api api = Feign.builder().client(new Http2Client()).target(Api.class, base.toString());
        Map<String, String> headers = Sample.headers();
        return () -> {
            try (Response response = api.post(headers, Sample.bytes())) {
                return Sample.accepted(
                        response.status(), response.body().asInputStream().readAllBytes());
            }
        };
    }

    /** Spring's RestClient with its java.net.http factory, in the default configuration. */
    static Sender spring(URI base) {
        RestClient client = RestClient.builder()
                .requestFactory(new JdkClientHttpRequestFactory())
                .build();
        URI uri = Sample.uri(base);
        Map<String, String> headers = Sample.headers();
        return () -> client.post()
                .uri(uri)
                .headers(all -> headers.forEach(all::set))
                .body(Sample.bytes())
                .exchange((request, response) -> {
                    try {
                        return Sample.accepted(
                                response.getStatusCode().value(),
                                response.getBody().readAllBytes());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
