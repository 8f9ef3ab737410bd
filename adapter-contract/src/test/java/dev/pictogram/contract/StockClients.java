// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.HttpTransport;
import dev.pictogram.wire.http.HttpTransport.NoResponse;
import dev.pictogram.wire.http.HttpTransport.NotSent;
import dev.pictogram.wire.http.HttpTransport.Result;
import feign.Feign;
import feign.HeaderMap;
import feign.RequestLine;
import feign.RetryableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;

/**
 * HTTP clients as they come, each in the adapter that one writes in an hour: it sets the client's timeouts, reads the
 * response to its end, and tells by the exception whether a request was sent.
 */
final class StockClients {

    /** Java's client closes its connections when it is collected, which no application lets happen. */
    private static final Queue<HttpClient> KEPT = new ConcurrentLinkedQueue<>();

    private StockClients() {}

    static class UrlConnection extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            return KaleyraMessaging.over(UrlConnection::post, account, policy);
        }

        private static Result post(HttpTransport.Request call) {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) call.uri().toURL().openConnection();
                connection.setConnectTimeout((int) call.connectTimeout().toMillis());
                connection.setReadTimeout((int) call.timeout().toMillis());
                connection.setDoOutput(true);
                call.headers().forEach(connection::setRequestProperty);
                connection.getOutputStream().write(call.body());
                int status = connection.getResponseCode();
                try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                    return HttpTransport.Response.of(
                            status, connection::getHeaderField, body == null ? new byte[0] : body.readAllBytes());
                }
            } catch (IOException e) {
                return byException(e);
            }
        }
    }

    static class JavaNetHttp extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            HttpClient client = HttpClient.newBuilder()
                    .connectTimeout(policy.connectTimeout())
                    .build();
            KEPT.add(client);
            return KaleyraMessaging.over(call -> post(client, call), account, policy);
        }

        private static Result post(HttpClient client, HttpTransport.Request call) {
            HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                    .timeout(call.timeout())
                    .POST(HttpRequest.BodyPublishers.ofByteArray(call.body()));
            call.headers().forEach(request::setHeader);
            try {
                HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                return HttpTransport.Response.of(
                        response.statusCode(),
                        name -> response.headers().firstValue(name).orElse(null),
                        response.body());
            } catch (IOException e) {
                return byException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new NoResponse(e);
            }
        }
    }

    static class OkHttp extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            OkHttpClient client = new OkHttpClient.Builder()
                    .connectTimeout(policy.connectTimeout())
                    .readTimeout(policy.timeout())
                    .build();
            return KaleyraMessaging.over(call -> post(client, call), account, policy);
        }

        private static Result post(OkHttpClient client, HttpTransport.Request call) {
            Request.Builder request =
                    new Request.Builder().url(call.uri().toString()).post(RequestBody.create(call.body(), null));
            call.headers().forEach(request::header);
            try (Response response = client.newCall(request.build()).execute()) {
                return HttpTransport.Response.of(
                        response.code(), response::header, response.body().bytes());
            } catch (IOException e) {
                return byException(e);
            }
        }
    }

    static class ApacheHttpClient extends HttpAdapterContract {
        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            CloseableHttpClient client = HttpClients.custom()
                    .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                            .setDefaultConnectionConfig(ConnectionConfig.custom()
                                    .setConnectTimeout(Timeout.of(policy.connectTimeout()))
                                    .build())
                            .build())
                    .setDefaultRequestConfig(RequestConfig.custom()
                            .setResponseTimeout(Timeout.of(policy.timeout()))
                            .build())
                    .build();
            return KaleyraMessaging.over(call -> post(client, call), account, policy);
        }

        private static Result post(CloseableHttpClient client, HttpTransport.Request call) {
            HttpPost request = new HttpPost(call.uri());
            call.headers().forEach(request::setHeader);
            request.setEntity(new ByteArrayEntity(call.body(), null));
            try {
                return client.execute(request, ApacheHttpClient::result);
            } catch (IOException e) {
                return byException(e);
            }
        }

        private static HttpTransport.Response result(ClassicHttpResponse response) throws IOException {
            HttpEntity body = response.getEntity();
            Function<String, String> header = name -> {
                Header first = response.getFirstHeader(name);
                return first == null ? null : first.getValue();
            };
            return HttpTransport.Response.of(
                    response.getCode(), header, body == null ? new byte[0] : EntityUtils.toByteArray(body));
        }
    }

    static class FeignDefault extends HttpAdapterContract {

        interface Api {
            @RequestLine("POST")
            feign.Response post(URI uri, @HeaderMap Map<String, String> headers, byte[] body);
        }

        @Override
        protected MessagingPort port(Account account, SendPolicy policy) {
            Api api = Feign.builder()
                    .options(new feign.Request.Options(
                            policy.connectTimeout().toMillis(),
                            TimeUnit.MILLISECONDS,
                            policy.timeout().toMillis(),
                            TimeUnit.MILLISECONDS,
                            true))
                    .target(Api.class, account.pod().baseUrl().toString());
            return KaleyraMessaging.over(call -> post(api, call), account, policy);
        }

        private static Result post(Api api, HttpTransport.Request call) {
            try (feign.Response response = api.post(call.uri(), call.headers(), call.body())) {
                byte[] body = response.body() == null
                        ? new byte[0]
                        : response.body().asInputStream().readAllBytes();
                return HttpTransport.Response.of(response.status(), name -> header(response, name), body);
            } catch (RetryableException e) {
                return e.getCause() instanceof IOException cause ? byException(cause) : new NoResponse(e);
            } catch (IOException e) {
                return byException(e);
            }
        }

        private static String header(feign.Response response, String name) {
            Collection<String> values = response.headers().get(name.toLowerCase(Locale.ROOT));
            return values == null ? null : values.iterator().next();
        }
    }

    /** Not sent if there was no connection, as the exception's type has it. */
    private static Result byException(IOException e) {
        boolean noConnection = e instanceof ConnectException
                || e instanceof UnknownHostException
                || e instanceof SSLHandshakeException
                || e instanceof HttpConnectTimeoutException
                || e instanceof ConnectTimeoutException;
        return noConnection ? new NotSent(e) : new NoResponse(e);
    }
}
