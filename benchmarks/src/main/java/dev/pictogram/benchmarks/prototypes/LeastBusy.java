// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks.prototypes;

import dev.pictogram.wire.HttpExchange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Gives each call to the exchange that has the fewest, the first if in doubt: in turn they would keep more connections
 * than are needed, each of them older.
 */
record LeastBusy(List<Counted> exchanges) implements HttpExchange {

    static LeastBusy of(int many, Supplier<HttpExchange> exchange) {
        return new LeastBusy(Stream.generate(() -> new Counted(exchange.get(), new AtomicInteger()))
                .limit(many)
                .toList());
    }

    private record Counted(HttpExchange exchange, AtomicInteger calls) {}

    private Counted taken() {
        Counted least = exchanges.get(0);
        for (int i = 1; i < exchanges.size(); i++) {
            Counted other = exchanges.get(i);
            least = other.calls().get() < least.calls().get() ? other : least;
        }
        least.calls().incrementAndGet();
        return least;
    }

    @Override
    public Outcome post(Call call) {
        Counted taken = taken();
        try {
            return taken.exchange().post(call);
        } finally {
            taken.calls().decrementAndGet();
        }
    }

    @Override
    public CompletableFuture<Outcome> postAsync(Call call) {
        Counted taken = taken();
        return taken.exchange()
                .postAsync(call)
                .whenComplete((outcome, none) -> taken.calls().decrementAndGet());
    }
}
