// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import dev.pictogram.MessageId;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.wire.http.HttpTransport.Response;
import dev.pictogram.wire.http.HttpTransport.Result;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides the result of a send. This is the only place that does.
 *
 * <p>The first of these that applies: an id on a 2xx, a known failure code (on a 2xx, too), the status. Otherwise the message is in
 * doubt.
 */
final class Verdict {

    private static final Pattern VERSION = Pattern.compile("\\bversions?\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_ACTIVE = Pattern.compile(
            "\\bnot\\s+(?:\\w+\\s+)?activ(?:e|ated)\\b|\\b(?:in|de)activ(?:e|ated)\\b", Pattern.CASE_INSENSITIVE);

    /** For a response that cannot be described. Allocated in advance, since the cause may be a lack of memory. */
    private static final InDoubt UNREADABLE = new InDoubt("a response was received and could not be read", null);

    private final InstantSource clock;
    private final int responseLimit;

    /**
     * Creates a verdict.
     *
     * @param clock the clock for a {@code Retry-After} with a date
     * @param responseLimit the maximum size of a decompressed body in bytes
     */
    Verdict(InstantSource clock, int responseLimit) {
        this.clock = clock;
        this.responseLimit = responseLimit;
    }

    SendResult of(Result result) {
        return result.fold(
                this::ofResponse,
                notSent -> new NotSent("not sent: " + words(notSent.cause()), notSent.cause()),
                noResponse -> noResponse(noResponse.cause()));
    }

    /** {@return the result of a failure after which the server may have received the request} */
    static InDoubt noResponse(Throwable cause) {
        return new InDoubt("no response: " + words(cause), cause);
    }

    private SendResult ofResponse(Response response) {
        try {
            return of(response);
        } catch (Throwable unexpected) {
            return unreadable(response, unexpected);
        }
    }

    private static InDoubt unreadable(Response response, Throwable cause) {
        try {
            return new InDoubt(
                    "HTTP " + response.status() + " was received and could not be read: " + words(cause), cause);
        } catch (Throwable noMemory) {
            return UNREADABLE;
        }
    }

    private SendResult of(Response response) {
        ResponseJson json = ResponseJson.read(Gzip.decoded(response.body(), responseLimit));
        boolean success = response.status() / 100 == 2;
        if (success && !json.messageId().isEmpty()) {
            return new Accepted(MessageId.of(json.messageId()));
        }
        Optional<Duration> retryAfter = RetryAfter.of(response.headers(), clock);
        return reason(json)
                .or(() -> reason(response.status(), retryAfter.isPresent() || json.isKaleyras()))
                .<SendResult>map(reason ->
                        new Rejected(reason, response.status(), json.code(), json.message(), json.error(), retryAfter))
                .orElseGet(() -> new InDoubt(
                        success
                                ? "HTTP " + response.status() + " without a message id"
                                : "HTTP " + response.status() + ", which does not say whether the message was accepted",
                        null));
    }

    /** The documented codes. WAV2101 is on the vendor's newer page. */
    private static Optional<Reason> reason(ResponseJson json) {
        return switch (json.code()) {
            case "RBC001" -> Optional.of(Reason.INVALID_CREDENTIALS);
            case "WA400" -> Optional.of(Reason.INVALID_PAYLOAD);
            case "E110" -> Optional.of(Reason.LOW_BALANCE);
            // A newer page of the vendor uses WA401 for all meanings of both, so the hyphen decides last.
            case "WA401" -> Optional.of(unauthorized(json, Reason.SENDER_NOT_OWNED, Reason.SENDER_NOT_OWNED));
            case "WA-401" -> Optional.of(unauthorized(json, Reason.WRONG_API_VERSION, Reason.UNRECOGNIZED));
            case "WAV2101" -> Optional.of(Reason.DAILY_LIMIT_REACHED);
            case "WA500" -> Optional.of(Reason.TRY_LATER);
            default -> Optional.empty();
        };
    }

    private static Reason unauthorized(ResponseJson json, Reason ofPhoneNumber, Reason ofNoKey) {
        if (json.error().containsKey("account")) {
            return Reason.ACCOUNT_NOT_ENABLED;
        }
        String phoneNumber = json.error().get("phone_number");
        String text = phoneNumber == null ? json.message() : phoneNumber;
        if (VERSION.matcher(text).find()) {
            return Reason.WRONG_API_VERSION;
        }
        if (NOT_ACTIVE.matcher(text).find()) {
            return Reason.SENDER_NOT_ACTIVE;
        }
        return phoneNumber == null ? ofNoKey : ofPhoneNumber;
    }

    /**
     * {@return the meaning of a status without a known code; empty if the message may have been accepted}
     *
     * @param meant whether a 503 is a refusal by the server. A proxy also responds with 503 to a request that it has forwarded
     */
    private static Optional<Reason> reason(int status, boolean meant) {
        return switch (status) {
            case 429 -> Optional.of(Reason.RATE_LIMITED);
            case 503 -> meant ? Optional.of(Reason.UNAVAILABLE) : Optional.empty();
            default -> status >= 300 && status < 500 ? Optional.of(Reason.UNRECOGNIZED) : Optional.empty();
        };
    }

    /** {@return a text about a failure: plain words for known causes, else the innermost cause} */
    private static String words(Throwable cause) {
        try {
            return wordsOf(cause);
        } catch (RuntimeException | StackOverflowError broken) {
            // An exception's getMessage may throw.
            return cause.getClass().getSimpleName();
        }
    }

    private static String wordsOf(Throwable cause) {
        // The innermost known cause: java.net.http wraps an unknown host in a ConnectException without a message.
        return innermost(Causes.of(cause).flatMap(Verdict::plainWords))
                .or(() -> innermost(Causes.of(cause)).map(Verdict::nameAndMessage))
                .orElseThrow();
    }

    private static <T> Optional<T> innermost(Stream<T> outermostFirst) {
        return outermostFirst.reduce((outer, inner) -> inner);
    }

    private static Stream<String> plainWords(Throwable cause) {
        if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
            return Stream.of("the host name is unknown");
        }
        if (cause instanceof ConnectException) {
            return Stream.of(cause.getMessage() == null ? "could not connect" : cause.getMessage());
        }
        return cause instanceof InterruptedException ? Stream.of("the thread was interrupted") : Stream.empty();
    }

    private static String nameAndMessage(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? name : name + ", " + cause.getMessage();
    }
}
