// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks.prototypes;

import dev.pictogram.wire.HttpExchange.Answer;
import dev.pictogram.wire.HttpExchange.Call;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** HTTP/1.1 on one connection, a request and its answer at a time. It knows neither time nor interrupts. */
interface Http1 {

    /** How many answers before the answer, such as 100 Continue, are passed over. */
    int BEFORE_THE_ANSWER = 8;

    /** Speaks over a connection that is there. */
    @FunctionalInterface
    interface Factory {
        Http1 over(Connection connection) throws IOException;
    }

    /** Writes a request. */
    void ask(Call call) throws IOException;

    /** Reads an answer up to its body. */
    Answer head() throws IOException;

    /** Reads what there is of the body, to its end, to a limit or to a failure. */
    byte[] body(int limit);

    /** Tells whether the answer came whole, with nothing behind it, and the server lets the connection be used again. */
    boolean isDone();

    /** What there is of a body, and whether it is all of it. */
    record Body(byte[] bytes, boolean isWhole) {

        /**
         * Reads a body.
         *
         * @param length how long it is, or less than zero for one that goes to the end of the stream
         */
        static Body of(InputStream in, long length, int limit) {
            byte[] bytes = new byte[(int) Math.min(limit, length < 0 ? 512 : length)];
            int count = 0;
            try {
                while (count < limit && count != length) {
                    if (count == bytes.length) {
                        bytes = Arrays.copyOf(bytes, Math.min(limit, 2 * count));
                    }
                    int read = in.read(bytes, count, bytes.length - count);
                    if (read < 0) {
                        return new Body(cut(bytes, count), length < 0);
                    }
                    count += read;
                }
            } catch (IOException | RuntimeException lostOnTheWay) {
                // The status is an answer, whatever becomes of the body.
            }
            return new Body(cut(bytes, count), count == length);
        }

        private static byte[] cut(byte[] bytes, int length) {
            return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        }
    }
}
