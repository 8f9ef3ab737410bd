// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Creates a reference for {@link ExtraInfo} from a key of the application.
 *
 * <pre>{@code
 * message.withExtraInfo(ExtraInfo.ref(Reference.of(order.id() + "/photo")))
 * }</pre>
 *
 * <p>The server cuts a reference to 255 characters, so two long keys with the same start would become the same reference.
 * A reference from this class is never cut: different keys have different references, and a {@link DeliveryReport}
 * contains the whole reference.
 */
public final class Reference {

    // The page gives no unit for its 255 characters. A text of 255 bytes is short enough in every unit.
    private static final int MAX_BYTES = 255;
    private static final String SEPARATOR = "~";
    private static final int HASH_DIGITS = 64;
    private static final int MAX_PREFIX_BYTES = MAX_BYTES - SEPARATOR.length() - HASH_DIGITS;

    private Reference() {}

    /**
     * {@return the reference for a key}
     *
     * <p>A key of at most 255 bytes in UTF-8 is returned unchanged. A longer key becomes its first characters, a tilde and the
     * hexadecimal SHA-256 hash of the whole key, at most 255 bytes in total. The result for a key is the same on every machine
     * and in every version of this library: store it with the key, or compute it again to find the message.
     *
     * <p>Use a separate key for each message: an order with two images needs two keys. Kaleyra and Meta store the reference, so
     * do not put personal data, such as the recipient's number, into the key.
     *
     * @param key a text that is not blank and contains no unpaired surrogate
     * @throws IllegalArgumentException if the key is blank or contains an unpaired surrogate
     */
    public static String of(String key) {
        Rule.requirePairedSurrogates("key", key);
        Rule.requireNotBlank("key", key);
        byte[] bytes = key.getBytes(UTF_8);
        if (bytes.length <= MAX_BYTES) {
            return key;
        }
        int end = MAX_PREFIX_BYTES;
        while (isContinuation(bytes[end])) {
            end--;
        }
        return new String(bytes, 0, end, UTF_8) + SEPARATOR + HexFormat.of().formatHex(sha256(bytes));
    }

    /** Returns whether a byte is in the middle of a UTF-8 character. */
    private static boolean isContinuation(byte b) {
        return (b & 0b1100_0000) == 0b1000_0000;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }
}
