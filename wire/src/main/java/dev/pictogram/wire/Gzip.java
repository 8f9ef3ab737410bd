// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Decodes response bodies that a server or a gateway compressed although the request did not allow it.
 *
 * <p>Gzip is recognized by the first bytes and not by {@code Content-Encoding}: no JSON starts like gzip, some gateways drop the
 * header, and some clients decode the body but keep the header. So it works the same with every adapter.
 */
final class Gzip {

    private Gzip() {}

    /** {@return the body decoded until a defect or the limit, or the body itself if it is not compressed} */
    static byte[] decoded(byte[] body, int limit) {
        if (body.length < 3 || body[0] != 0x1f || body[1] != (byte) 0x8b || body[2] != 8) {
            return body;
        }
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(512);
        byte[] part = new byte[1024];
        try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            int length;
            do {
                length = gzip.read(part, 0, Math.min(part.length, limit - decoded.size()));
                decoded.write(part, 0, Math.max(length, 0));
            } while (length > 0);
        } catch (IOException | StackOverflowError truncatedOrCorrupt) {
            // The part before the defect counts, as with a truncated body. GZIPInputStream recurses for each empty
            // member.
        }
        return decoded.toByteArray();
    }
}
