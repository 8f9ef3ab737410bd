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
 * Decides what became of a message; nothing else does.
 *
 * <p>An id on a 2xx wins over everything, then a known failure code over the status (on a 2xx too), then the status
 * decides. What none of them settles is in doubt.
 */
final class Verdict {

    private static final Pattern VERSION = Pattern.compile("\\bversions?\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_ACTIVE = Pattern.compile(
            "\\bnot\\s+(?:\\w+\\s+)?activ(?:e|ated)\\b|\\b(?:in|de)activ(?:e|ated)\\b", Pattern.CASE_INSENSITIVE);

    /** For a response that could not even be described. Made before, since it may be memory that was short. */
    private static final InDoubt UNREADABLE = new InDoubt("a response was received and could not be read", null);

    private final InstantSource clock;
    private final int responseLimit;

    /**
     * Makes a verdict.
     *
     * @param clock what a {@code Retry-After} with a date counts against
     * @param responseLimit how many bytes of a body are read, once more after it was decompressed
     */
    Verdict(InstantSource clock, int responseLimit) {
        this.clock = clock;
        this.responseLimit = responseLimit;
    }

    SendResult of(Result outcome) {
        return outcome.fold(
                this::ofResponse,
                neverSent -> new NotSent("nothing was sent: " + words(neverSent.cause()), neverSent.cause()),
                lost -> lost(lost.cause()));
    }

    /** The verdict on whatever went wrong at a time when the request may have left. */
    static InDoubt lost(Throwable cause) {
        return new InDoubt("no answer was seen: " + words(cause), cause);
    }

    private SendResult ofResponse(Response answer) {
        try {
            return of(answer);
        } catch (Throwable unexpected) {
            return unreadable(answer, unexpected);
        }
    }

    private static InDoubt unreadable(Response answer, Throwable cause) {
        try {
            return new InDoubt(
                    "HTTP " + answer.status() + " was received and could not be read: " + words(cause), cause);
        } catch (Throwable noMemory) {
            return UNREADABLE;
        }
    }

    private SendResult of(Response answer) {
        ResponseJson json = ResponseJson.read(Gzip.decoded(answer.body(), responseLimit));
        boolean success = answer.status() / 100 == 2;
        if (success && !json.messageId().isEmpty()) {
            return new Accepted(MessageId.of(json.messageId()));
        }
        Optional<Duration> retryAfter = RetryAfter.of(answer.headers(), clock);
        return reason(json)
                .or(() -> reason(answer.status(), retryAfter.isPresent() || json.isKaleyras()))
                .<SendResult>map(reason ->
                        new Rejected(reason, answer.status(), json.code(), json.message(), json.error(), retryAfter))
                .orElseGet(() -> new InDoubt(
                        success
                                ? "HTTP " + answer.status() + " without a message id"
                                : "HTTP " + answer.status() + ", which leaves open whether the message was taken",
                        null));
    }

    /** The documented codes. WAV2101 is on the vendor's newer page. */
    private static Optional<Reason> reason(ResponseJson json) {
        return switch (json.code()) {
            case "RBC001" -> Optional.of(Reason.INVALID_CREDENTIALS);
            case "WA400" -> Optional.of(Reason.INVALID_PAYLOAD);
            case "E110" -> Optional.of(Reason.LOW_BALANCE);
            // A newer page of the vendor's has WA401 for all meanings of both: the hyphen decides last.
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
     * What a status means that comes without a known code: only a refusal is certain.
     *
     * @param meant whether a 503 is the server's refusal. Proxies say 503, too, for a request that they have passed on
     */
    private static Optional<Reason> reason(int status, boolean meant) {
        return switch (status) {
            case 429 -> Optional.of(Reason.RATE_LIMITED);
            case 503 -> meant ? Optional.of(Reason.UNAVAILABLE) : Optional.empty();
            default -> status >= 300 && status < 500 ? Optional.of(Reason.UNRECOGNIZED) : Optional.empty();
        };
    }

    /** What went wrong, for people: in plain words where they are known, else as the innermost cause says it. */
    private static String words(Throwable cause) {
        try {
            return wordsOf(cause);
        } catch (RuntimeException | StackOverflowError strange) {
            // An exception may say nothing at all when it is asked.
            return cause.getClass().getSimpleName();
        }
    }

    private static String wordsOf(Throwable cause) {
        // An inner cause knows better: java.net.http wraps an unknown host in a ConnectException without words.
        return innermost(Causes.of(cause).flatMap(Verdict::plainWords))
                .or(() -> innermost(Causes.of(cause)).map(Verdict::ownWords))
                .orElseThrow();
    }

    private static <T> Optional<T> innermost(Stream<T> fromTheOutside) {
        return fromTheOutside.reduce((outer, inner) -> inner);
    }

    private static Stream<String> plainWords(Throwable cause) {
        if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
            return Stream.of("the server's name is unknown");
        }
        if (cause instanceof ConnectException) {
            return Stream.of(cause.getMessage() == null ? "no connection could be made" : cause.getMessage());
        }
        return cause instanceof InterruptedException ? Stream.of("the thread was interrupted") : Stream.empty();
    }

    private static String ownWords(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? name : name + ", " + cause.getMessage();
    }
}
