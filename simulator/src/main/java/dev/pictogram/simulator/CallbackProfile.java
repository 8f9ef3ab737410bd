// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The URL, plan, headers, payload shape and timeout of the callbacks of a {@link KaleyraSimulator}.
 *
 * <p>Immutable; each method returns a changed copy.
 */
public final class CallbackProfile {

    private static final int MOST_HEADERS = 16;
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

    private final URI url;
    private final boolean otherHosts;
    private final CallbackPlan plan;
    private final Map<String, String> headers;
    private final Shape shape;
    private final Duration timeout;

    /** The shape of payloads; "not sent" has the same payload in both V2 shapes. */
    enum Shape {
        V2("v2"),
        V2_TRAILING_COMMA("v2-trailing-comma"),
        FLAT("flat");

        private final String word;

        Shape(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Shape of(String word) {
            return Arrays.stream(values())
                    .filter(shape -> shape.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("shape: must be one of "
                            + Arrays.stream(values()).map(Shape::word).collect(Collectors.joining(", "))
                            + ", but it is another"));
        }
    }

    private CallbackProfile(
            URI url,
            boolean otherHosts,
            CallbackPlan plan,
            Map<String, String> headers,
            Shape shape,
            Duration timeout) {
        this.url = url;
        this.otherHosts = otherHosts;
        this.plan = plan;
        this.headers = headers;
        this.shape = shape;
        this.timeout = timeout;
    }

    /**
     * {@return a profile with {@link CallbackPlan#defaults()}, V2 payloads, no additional headers and a timeout of 10 seconds}
     *
     * @param url an http or https URL whose host is {@code 127.x.x.x}, {@code [::1]} or {@code localhost}
     * @throws IllegalArgumentException if it is anything else
     */
    public static CallbackProfile to(URI url) {
        return to(url, false);
    }

    /**
     * {@return a profile like {@link #to}, but for a URL on any host: callbacks then leave this machine, with the
     * recipients' numbers and the references of all messages}
     *
     * @param url an http or https URL
     * @throws IllegalArgumentException if it is anything else
     */
    public static CallbackProfile toOtherHost(URI url) {
        return to(url, true);
    }

    private static CallbackProfile to(URI url, boolean otherHosts) {
        return new CallbackProfile(
                checked(url, otherHosts),
                otherHosts,
                CallbackPlan.defaults(),
                Map.of(),
                Shape.V2,
                Duration.ofSeconds(10));
    }

    private static URI checked(URI url, boolean otherHosts) {
        String scheme = String.valueOf(requireNonNull(url, "url").getScheme());
        boolean http = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
        boolean plain = url.getRawUserInfo() == null && url.getRawFragment() == null;
        if (!http || url.getHost() == null || !plain || url.getPort() == 0 || url.getPort() > 65_535) {
            throw new IllegalArgumentException(
                    "url: must be an http or https URL with a host, without user info and fragment, but it is not");
        }
        if (!otherHosts && !Loopback.isNameInUrl(url.getHost())) {
            throw new IllegalArgumentException(
                    "url: must have the host 127.x.x.x, [::1] or localhost unless callbacks may go "
                            + "to other hosts, but it has another");
        }
        return url;
    }

    /**
     * {@return a copy with another URL, on a host that this profile allows} For another server it has no headers, because their
     * values may be secrets of the previous one.
     */
    CallbackProfile withUrl(URI url) {
        boolean sameServer = url.resolve("/").equals(this.url.resolve("/"));
        return new CallbackProfile(
                checked(url, otherHosts), otherHosts, plan, sameServer ? headers : Map.of(), shape, timeout);
    }

    /**
     * {@return a copy with this plan}
     *
     * @param plan the callbacks to post for each message, and their times
     */
    public CallbackProfile withPlan(CallbackPlan plan) {
        return new CallbackProfile(url, otherHosts, requireNonNull(plan, "plan"), headers, shape, timeout);
    }

    /**
     * {@return a copy with an additional header for each callback, like one that an account adds to its callback profile}
     *
     * @param name the name; an earlier header with the same name, ignoring case, is replaced
     * @param value the value; no text of this type contains it
     * @throws IllegalArgumentException if a client may not set such a header, or there are 16 already
     */
    public CallbackProfile withHeader(String name, String value) {
        requireNonNull(name, "name");
        requireNonNull(value, "value");
        try {
            HttpRequest.newBuilder().header(name, value);
        } catch (IllegalArgumentException wrong) {
            // Without the finding, which may contain the value.
            throw new IllegalArgumentException("header: must have a name that clients may set and a value of visible "
                    + "characters, but it does not");
        }
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(name, value);
        if (more.size() > MOST_HEADERS) {
            throw new IllegalArgumentException(
                    "header: must be one of at most " + MOST_HEADERS + ", but there are more");
        }
        return new CallbackProfile(url, otherHosts, plan, more, shape, timeout);
    }

    CallbackProfile withoutHeaders() {
        return new CallbackProfile(url, otherHosts, plan, Map.of(), shape, timeout);
    }

    /** {@return a copy whose status payloads have the trailing comma of the vendor's sample, which is not valid JSON} */
    public CallbackProfile withTrailingComma() {
        return with(Shape.V2_TRAILING_COMMA);
    }

    /** {@return a copy with flat payloads, as an account can choose for its callback profile} */
    public CallbackProfile withFlatPayload() {
        return with(Shape.FLAT);
    }

    CallbackProfile with(Shape shape) {
        return new CallbackProfile(url, otherHosts, plan, headers, shape, timeout);
    }

    /**
     * {@return a copy with this timeout}
     *
     * @param timeout the time limit for the complete response, 1 ms to 1 minute
     * @throws IllegalArgumentException if it is out of range
     */
    public CallbackProfile withTimeout(Duration timeout) {
        requireNonNull(timeout, "timeout");
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "timeout: must be from 0.001 to " + LONGEST_TIMEOUT.toSeconds() + " s, but it is not");
        }
        return new CallbackProfile(url, otherHosts, plan, headers, shape, timeout);
    }

    URI url() {
        return url;
    }

    /** {@return the URL without its query, which may contain a secret} */
    String shownUrl() {
        return url.toString().replaceFirst("\\?.*", "?…");
    }

    boolean otherHosts() {
        return otherHosts;
    }

    CallbackPlan plan() {
        return plan;
    }

    Map<String, String> headers() {
        return headers;
    }

    Shape shape() {
        return shape;
    }

    Duration timeout() {
        return timeout;
    }

    /** {@return a text without the query of the URL and the values of headers, which may be secrets} */
    @Override
    public String toString() {
        return "CallbackProfile[url=" + shownUrl() + ", plan=" + plan + ", headers=" + headers.keySet() + ", payload="
                + shape.word() + ", timeout=" + timeout.toMillis() + " ms]";
    }
}
