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

/** Sends a message: request, retries and limits, transport, verdict. */
final class KaleyraPort implements MessagingPort {

    private static final String NO_RESULT = "the transport returned null";
    private static final Future<?> NONE = CompletableFuture.completedFuture(null);

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
        // With an unencoded plus sign, as in the page's sample. The parts are validated and need no escaping.
        this.uri = URI.create(account.pod().baseUrl() + "/v2/" + account.sid().value() + "/whatsapp/"
                + account.sender().e164() + "/messages");
        this.headers = headers(account);
    }

    private static Map<String, String> headers(Account account) {
        Map<String, String> headers = new LinkedHashMap<>();
        // In the order in which java.net.http sorts them, so that every adapter writes the same bytes.
        headers.put("Accept", "application/json");
        headers.put("Accept-Encoding", "identity");
        headers.put("api-key", account.apiKey().reveal());
        headers.put("cache-control", "no-cache");
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "pictogram/" + Version.CURRENT);
        return Collections.unmodifiableMap(headers);
    }

    @Override
    public SendResult send(ImageMessage message) {
        Request request = request(message, () -> false);
        if (Thread.currentThread().isInterrupted()) {
            return new NotSent("not sent: the thread was already interrupted", null);
        }
        return resilience.send(() -> verdict(transport.post(request)));
    }

    @Override
    public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
        CompletableFuture<SendResult> result = new CompletableFuture<>();
        Request request = request(message, result::isDone);
        // The attempt in flight. Cancelling the result cancels it, too, which keeps an unsent request from being sent.
        AtomicReference<Future<?>> attempt = new AtomicReference<>(NONE);
        result.whenComplete((sent, none) -> attempt.get().cancel(false));
        resilience.sendAsync(() -> postAsync(request, result, attempt), result::isDone, sent -> complete(result, sent));
        return result;
    }

    private static void complete(CompletableFuture<SendResult> result, SendResult sent) {
        try {
            // Not on the client's thread: stages that the application adds would delay other responses.
            Threads.run(() -> result.complete(sent));
        } catch (Throwable noMemory) {
            result.complete(sent);
        }
    }

    private CompletableFuture<SendResult> postAsync(
            Request request, Future<SendResult> result, AtomicReference<Future<?>> attempt) {
        CompletableFuture<Result> future = requireNonNull(transport.postAsync(request), NO_RESULT);
        attempt.set(future);
        if (result.isDone()) {
            future.cancel(false);
        }
        return future.thenApply(this::verdict);
    }

    private SendResult verdict(Result result) {
        return verdict.of(requireNonNull(result, NO_RESULT));
    }

    /** {@return the request, the same for all attempts of a message} */
    private Request request(ImageMessage message, BooleanSupplier cancelled) {
        byte[] body = RequestJson.of(requireNonNull(message, "message"));
        return new Request(
                uri, headers, body, policy.connectTimeout(), policy.timeout(), policy.responseLimit(), cancelled);
    }
}
