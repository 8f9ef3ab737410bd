// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The server that an account lives on.
 *
 * <p>The API page names three. Others exist, and pages disagree on their hosts, so {@link #at(URI)} takes any; it is
 * also the way to a gateway of your own or to a simulator.
 *
 * @param baseUrl what comes before {@code /v2}: https, or http to this machine, with an optional path, which is kept as
 *     a prefix; no user info, query, fragment or dot segment
 */
public record Pod(URI baseUrl) {

    private static final String FIELD = "pod";

    // The whole host, never a beginning of it: 127.0.0.1.example.com is a stranger's.
    private static final Pattern LOOPBACK = Pattern.compile(
            "localhost|127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|\\[(::1|0:0:0:0:0:0:0:1)]", Pattern.CASE_INSENSITIVE);

    /** India: {@code api.in.kaleyra.io}. */
    public static final Pod IN = at(URI.create("https://api.in.kaleyra.io"));

    /** Singapore: {@code api.ap.kaleyra.io}. */
    public static final Pod SG = at(URI.create("https://api.ap.kaleyra.io"));

    /** Europe: {@code api.eu.kaleyra.io}. */
    public static final Pod EU = at(URI.create("https://api.eu.kaleyra.io"));

    /**
     * Accepts a base URL; a slash at its end is dropped.
     *
     * @param baseUrl such as {@code https://gateway.example/kaleyra}
     * @throws IllegalArgumentException if it breaks a rule named at {@link #baseUrl()}
     */
    public Pod {
        requireNonNull(baseUrl, "pod: must not be null");
        requireSafe(baseUrl);
        baseUrl = URI.create(baseUrl.toASCIIString().replaceFirst("/+$", ""));
    }

    /**
     * {@return the pod of that short name}
     *
     * @param name {@code in}, {@code sg} or {@code eu}, in any case
     * @throws IllegalArgumentException if it is another name; {@link #at(URI)} takes any server
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
                        FIELD, "must be in, sg or eu (any other server by its URL: Pod.at)", "it is another name");
        };
    }

    /**
     * {@return the pod at a base URL}
     *
     * @param baseUrl such as {@code https://gateway.example/kaleyra}
     * @throws IllegalArgumentException if it breaks a rule named at {@link #baseUrl()}
     */
    public static Pod at(URI baseUrl) {
        return new Pod(baseUrl);
    }

    private static void requireSafe(URI url) {
        // java.net.URI lets characters in that nobody sees, and would send them percent-encoded.
        Rule.requireNoInvisible(FIELD, url.toString());
        require(url.isAbsolute(), "must be absolute, with https://", "it has no scheme");
        require(url.getRawAuthority() != null, "must name a host", "it has none");
        require(
                url.getHost() != null,
                "must name a host of letters, digits, '-' and '.'",
                "its host has another character or its port is no number");
        boolean https = "https".equalsIgnoreCase(url.getScheme());
        boolean http = "http".equalsIgnoreCase(url.getScheme());
        require(https || http, "must be https", "its scheme is neither https nor http");
        require(
                https || LOOPBACK.matcher(url.getHost()).matches(),
                "must be https (http only to localhost, 127.0.0.0/8 or [::1])",
                "it is http to another host");
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
        // The decoded path, so that %2e%2e counts as what a server may read in it.
        boolean dots = Arrays.stream(url.getPath().split("/")).anyMatch(s -> s.equals(".") || s.equals(".."));
        require(!dots, "must have no '.' or '..' segment in its path", "it has one");
    }

    private static void require(boolean holds, String rule, String finding) {
        if (!holds) {
            throw Rule.broken(FIELD, rule, finding);
        }
    }

    @Override
    public String toString() {
        return baseUrl.toString();
    }
}
