// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.customadapter;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.Attempt;
import dev.pictogram.wire.http.BlockingTransport;
import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

/** Sends through OkHttp: the one public door of an adapter that is not ours. */
public final class CustomMessaging {

    private CustomMessaging() {}

    /**
     * Returns a port with a policy.
     *
     * @param account who sends, from where
     * @param policy how patient a send is
     */
    public static MessagingPort of(Account account, SendPolicy policy) {
        OkHttpClient client = client(policy);
        return KaleyraMessaging.over(BlockingTransport.over(attempt -> post(client, attempt)), account, policy);
    }

    static OkHttpClient client(SendPolicy policy) {
        return new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .proxy(Proxy.NO_PROXY)
                .socketFactory(new DirectSockets(1_000_000 + 8L * policy.responseLimit()))
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .addNetworkInterceptor(CustomMessaging::converse)
                .build();
    }

    static void post(OkHttpClient client, Attempt attempt) throws IOException {
        Request.Builder request = new Request.Builder()
                .url(attempt.uri().toString())
                .post(body(attempt))
                .tag(Attempt.class, attempt);
        attempt.headers().forEach(request::header);
        Call http = client.newCall(request.build());
        attempt.onEnd(http::cancel);
        http.execute().close(); // the answer was taken before
    }

    private static RequestBody body(Attempt attempt) {
        return new RequestBody() {
            @Override
            public MediaType contentType() {
                return null; // it is among the headers
            }

            @Override
            public long contentLength() {
                return attempt.length();
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.write(attempt.handOver());
            }
        };
    }

    /** Runs as soon as there is a connection, below all that OkHttp would do with an answer. */
    static Response converse(Interceptor.Chain connection) throws IOException {
        Attempt attempt = connection.request().tag(Attempt.class);
        attempt.connected();
        Response response = connection.proceed(
                connection.request().newBuilder().removeHeader("Connection").build());
        attempt.answered(response.code(), response::header, response.body().byteStream());
        connection.call().cancel(); // Closed only, it would be read on for a while.
        return response;
    }
}
