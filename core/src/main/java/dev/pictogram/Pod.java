// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server that hosts an account.
 *
 * <p>The API page names three servers. Others exist, and Kaleyra's pages disagree about their host names. Use
 * {@link #at(URI)} for another server, a gateway or a simulator.
 *
 * <p>Requests carry the API key. The URL must therefore be https, or http to a loopback address. {@link #insecure(URI)} also
 * allows http to another host, for a simulator on another machine or in another container.
 */
public final class Pod {

    private static final String FIELD = "pod";
    private static final System.Logger LOG = System.getLogger("dev.pictogram");

    // Must match the whole host: 127.0.0.1.example.com is another machine.
    private static final Pattern LOOPBACK = Pattern.compile(
            "localhost|127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|\\[(::1|0:0:0:0:0:0:0:1)]", Pattern.CASE_INSENSITIVE);

    /** The server in India: {@code api.in.kaleyra.io}. */
    public static final Pod IN = at(URI.create("https://api.in.kaleyra.io"));

    /** The server in Singapore: {@code api.ap.kaleyra.io}. */
    public static final Pod SG = at(URI.create("https://api.ap.kaleyra.io"));

    /** The server in Europe: {@code api.eu.kaleyra.io}. */
    public static final Pod EU = at(URI.create("https://api.eu.kaleyra.io"));

    private final URI baseUrl;

    private Pod(URI checked) {
        this.baseUrl = URI.create(checked.toASCIIString().replaceFirst("/+$", ""));
    }

    /**
     * {@return the pod with a short name}
     *
     * @param name {@code in}, {@code sg} or {@code eu}, in any case
     * @throws IllegalArgumentException if the name is another one; use {@link #at(URI)} for other servers
     */
    public static Pod of(String name) {
        requireNonNull(name, "pod: must not be null");
        Rule.requireNoInvisible(FIELD, name);
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "in" -> IN;
            case "sg" -> SG;
            case "eu" -> EU;
            default ->
                throw Rule.broken(
                        FIELD,
                        "must be in, sg or eu (use Pod.at with the URL of another server)",
                        "it is another name");
        };
    }

    /**
     * {@return the pod at a base URL}
     *
     * <p>The base URL precedes {@code /v2} in the URL of a request. Its path is kept as a prefix; slashes at its end are removed.
     *
     * @param baseUrl a URL such as {@code https://gateway.example/kaleyra}: https, or http to {@code localhost}, 127.0.0.0/8 or
     *     {@code [::1]}
     * @throws IllegalArgumentException if the URL is anything else, or has user info, a query, a fragment, a {@code .} or
     *     {@code ..} segment, a port outside 1 to 65535, a space or an invisible character
     */
    public static Pod at(URI baseUrl) {
        requireSafe(baseUrl);
        String scheme = baseUrl.getScheme();
        require(
                isHttps(baseUrl) || "http".equalsIgnoreCase(scheme),
                "must be https",
                "its scheme is neither https nor http");
        require(
                isEncryptedOrLoopback(baseUrl),
                "must be https (http only to localhost, 127.0.0.0/8 or [::1]; Pod.insecure for a simulator elsewhere)",
                "it is http to another host");
        return new Pod(baseUrl);
    }

    /**
     * {@return the pod at a base URL, which may be http to any host}
     *
     * <p>Use this method for a simulator on another machine or in another container, never for Kaleyra: with http, everyone on
     * the network path can read the API key and the messages. Each call with such a URL logs a warning to the logger
     * {@code dev.pictogram}.
     *
     * @param baseUrl a URL such as {@code http://simulator:8420}; all other rules of {@link #at(URI)} apply
     * @throws IllegalArgumentException if the URL breaks one of these rules
     */
    public static Pod insecure(URI baseUrl) {
        requireSafe(baseUrl);
        boolean http = "http".equalsIgnoreCase(baseUrl.getScheme());
        require(http || isHttps(baseUrl), "must be https or http", "its scheme is neither");
        Pod pod = new Pod(baseUrl);
        if (!isEncryptedOrLoopback(baseUrl)) {
            LOG.log(
                    WARNING,
                    pod + " is not encrypted: the API key and every message can be read on the network. Use it for a"
                            + " simulator only, never for Kaleyra.");
        }
        return pod;
    }

    private static boolean isEncryptedOrLoopback(URI url) {
        return isHttps(url) || LOOPBACK.matcher(url.getHost()).matches();
    }

    private static boolean isHttps(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    private static void requireSafe(URI url) {
        requireNonNull(url, "pod: must not be null");
        // java.net.URI accepts invisible characters and would send them percent-encoded.
        Rule.requireNoInvisible(FIELD, url.toString());
        require(url.isAbsolute(), "must be absolute, with https://", "it has no scheme");
        require(url.getRawAuthority() != null, "must name a host", "it has none");
        require(
                url.getHost() != null,
                "must name a host of letters, digits, '-' and '.'",
                "its host has another character or its port is not a number");
        require(
                url.getPort() == -1 || url.getPort() >= 1 && url.getPort() <= 65535,
                "must have a port from 1 to 65535",
                "it is " + url.getPort());
        require(
                !url.getRawAuthority().endsWith(":"),
                "must have a port from 1 to 65535",
                "there is none after the colon");
        require(url.getRawUserInfo() == null, "must have no user info", "it has one");
        require(url.getRawQuery() == null, "must have no query", "it has one");
        require(url.getRawFragment() == null, "must have no fragment", "it has one");
        // In the decoded path, because a server may decode %2e%2e.
        boolean hasDotSegment = Arrays.stream(url.getPath().split("/")).anyMatch(s -> s.equals(".") || s.equals(".."));
        require(!hasDotSegment, "must have no '.' or '..' segment in its path", "it has one");
    }

    private static void require(boolean holds, String rule, String finding) {
        if (!holds) {
            throw Rule.broken(FIELD, rule, finding);
        }
    }

    /** {@return the URL that precedes {@code /v2} in the URL of a request, without a slash at its end} */
    public URI baseUrl() {
        return baseUrl;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Pod that && baseUrl.equals(that.baseUrl);
    }

    @Override
    public int hashCode() {
        return baseUrl.hashCode();
    }

    /** {@return the base URL} */
    @Override
    public String toString() {
        return baseUrl.toString();
    }
}
