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
 * The account and the policy of an application.
 *
 * <p>The parts of the account are strings until {@link #settings()}: a failing conversion during Spring's binding would show the value
 * in its message, which may be the key or a URL with a password.
 *
 * @param pod Pod of the account: in, sg or eu. Set either this or the base URL.
 * @param baseUrl Base URL of another pod or a gateway, such as https://gateway.example/kaleyra. Must be https, or http to
 *     this machine.
 * @param allowInsecureBaseUrl Whether the base URL may be http to another machine. Everyone on the network can then read
 *     the API key and every message. For a simulator in another container, never for Kaleyra.
 * @param sid SID of the account, as shown in the Kaleyra console.
 * @param apiKey API key of the account.
 * @param sender WhatsApp business number of the sender, with its country code.
 * @param transport HTTP transport: jdk, or httpcore, which needs the artifact pictogram-adapter-httpcore.
 * @param connectTimeout Time limit for establishing a connection, including its TLS handshake. Not used with the
 *     application's RestClient.Builder.
 * @param idleTimeout Maximum time to keep an idle connection. Not used with the application's RestClient.Builder.
 * @param timeout Time limit for one attempt, to the last byte of the response. With the application's
 *     RestClient.Builder it applies to reading the response body only.
 * @param responseLimit Maximum size of a response body.
 * @param attempts Maximum number of attempts per message. An attempt is retried only if the message is known not to have
 *     been accepted.
 * @param firstBackoff Delay before the first retry; doubles with each further retry.
 * @param longestBackoff Maximum delay before a retry, including one that the server requests.
 * @param totalTimeout Time limit for all attempts of a message and the delays between them.
 * @param rateLimit Maximum number of requests per second. 0 for no limit.
 * @param maxInFlight Maximum number of requests in flight. 0 for no limit.
 * @param circuitBreakerFailures Number of consecutive failures that open the circuit breaker. 0 for no circuit breaker.
 * @param circuitBreakerOpenFor Time for which an open circuit breaker refuses requests.
 * @param useRestClientBuilder Whether to send with the application's RestClient.Builder instead of Pictogram's transport.
 *     Configure it to send no retries and follow no redirects, and set its timeouts.
 */
@ConfigurationProperties("pictogram")
record PictogramProperties(
        @Nullable String pod,
        @Nullable String baseUrl,
        @DefaultValue("false") boolean allowInsecureBaseUrl,
        @Nullable String sid,
        @Nullable String apiKey,
        @Nullable String sender,
        @DefaultValue("jdk") String transport,
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

    /** The validated properties. */
    record Settings(Account account, SendPolicy policy, boolean httpCore) {}

    /**
     * Validates and converts the properties.
     *
     * @throws WrongPropertiesException if any are missing or wrong; it names all of them
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
        boolean httpCore = httpCore(problems);
        SendPolicy policy = policy(problems);
        if (!problems.isEmpty()) {
            throw new WrongPropertiesException(problems);
        }
        return new Settings(
                new Account(where.orElseThrow(), account.orElseThrow(), key.orElseThrow(), number.orElseThrow()),
                policy,
                httpCore);
    }

    private boolean httpCore(List<String> problems) {
        boolean httpCore = transport.equalsIgnoreCase("httpcore");
        if (!httpCore && !transport.equalsIgnoreCase("jdk")) {
            problems.add("pictogram.transport is wrong: it must be jdk or httpcore");
        }
        if (httpCore && useRestClientBuilder) {
            problems.add(
                    "pictogram.transport=httpcore and pictogram.use-rest-client-builder=true are both set: only one"
                            + " of them can send");
        }
        return httpCore;
    }

    private SendPolicy policy(List<String> problems) {
        // Each property alone first, so that the order does not matter.
        SendPolicy permissive = SendPolicy.defaults().withAttempts(1).withTotalTimeout(Duration.ofDays(1));
        checked("attempts", attempts, SendPolicy.defaults()::withAttempts, permissive, problems);
        checked(
                "total-timeout",
                totalTimeout,
                permissive.withTimeout(Duration.ofNanos(1))::withTotalTimeout,
                permissive,
                problems);
        SendPolicy policy =
                checked("connect-timeout", connectTimeout, permissive::withConnectTimeout, permissive, problems);
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
        SendPolicy withoutBreaker = policy;
        policy = checked(
                "circuit-breaker-failures or pictogram.circuit-breaker-open-for",
                circuitBreakerFailures,
                failures -> withoutBreaker.withCircuitBreaker(failures, circuitBreakerOpenFor),
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
        if (value.contains("${")) {
            // Spring leaves an unresolved placeholder as it is, and it would be a valid key.
            problems.add("pictogram." + name + " is wrong: its placeholder cannot be resolved");
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

    /** Pictogram's types never quote a rejected value. The JDK quotes a URL that it cannot parse. */
    private static String words(IllegalArgumentException wrong) {
        String words = wrong.getMessage();
        return wrong.getCause() == null && words != null
                // The message has the name in Java; here it is a property.
                ? words.replace("Pod.insecure", "pictogram.allow-insecure-base-url=true")
                : "it cannot be read";
    }

    /** Empty counts as absent, for optional variables such as {@code ${KALEYRA_SID:}}. */
    private static boolean absent(@Nullable String value) {
        return value == null || value.isBlank();
    }

    /** {@return whether the text of the value contains the key} */
    boolean isKeyIn(@Nullable Object value) {
        return value != null
                && apiKey != null
                && !absent(apiKey)
                && value.toString().contains(apiKey);
    }

    /** {@return a text without the key and the URL, which may contain a password} */
    @Override
    public String toString() {
        return "PictogramProperties[sid=" + sid + ", sender=" + sender + "]";
    }
}
