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

/** Creates ports that send through OkHttp: an example of a custom adapter and its only public class. */
public final class CustomMessaging {

    private CustomMessaging() {}

    /**
     * Returns a port that sends through OkHttp.
     *
     * @param account the account that sends
     * @param policy timeouts, retries and limits
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
        http.execute().close(); // the response was read before
    }

    private static RequestBody body(Attempt attempt) {
        return new RequestBody() {
            @Override
            public MediaType contentType() {
                return null; // attempt.headers() contains the content type
            }

            @Override
            public long contentLength() {
                return attempt.length();
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.write(attempt.takeBody());
            }
        };
    }

    /** Runs on an open connection, before OkHttp interprets the response. */
    static Response converse(Interceptor.Chain connection) throws IOException {
        Attempt attempt = connection.request().tag(Attempt.class);
        attempt.connected();
        Response response = connection.proceed(
                connection.request().newBuilder().removeHeader("Connection").build());
        attempt.receive(response.code(), response::header, response.body().byteStream());
        connection.call().cancel(); // close() would continue to read the body for a while.
        return response;
    }
}
