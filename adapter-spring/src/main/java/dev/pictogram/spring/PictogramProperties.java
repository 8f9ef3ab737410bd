// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.SendPolicy;
import dev.pictogram.Sid;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an application says about its account, and how patient its sends are.
 *
 * <p>The parts of the account are texts until {@link #settings()}: a conversion that fails while Spring binds them would
 * put the value into its message, be it the key or a URL with a password.
 *
 * @param pod Pod that the account lives on: in, sg or eu. Either this or the base URL.
 * @param baseUrl Base URL of any other pod or of a gateway, such as https://gateway.example/kaleyra. Must be https, or
 *     http to this machine.
 * @param allowInsecureBaseUrl Whether the base URL may be http to another machine, where everyone on the network between
 *     can read the API key and every message. For a simulator in another container, never for Kaleyra.
 * @param sid SID of the account, as the Kaleyra console shows it.
 * @param apiKey API key of the account.
 * @param sender WhatsApp business number that recipients see, with its country code.
 * @param connectTimeout Time for a connection, its TLS handshake included. Does not count with the application's
 *     RestClient.Builder.
 * @param idleTimeout Time for which an unused connection may be kept for the next request. Does not count with the
 *     application's RestClient.Builder.
 * @param timeout Time for one attempt as a whole, to the last byte of the answer. Counts only for the answer's body with
 *     the application's RestClient.Builder.
 * @param responseLimit Size of an answer's body that is read at most.
 * @param attempts Number of times that a message is tried at most. Only what is known not to have been accepted is
 *     repeated.
 * @param firstBackoff Time to wait after the first attempt; each further wait is twice as long.
 * @param longestBackoff Longest time to wait between two attempts, one that the server asks for included.
 * @param totalTimeout Time for all attempts together, with the waits between them.
 * @param rateLimit Number of requests that may be sent in each second. 0 for any number.
 * @param maxInFlight Number of requests that may be under way at a time. 0 for any number.
 * @param circuitBreakerFailures Number of failures in a row after which nothing is sent for a while. 0 for never.
 * @param circuitBreakerOpenFor Time for which nothing is sent after that many failures.
 * @param useRestClientBuilder Whether to send through the application's RestClient.Builder instead of Pictogram's own
 *     transport. What that client repeats, follows or waits for is then the application's care; tell it not to follow
 *     redirects.
 */
@ConfigurationProperties("pictogram")
record PictogramProperties(
        @Nullable String pod,
        @Nullable String baseUrl,
        @DefaultValue("false") boolean allowInsecureBaseUrl,
        @Nullable String sid,
        @Nullable String apiKey,
        @Nullable String sender,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("30s") Duration idleTimeout,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue("64KB") DataSize responseLimit,
        @DefaultValue("3") int attempts,
        @DefaultValue("500ms") Duration firstBackoff,
        @DefaultValue("10s") Duration longestBackoff,
        @DefaultValue("2m") Duration totalTimeout,
        @DefaultValue("0") int rateLimit,
        @DefaultValue("0") int maxInFlight,
        @DefaultValue("0") int circuitBreakerFailures,
        @DefaultValue("30s") Duration circuitBreakerOpenFor,
        @DefaultValue("false") boolean useRestClientBuilder) {

    /** What is made of the properties once all of them are right. */
    record Settings(Account account, SendPolicy policy) {}

    /**
     * Returns what the properties say.
     *
     * @throws WrongPropertiesException if any is missing or wrong; it names all of these at once
     */
    Settings settings() {
        List<String> problems = new ArrayList<>();
        Optional<Pod> where = where(problems);
        Optional<Sid> account =
                required("sid", sid, Sid::of, "the account's SID, as the Kaleyra console shows it", problems);
        Optional<ApiKey> key = required("api-key", apiKey, ApiKey::of, "the account's API key", problems);
        Optional<PhoneNumber> number = required(
                "sender",
                sender,
                PhoneNumber::of,
                "the WhatsApp business number that recipients see, with its country code, such as +919800000000",
                problems);
        SendPolicy policy = policy(problems);
        if (!problems.isEmpty()) {
            throw new WrongPropertiesException(problems);
        }
        return new Settings(
                new Account(where.orElseThrow(), account.orElseThrow(), key.orElseThrow(), number.orElseThrow()),
                policy);
    }

    private SendPolicy policy(List<String> problems) {
        // Each property by itself first, so that the order in which they are applied does not count.
        SendPolicy roomy = SendPolicy.defaults().withAttempts(1).withTotalTimeout(Duration.ofDays(1));
        checked("attempts", attempts, SendPolicy.defaults()::withAttempts, roomy, problems);
        checked(
                "total-timeout",
                totalTimeout,
                roomy.withTimeout(Duration.ofNanos(1))::withTotalTimeout,
                roomy,
                problems);
        SendPolicy policy = checked("connect-timeout", connectTimeout, roomy::withConnectTimeout, roomy, problems);
        policy = checked("idle-timeout", idleTimeout, policy::withIdleTimeout, policy, problems);
        policy = checked("timeout", timeout, policy::withTimeout, policy, problems);
        int limit = (int) Math.min(responseLimit.toBytes(), Integer.MAX_VALUE);
        policy = checked("response-limit", limit, policy::withResponseLimit, policy, problems);
        SendPolicy once = policy;
        policy = checked(
                "first-backoff or pictogram.longest-backoff",
                firstBackoff,
                first -> once.withBackoff(first, longestBackoff),
                policy,
                problems);
        policy = checked("rate-limit", rateLimit, policy::withRateLimit, policy, problems);
        policy = checked("max-in-flight", maxInFlight, policy::withMaxInFlight, policy, problems);
        SendPolicy unbroken = policy;
        policy = checked(
                "circuit-breaker-failures or pictogram.circuit-breaker-open-for",
                circuitBreakerFailures,
                failures -> unbroken.withCircuitBreaker(failures, circuitBreakerOpenFor),
                policy,
                problems);
        if (!problems.isEmpty()) {
            return policy;
        }
        SendPolicy each = policy;
        return checked(
                "timeout, with pictogram.first-backoff, pictogram.total-timeout and pictogram.attempts,",
                totalTimeout,
                total -> each.withTotalTimeout(total).withAttempts(attempts),
                policy,
                problems);
    }

    private Optional<Pod> where(List<String> problems) {
        if (absent(pod)) {
            String meaning = "either the pod that the account lives on (in, sg or eu)"
                    + " or, in pictogram.base-url, the https URL of any other";
            Function<URI, Pod> reader = allowInsecureBaseUrl ? Pod::insecure : Pod::at;
            return required("pod", baseUrl, "base-url", url -> reader.apply(URI.create(url)), meaning, problems);
        }
        if (!absent(baseUrl)) {
            problems.add("pictogram.pod and pictogram.base-url are both set: only one of them can be the server");
            return Optional.empty();
        }
        return required("pod", pod, Pod::of, "", problems);
    }

    private static <T> Optional<T> required(
            String name, @Nullable String value, Function<String, T> reader, String meaning, List<String> problems) {
        return required(name, value, name, reader, meaning, problems);
    }

    private static <T> Optional<T> required(
            String missing,
            @Nullable String value,
            String name,
            Function<String, T> reader,
            String meaning,
            List<String> problems) {
        if (value == null || absent(value)) {
            problems.add("pictogram." + missing + " is missing: " + meaning);
            return Optional.empty();
        }
        if (value.startsWith("${")) {
            // Spring leaves it as it is, and it would make a valid key.
            problems.add("pictogram." + name + " is wrong: its placeholder stands for nothing that is set");
            return Optional.empty();
        }
        return checked(name, value, text -> Optional.of(reader.apply(text)), Optional.empty(), problems);
    }

    private static <V, T> T checked(
            String name, V value, Function<? super V, T> reader, T otherwise, List<String> problems) {
        try {
            return reader.apply(value);
        } catch (IllegalArgumentException wrong) {
            problems.add("pictogram." + name + " is wrong: " + words(wrong));
            return otherwise;
        }
    }

    /** Our own types never quote what they refuse. A URL that cannot even be parsed is quoted by the JDK. */
    private static String words(IllegalArgumentException wrong) {
        String words = wrong.getMessage();
        return wrong.getCause() == null && words != null
                // What a message calls by its name in Java has another one here.
                ? words.replace("Pod.insecure", "pictogram.allow-insecure-base-url=true")
                : "it cannot be read";
    }

    /** Empty counts as absent: {@code ${KALEYRA_SID:}} is how a file says that a variable may not be there. */
    private static boolean absent(@Nullable String value) {
        return value == null || value.isBlank();
    }

    /** Returns a text without the key and without a URL, which may have a password in it. */
    @Override
    public String toString() {
        return "PictogramProperties[sid=" + sid + ", sender=" + sender + "]";
    }
}
