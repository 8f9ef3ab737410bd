// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.feign.FeignMessaging;
import dev.pictogram.httpcore.HttpCoreMessaging;
import dev.pictogram.jdk.JdkMessaging;
import dev.pictogram.spring.SpringMessaging;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The clients, by their name in the tables. No client loads the classes of another one, as a method reference would. */
enum Clients {
    JDK_STOCK(base -> BareClients.jdk(base, null)),
    /** java.net.http at its best: with tasks on the calling thread. */
    JDK_DIRECT(base -> BareClients.jdk(base, Runnable::run)),
    JDK_DIRECT_WITHOUT_JSON(base -> BareClients.jdkWithoutJson(base, Runnable::run)),
    OKHTTP(base -> BareClients.okHttp(base)),
    HTTPCLIENT5(base -> BareClients.httpClient5(base)),
    FEIGN_JAVA11(base -> BareClients.feign(base)),
    SPRING_JDK(base -> BareClients.spring(base)),
    PICTOGRAM_JDK(base -> over(JdkMessaging.of(Sample.account(base)))),
    PICTOGRAM_JDK_ALL_OPTIONS(base -> over(JdkMessaging.of(Sample.account(base), allOptions()))),
    PICTOGRAM_HTTPCORE(base -> over(HttpCoreMessaging.of(Sample.account(base)))),
    PICTOGRAM_FEIGN(base -> over(FeignMessaging.of(Sample.account(base)))),
    PICTOGRAM_SPRING(base -> over(SpringMessaging.of(Sample.account(base))));

    private final Factory factory;

    Clients(Factory factory) {
        this.factory = factory;
    }

    private interface Factory {
        Sender sender(URI base) throws Exception;
    }

    Sender sender(URI base) throws Exception {
        return factory.sender(base);
    }

    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the client with a name. */
    static Clients named(String title) {
        return Arrays.stream(values())
                .filter(client -> client.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("client: must be one of "
                        + Arrays.stream(values()).map(Clients::title).toList() + ", but it is " + title));
    }

    /** Limits that are never reached, so that only the cost of checking them counts. */
    private static SendPolicy allOptions() {
        return SendPolicy.defaults()
                .withAttempts(5)
                .withRateLimit(10_000_000)
                .withMaxInFlight(100_000)
                .withCircuitBreaker(1000, Duration.ofSeconds(30));
    }

    private static Sender over(MessagingPort port) {
        return new Sender() {
            @Override
            public boolean send() {
                return port.send(Sample.message()).messageId().isPresent();
            }

            @Override
            public CompletableFuture<Boolean> sendAsync() {
                return port.sendAsync(Sample.message())
                        .thenApply(SendResult::messageId)
                        .thenApply(Optional::isPresent);
            }
        };
    }
}
