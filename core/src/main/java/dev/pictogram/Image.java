// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

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
     * @param url absolute, http or https, with a host and without spaces or control characters; sent as given
     * @throws IllegalArgumentException if it is anything else
     */
    static Image link(String url) {
        return new Link(url);
    }

    /**
     * {@return an image that was uploaded before, which Kaleyra's page recommends for speed}
     *
     * @param mediaId the id that the upload gave; WhatsApp keeps it for 30 days
     * @throws IllegalArgumentException if it is blank or has a control character
     */
    static Image uploaded(String mediaId) {
        return new Uploaded(mediaId);
    }

    /**
     * An image on a public server.
     *
     * @param url absolute, http or https, with a host and without spaces or control characters; sent as given
     */
    record Link(String url) implements Image {

        /**
         * Accepts a link.
         *
         * @param url such as {@code https://example.com/parcel.png}
         * @throws IllegalArgumentException if it is not absolute, not http or https, has no host, or has a space, a
         *     control character or an unpaired surrogate in it
         */
        public Link {
            Rule.requirePairedSurrogates("link", url);
            for (int i = 0; i < url.length(); i++) {
                char c = url.charAt(i);
                if (Character.isISOControl(c) || Character.isSpaceChar(c)) {
                    throw Rule.broken(
                            "link", "must not contain a space or control character", Rule.characterAt(i, url));
                }
            }
            int authority = authorityOf(url);
            if (authority < 0) {
                throw Rule.broken(
                        "link", "must be absolute and begin with http:// or https://", "it begins with neither");
            }
            if (!hasHost(url, authority)) {
                throw Rule.broken("link", "must name a host", "there is none at index " + authority);
            }
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
        private static boolean hasHost(String url, int authority) {
            int end = authority;
            while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
                end++;
            }
            int host = url.substring(authority, end).lastIndexOf('@') + 1 + authority;
            return host < end && url.charAt(host) != ':';
        }
    }

    /**
     * An image that was uploaded before.
     *
     * @param mediaId the id that the upload gave
     */
    record Uploaded(String mediaId) implements Image {

        /**
         * Accepts a media id.
         *
         * @param mediaId which WhatsApp keeps for 30 days
         * @throws IllegalArgumentException if it is blank, or has a control character or an unpaired surrogate in it
         */
        public Uploaded {
            Rule.requirePairedSurrogates("media id", mediaId);
            if (mediaId.isBlank()) {
                throw Rule.broken("media id", "must not be blank", mediaId.isEmpty() ? "it is empty" : "it is");
            }
            for (int i = 0; i < mediaId.length(); i++) {
                if (Character.isISOControl(mediaId.charAt(i))) {
                    throw Rule.broken("media id", "must not contain a control character", Rule.characterAt(i, mediaId));
                }
            }
        }
    }
}
