// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Makes a reference for {@link ExtraInfo} from a key of the application's.
 *
 * <pre>{@code
 * message.withExtraInfo(ExtraInfo.ref(Reference.of(order.id() + "/photo")))
 * }</pre>
 *
 * <p>The server cuts a reference to 255 characters, and two long keys with the same start would become one reference. The
 * references made here are never cut, so that different keys have different references and a {@link DeliveryReport} brings
 * them back whole.
 */
public final class Reference {

    // The page leaves the unit of its 255 characters open. What fits in bytes fits in every unit.
    private static final int MOST_BYTES = 255;
    private static final String SEPARATOR = "~";
    private static final int HASH_DIGITS = 64;
    private static final int MOST_BYTES_OF_PREFIX = MOST_BYTES - SEPARATOR.length() - HASH_DIGITS;

    private Reference() {}

    /**
     * {@return the reference for a key}
     *
     * <p>A key of at most 255 bytes in UTF-8 is its own reference. A longer key becomes its first characters, a tilde and the
     * SHA-256 hash of the whole key in hexadecimal, at most 255 bytes together. The same key always has the same reference,
     * on every machine and in every version of this library: store it beside the key, or compute it again to find the
     * message.
     *
     * <p>The key must be unique for each message; an order that gets two images needs two keys. Kaleyra and Meta store it,
     * so it should contain nothing personal, such as the recipient's number.
     *
     * @param key a text that is not blank and has no unpaired surrogate
     * @throws IllegalArgumentException if it is blank or has an unpaired surrogate
     */
    public static String of(String key) {
        Rule.requirePairedSurrogates("key", key);
        if (key.isBlank()) {
            throw Rule.broken("key", "must not be blank", "it is");
        }
        byte[] bytes = key.getBytes(UTF_8);
        if (bytes.length <= MOST_BYTES) {
            return key;
        }
        int end = MOST_BYTES_OF_PREFIX;
        while (isContinuation(bytes[end])) {
            end--;
        }
        return new String(bytes, 0, end, UTF_8) + SEPARATOR + HexFormat.of().formatHex(sha256(bytes));
    }

    /** Whether a character that began before this byte goes on in it. */
    private static boolean isContinuation(byte b) {
        return (b & 0b1100_0000) == 0b1000_0000;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
