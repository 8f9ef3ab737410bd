// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The picture of a message: one on a public server, or one uploaded before.
 *
 * <p>The API page marks {@code link} and {@code id} both as mandatory and then asks for one of them; here both at once,
 * or neither, cannot be said.
 *
 * <p>WhatsApp shows JPEG and PNG of at most 5 MB. Neither this library nor Kaleyra looks at the picture when the message
 * is accepted: a link that cannot be fetched fails later, by callback.
 */
public sealed interface Image {

    /**
     * {@return the image behind a link}
     *
     * @param url absolute, http or https, with a host, sent as given; spaces, control and invisible characters, {@code "}
     *     and backslashes must be percent-encoded
     * @throws IllegalArgumentException if it is anything else
     */
    static Image link(String url) {
        return new Link(url);
    }

    /**
     * {@return an image that was uploaded before, which Kaleyra's page recommends for speed}
     *
     * @param mediaId the id that the upload gave; WhatsApp keeps it for 30 days
     * @throws IllegalArgumentException if it is blank, contains a space, a control or an invisible character or a quotation
     *     mark, or is a number that a spreadsheet has changed, such as {@code 1.479E+15}
     */
    static Image uploaded(String mediaId) {
        return new Uploaded(mediaId);
    }

    /**
     * An image on a public server.
     *
     * @param url absolute, http or https, with a host; sent as given
     */
    record Link(String url) implements Image {

        private static final String FIELD = "link";

        // Possessive, so that what precedes an '@' is never taken for the host.
        private static final Pattern HOST = Pattern.compile("(?:.*@)?+(?:\\[[^]]+]|[^:\\[]+)");

        /**
         * Accepts a link.
         *
         * @param url such as {@code https://example.com/parcel.png}
         * @throws IllegalArgumentException if it is not absolute, not http or https, has no host or a port that is not from
         *     1 to 65535, or contains a space, a control or an invisible character, an unpaired surrogate, {@code "} or
         *     a backslash
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

        // java.net.URI is not asked: it refuses links that servers and browsers take ('|' in a path, '_' in a host).
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
                        FIELD, "must have a port from 1 to 65535 after a colon", "at index " + port + " there is none");
            }
        }

        private static boolean isPort(String text) {
            return text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65535;
        }
    }

    /**
     * An image that was uploaded before.
     *
     * @param mediaId the id that the upload gave
     */
    record Uploaded(String mediaId) implements Image {

        // Such as 1.479E+15, which has lost most digits, and 1479000000000537.0.
        private static final Pattern CHANGED_BY_SPREADSHEET = Pattern.compile("\\d+((?:[.,]\\d+)?[eE]\\+\\d+|\\.0)");

        /**
         * Accepts a media id.
         *
         * @param mediaId which WhatsApp keeps for 30 days
         * @throws IllegalArgumentException if it is blank, contains a space, a control or an invisible character, an unpaired
         *     surrogate or a quotation mark, or is a number that a spreadsheet has changed, such as {@code 1.479E+15}
         */
        public Uploaded {
            String field = "media id";
            Rule.requirePairedSurrogates(field, mediaId);
            if (mediaId.isBlank()) {
                throw Rule.broken(field, "must not be blank", mediaId.isEmpty() ? "it is empty" : "it is");
            }
            Rule.requireNoInvisible(field, mediaId);
            Rule.requireNo(c -> c == '"' || c == '\'', field, "must not contain a quotation mark", mediaId);
            Matcher changed = CHANGED_BY_SPREADSHEET.matcher(mediaId);
            if (changed.matches()) {
                throw Rule.broken(
                        field,
                        "must not be a number that a spreadsheet has changed",
                        "it goes on after its digits at index " + changed.start(1));
            }
        }
    }
}
