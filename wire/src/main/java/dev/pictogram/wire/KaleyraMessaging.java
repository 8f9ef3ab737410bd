// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.util.Objects.requireNonNull;

import dev.pictogram.Account;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.wire.HttpExchange.Call;
import dev.pictogram.wire.HttpExchange.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Makes a port of an HTTP exchange: the one way that a message takes through this library. */
public final class KaleyraMessaging implements MessagingPort {

    private static final String NO_OUTCOME = "the exchange returned null";

    private final HttpExchange exchange;
    private final SendPolicy policy;
    private final URI uri;
    private final Map<String, String> headers;
    private final Verdict verdict;
    private final Resilience resilience;

    private KaleyraMessaging(HttpExchange exchange, Account account, SendPolicy policy, Time time) {
        this.exchange = requireNonNull(exchange, "exchange");
        this.policy = requireNonNull(policy, "policy");
        this.verdict = new Verdict(time, policy.answerLimit());
        this.resilience = new Resilience(policy, time);
        // The plus sign as it is, as in the page's sample. Each part was validated to need no escaping.
        this.uri = URI.create(account.pod().baseUrl() + "/v2/" + account.sid().value() + "/whatsapp/"
                + account.sender().e164() + "/messages");
        this.headers = headers(account);
    }

    private static Map<String, String> headers(Account account) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("api-key", account.apiKey().reveal());
        headers.put("cache-control", "no-cache");
        headers.put("Accept", "application/json");
        headers.put("Accept-Encoding", "identity");
        headers.put("User-Agent", "pictogram/" + Version.CURRENT);
        return Collections.unmodifiableMap(headers);
    }

    /**
     * {@return the port that sends an account's messages through an exchange}
     *
     * @param exchange posts the requests; it is not closed
     * @param account who sends, from where
     * @param policy how patient a send is, and how often it is repeated where that is safe
     */
    public static MessagingPort over(HttpExchange exchange, Account account, SendPolicy policy) {
        return over(exchange, account, policy, Time.system());
    }

    static MessagingPort over(HttpExchange exchange, Account account, SendPolicy policy, Time time) {
        return new KaleyraMessaging(exchange, account, policy, time);
    }

    @Override
    public SendResult send(ImageMessage message) {
        byte[] body = body(message);
        if (Thread.currentThread().isInterrupted()) {
            return new NotSent("nothing was sent: the thread was interrupted before", null);
        }
        return resilience.send(timeout -> post(call(body, timeout)));
    }

    private SendResult post(Call call) {
        try {
            return verdict(exchange.post(call), null);
        } catch (Throwable broken) {
            // An exchange that throws has not told whether the request left, so nobody knows.
            return Verdict.lost(broken);
        }
    }

    @Override
    public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
        byte[] body = body(message);
        CompletableFuture<SendResult> result = new CompletableFuture<>();
        resilience
                .sendAsync(timeout -> postAsync(call(body, timeout)).handle(this::verdict), result::isDone)
                // What a user chains to the future must not run on the client's thread: it would hold up other answers.
                .thenAccept(sent -> OwnThread.run(() -> result.complete(sent)));
        return result;
    }

    private SendResult verdict(@Nullable Outcome outcome, @Nullable Throwable broken) {
        if (broken != null) {
            Throwable wrapped = broken instanceof CompletionException ? broken.getCause() : null;
            return Verdict.lost(wrapped == null ? broken : wrapped);
        }
        try {
            return verdict.of(requireNonNull(outcome, NO_OUTCOME));
        } catch (Throwable unexpected) {
            return Verdict.lost(unexpected);
        }
    }

    private CompletableFuture<Outcome> postAsync(Call call) {
        try {
            return requireNonNull(exchange.postAsync(call), NO_OUTCOME);
        } catch (Throwable broken) {
            return CompletableFuture.failedFuture(broken);
        }
    }

    private static byte[] body(ImageMessage message) {
        return RequestJson.of(requireNonNull(message, "message"));
    }

    private Call call(byte[] body, Duration timeout) {
        return new Call(uri, headers, body, policy.connectTimeout(), timeout, policy.answerLimit());
    }
}
