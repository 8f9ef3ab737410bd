// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;

/** A server that sends the sample response to every request. */
interface Stub extends AutoCloseable {

    URI uri() throws IOException;

    /** Returns the number of complete requests so far. */
    long requests();

    @Override
    void close() throws IOException;

    /** Runs a stub as a process: prints its address, and for each byte that it reads the number of requests. */
    static void run(Server server, long delayMillis, Keys keys) throws Exception {
        try (Stub stub = server.start(delayMillis, keys)) {
            System.out.println(stub.uri());
            while (System.in.read() >= 0) {
                System.out.println(stub.requests());
            }
        }
    }

    /** Returns the bytes of the response, with one more header line or none. */
    static byte[] response(String headerLine) {
        return ("HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\n" + headerLine + "Content-Length: "
                        + Sample.RESPONSE.length() + "\r\n\r\n" + Sample.RESPONSE)
                .getBytes(ISO_8859_1);
    }

    /** Returns the length of the request in bytes, or 0 until its header is complete. */
    static int requestLength(byte[] bytes, int offset, int count) {
        String text = new String(bytes, offset, count, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return 0;
        }
        String head = text.substring(0, end + 2).toLowerCase(Locale.ROOT);
        String name = "\r\ncontent-length:";
        int at = head.indexOf(name);
        if (at < 0) {
            throw new IllegalStateException("a request without Content-Length");
        }
        int from = at + name.length();
        return end
                + 4
                + Integer.parseInt(
                        head.substring(from, head.indexOf('\r', from)).strip());
    }
}
