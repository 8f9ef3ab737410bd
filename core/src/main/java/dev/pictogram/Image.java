// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The image of a message: a link to a public server, or the id of an uploaded image.
 *
 * <p>The API page marks {@code link} and {@code id} both as mandatory, but accepts exactly one of them. This type allows no
 * other combination.
 *
 * <p>WhatsApp accepts JPEG and PNG of at most 5 MB. Neither this library nor Kaleyra opens the image when the message is
 * sent. If WhatsApp cannot fetch it, the message is accepted first and a callback reports the failure later.
 */
public sealed interface Image {

    /**
     * {@return an image that WhatsApp fetches from a URL}
     *
     * @param url an absolute http or https URL with a host, sent unchanged; spaces, control characters, invisible characters,
     *     {@code "} and backslashes must be percent-encoded
     * @throws IllegalArgumentException if the URL breaks one of these rules
     */
    static Image link(String url) {
        return new Link(url);
    }

    /**
     * {@return an image that was uploaded before; Kaleyra's page recommends it because sending is faster}
     *
     * @param mediaId the id that the upload returned; WhatsApp keeps the image for 30 days
     * @throws IllegalArgumentException if the id is blank, contains a space, a control or an invisible character or a quotation
     *     mark, or is a number that a spreadsheet has reformatted, such as {@code 1.479E+15}
     */
    static Image uploaded(String mediaId) {
        return new Uploaded(mediaId);
    }

    /**
     * An image that WhatsApp fetches from a public server.
     *
     * @param url an absolute http or https URL with a host, sent unchanged
     */
    record Link(String url) implements Image {

        private static final String FIELD = "link";

        // Possessive, so that backtracking cannot take user info (before an '@') for the host.
        private static final Pattern HOST = Pattern.compile("(?:.*@)?+(?:\\[[^]]+]|[^:\\[]+)");

        /**
         * Creates a link.
         *
         * @param url a URL such as {@code https://example.com/parcel.png}
         * @throws IllegalArgumentException if the URL is not absolute, not http or https, has no host, has a port outside 1 to
         *     65535, or contains a space, a control or an invisible character, an unpaired surrogate, {@code "} or a backslash
         */
        public Link {
            Rule.requirePairedSurrogates(FIELD, url);
            Rule.requireNoInvisible(FIELD, url);
            Rule.requireNo(c -> c == '"' || c == '\\', FIELD, "must not contain '\"' or '\\'", url);
            int authority = authorityOf(url);
            if (authority < 0) {
                throw Rule.broken(
                        FIELD, "must be absolute and begin with http:// or https://", "it begins with neither");
            }
            requireHostAndPort(url, authority);
        }

        private static int authorityOf(String url) {
            for (String scheme : new String[] {"https://", "http://"}) {
                if (url.regionMatches(true, 0, scheme, 0, scheme.length())) {
                    return scheme.length();
                }
            }
            return -1;
        }

        // Not by java.net.URI, which refuses URLs that servers and browsers accept ('|' in a path, '_' in a host).
        private static void requireHostAndPort(String url, int authority) {
            int end = authority;
            while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
                end++;
            }
            Matcher host = HOST.matcher(url).region(authority, end);
            if (!host.lookingAt()) {
                throw Rule.broken(FIELD, "must name a host", "there is none at index " + authority);
            }
            int port = url.startsWith(":", host.end()) ? host.end() + 1 : host.end();
            if (host.end() < end && !isPort(url.substring(port, end))) {
                throw Rule.broken(
                        FIELD, "must have a port from 1 to 65535 after a colon", "there is none at index " + port);
            }
        }

        private static boolean isPort(String text) {
            return text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65535;
        }
    }

    /**
     * An image that was uploaded before.
     *
     * @param mediaId the id that the upload returned
     */
    record Uploaded(String mediaId) implements Image {

        // 1.479E+15 has lost most of its digits; 1479000000000537.0 is another text than the id.
        private static final Pattern REFORMATTED_NUMBER = Pattern.compile("\\d+((?:[.,]\\d+)?[eE]\\+\\d+|\\.0)");

        /**
         * Creates a reference to an uploaded image.
         *
         * @param mediaId the id that the upload returned; WhatsApp keeps the image for 30 days
         * @throws IllegalArgumentException if the id is blank, contains a space, a control or an invisible character, an unpaired
         *     surrogate or a quotation mark, or is a number that a spreadsheet has reformatted, such as {@code 1.479E+15}
         */
        public Uploaded {
            String field = "media id";
            Rule.requirePairedSurrogates(field, mediaId);
            Rule.requireNotBlank(field, mediaId);
            Rule.requireNoInvisible(field, mediaId);
            Rule.requireNo(c -> c == '"' || c == '\'', field, "must not contain a quotation mark", mediaId);
            Matcher reformatted = REFORMATTED_NUMBER.matcher(mediaId);
            if (reformatted.matches()) {
                throw Rule.broken(
                        field,
                        "must not be a number that a spreadsheet has reformatted",
                        Rule.characterAt(reformatted.start(1), mediaId));
            }
        }
    }
}
