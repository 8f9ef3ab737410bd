package dev.pictogram.examples.customadapter;

import dev.pictogram.wire.HttpExchange.Answer;
import dev.pictogram.wire.HttpExchange.Call;
import dev.pictogram.wire.HttpExchange.Lost;
import dev.pictogram.wire.HttpExchange.NeverSent;
import dev.pictogram.wire.HttpExchange.Outcome;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.AsyncTimeout;
import okio.BufferedSink;
import okio.BufferedSource;

/** One request on its way: its body, which is given away once, and what becomes of it. */
final class Attempt extends RequestBody {

    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    private final Call call;
    private final AsyncTimeout connecting = new AsyncTimeout() {
        @Override
        protected void timedOut() {
            end(new SocketTimeoutException("no connection within " + call.connectTimeout()));
        }
    };
    private volatile okhttp3.Call http; // null: not begun
    private boolean handedOver;
    private boolean answered;

    Attempt(Call call) {
        this.call = call;
    }

    void run(OkHttpClient client) {
        try {
            Request.Builder request =
                    new Request.Builder().url(call.uri().toString()).post(this);
            call.headers().forEach(request::header);
            http = client.newCall(request.build());
            http.timeout().timeout(call.timeout().toNanos(), TimeUnit.NANOSECONDS);
            connecting.timeout(call.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
            connecting.enter();
            http.execute().close(); // The answer was taken before.
        } catch (IOException | RuntimeException | Error e) {
            end(e);
        }
    }

    /** Ends it where it stands, unless it has ended; from then on the body is not given away any more. */
    synchronized Outcome end(Throwable cause) {
        if (!answered) {
            outcome.complete(handedOver ? new Lost(cause) : new NeverSent(cause));
        }
        connecting.exit();
        if (http != null) {
            http.cancel(); // If there is a status, what is still being read ends here.
        }
        return outcome.join();
    }

    @Override
    public MediaType contentType() {
        return null; // it is among the headers
    }

    @Override
    public long contentLength() {
        return call.body().length;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        synchronized (this) {
            if (handedOver || outcome.isDone()) {
                throw new IOException("a request is sent once, and not when its time is over");
            }
            handedOver = true;
        }
        sink.write(call.body());
    }

    /** Runs as soon as there is a connection, below all that OkHttp would do with an answer. */
    static Response converse(Interceptor.Chain connection) throws IOException {
        Attempt attempt = (Attempt) connection.request().body();
        if (attempt.connecting.exit()) {
            throw new SocketTimeoutException("the connection came too late");
        }
        Response response = connection.proceed(
                connection.request().newBuilder().removeHeader("Connection").build());
        attempt.take(response);
        return response;
    }

    private void take(Response response) {
        synchronized (this) {
            answered = true;
        }
        byte[] body = {};
        try {
            body = upTo(call.answerLimit(), response.body().source());
        } finally {
            http.cancel(); // To close it only would be to read on for a while.
            outcome.complete(Answer.of(
                    response.code(),
                    name -> response.headers(name).stream().findFirst().orElse(null),
                    body));
        }
    }

    private static byte[] upTo(int limit, BufferedSource body) {
        try {
            body.request(limit);
        } catch (IOException lostOnTheWay) {
            // The status is an answer, whatever becomes of the body.
        }
        return body.getBuffer()
                .snapshot((int) Math.min(limit, body.getBuffer().size()))
                .toByteArray();
    }
}
