package dev.pictogram.examples.customadapter;

import dev.pictogram.wire.HttpExchange;
import dev.pictogram.wire.SendPolicy;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Posts on an OkHttp client that was told to do nothing by itself. */
final class OkHttpExchange implements HttpExchange {

    private final OkHttpClient client;
    private final Executor threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "custom-adapter");
        thread.setDaemon(true);
        return thread;
    });

    OkHttpExchange(SendPolicy policy) {
        client = new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .proxy(Proxy.NO_PROXY)
                .socketFactory(new DirectSockets(1_000_000 + 8L * policy.answerLimit()))
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .addNetworkInterceptor(Attempt::converse)
                .build();
    }

    @Override
    public CompletableFuture<Outcome> postAsync(Call call) {
        return start(call).outcome;
    }

    @Override
    public Outcome post(Call call) {
        Attempt attempt = start(call);
        try {
            return attempt.outcome.get();
        } catch (InterruptedException e) {
            Outcome outcome = attempt.end(e);
            Thread.currentThread().interrupt();
            return outcome;
        } catch (ExecutionException e) {
            throw new AssertionError("an outcome is a value", e);
        }
    }

    private Attempt start(Call call) {
        Attempt attempt = new Attempt(call);
        threads.execute(() -> attempt.run(client));
        return attempt;
    }
}
