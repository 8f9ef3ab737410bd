package dev.pictogram.benchmarks.prototypes;

import dev.pictogram.wire.HttpExchange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Gives each call to the next of several exchanges. */
record RoundRobin(List<HttpExchange> exchanges, AtomicInteger calls) implements HttpExchange {

    static RoundRobin over(int many, Supplier<HttpExchange> exchange) {
        return new RoundRobin(Stream.generate(exchange).limit(many).toList(), new AtomicInteger());
    }

    private HttpExchange next() {
        return exchanges.get(Math.floorMod(calls.getAndIncrement(), exchanges.size()));
    }

    @Override
    public Outcome post(Call call) {
        return next().post(call);
    }

    @Override
    public CompletableFuture<Outcome> postAsync(Call call) {
        return next().postAsync(call);
    }
}
