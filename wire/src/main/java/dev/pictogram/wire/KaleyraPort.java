// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.util.Objects.requireNonNull;

import dev.pictogram.Account;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.wire.http.HttpTransport;
import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Result;
import dev.pictogram.wire.internal.Threads;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** The way of a message: request, retries and limits, transport, verdict. */
final class KaleyraPort implements MessagingPort {

    private static final String NO_OUTCOME = "the transport returned null";
    private static final Future<?> NOTHING = CompletableFuture.completedFuture(null);

    private final HttpTransport transport;
    private final SendPolicy policy;
    private final URI uri;
    private final Map<String, String> headers;
    private final Verdict verdict;
    private final Resilience resilience;

    KaleyraPort(HttpTransport transport, Account account, SendPolicy policy, Time time) {
        this.transport = requireNonNull(transport, "transport");
        this.policy = requireNonNull(policy, "policy");
        this.verdict = new Verdict(time, policy.responseLimit());
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

    @Override
    public SendResult send(ImageMessage message) {
        Request call = call(message, () -> false);
        if (Thread.currentThread().isInterrupted()) {
            return new NotSent("nothing was sent: the thread was interrupted before", null);
        }
        return resilience.send(() -> verdict(transport.post(call)));
    }

    @Override
    public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
        CompletableFuture<SendResult> result = new CompletableFuture<>();
        Request call = call(message, result::isDone);
        // The request on its way. A caller who gives up cancels it, which keeps it from starting if it has not.
        AtomicReference<Future<?>> posting = new AtomicReference<>(NOTHING);
        result.whenComplete((sent, none) -> posting.get().cancel(false));
        resilience
                .sendAsync(() -> postAsync(call, result, posting), result::isDone)
                // What a user chains to the future must not run on the client's thread: it would hold up other answers.
                .thenAccept(sent -> Threads.run(() -> result.complete(sent)));
        return result;
    }

    private CompletableFuture<SendResult> postAsync(
            Request call, Future<SendResult> result, AtomicReference<Future<?>> posting) {
        CompletableFuture<Result> outcome = requireNonNull(transport.postAsync(call), NO_OUTCOME);
        posting.set(outcome);
        if (result.isDone()) {
            outcome.cancel(false);
        }
        return outcome.thenApply(this::verdict);
    }

    private SendResult verdict(Result outcome) {
        return verdict.of(requireNonNull(outcome, NO_OUTCOME));
    }

    /** One for all attempts, built once and handed through unchanged. */
    private Request call(ImageMessage message, BooleanSupplier givenUp) {
        byte[] body = RequestJson.of(requireNonNull(message, "message"));
        return new Request(
                uri, headers, body, policy.connectTimeout(), policy.timeout(), policy.responseLimit(), givenUp);
    }
}
