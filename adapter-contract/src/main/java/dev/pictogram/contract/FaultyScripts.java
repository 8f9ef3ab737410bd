// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pictogram.contract.RawServer.Reaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

/** The scripts of the faults. */
final class FaultyScripts {

    static final String HALF = "HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{\"data\":";
    static final String CHUNKED = "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n";
    static final String EIGHT_GIB = "HTTP/1.1 202 Accepted\r\nContent-Length: 8589934592\r\n\r\n";

    private static final int PART = 64 * 1024;

    private FaultyScripts() {}

    /** {@return a complete response with the id AX1, AX2 and so on} */
    static String accepted(int id) {
        String body = "{\"data\":{\"message_id\":\"AX" + id + "\"}}";
        return "HTTP/1.1 202 Accepted\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static Script respond(String text) {
        return Script.of(Reaction.respond(bytes(text)));
    }

    static Script respondAndClose(String text) {
        return Script.of(Reaction.respondAndClose(bytes(text)));
    }

    static Script respondAndReset(String text) {
        return Script.of(connection -> {
            connection.getOutputStream().write(bytes(text));
            Reaction.reset().on(connection);
        });
    }

    static Script trickle(String first) {
        return (server, connection, request) -> {
            connection.getOutputStream().write(bytes(first));
            while (true) {
                connection.getOutputStream().write(' ');
                server.pause(Duration.ofMillis(50));
            }
        };
    }

    static Script pour(String first, String again) {
        byte[] part = bytes(again.repeat(Math.max(1, PART / again.length())));
        return (server, connection, request) -> {
            connection.getOutputStream().write(bytes(first));
            server.pour(connection, part);
        };
    }

    /** Accepts the first request, and reacts to every later one. */
    static Script afterAResponse(Reaction reaction) {
        return (server, connection, request) -> {
            if (server.requests().size() == 1) {
                connection.getOutputStream().write(bytes(accepted(1)));
            } else {
                reaction.on(connection);
            }
        };
    }

    /** Responds to the first request with the text, and accepts every later one with the id AX2. */
    static Script beforeOthers(String first) {
        return (server, connection, request) ->
                connection.getOutputStream().write(bytes(server.requests().size() == 1 ? first : accepted(2)));
    }

    /** {@return two responses; the first declares two lengths, one to its end and one to the end of the second} */
    static String twoLengths() {
        String leftOver = accepted(0);
        int headAndBody = accepted(1).indexOf("{");
        int length = accepted(1).length() - headAndBody + leftOver.length();
        return accepted(1).replaceFirst("\r\n\r\n", "\r\nContent-Length: " + length + "\r\n\r\n") + leftOver;
    }

    /** A compressed response with an id. */
    static Script gzipped() {
        return Script.of(connection -> {
            writeGzip(connection, gzip(bytes("{\"data\":{\"message_id\":\"AX1\"}}")));
            connection.close();
        });
    }

    /** A response with an id, 1 GiB compressed to 1 MiB. */
    static Script bomb() {
        return Script.of(connection -> writeGzip(connection, Bomb.BYTES));
    }

    private static void writeGzip(Socket connection, byte[] body) throws IOException {
        connection
                .getOutputStream()
                .write(bytes("HTTP/1.1 202 Accepted\r\nContent-Encoding: gzip\r\nContent-Length: " + body.length
                        + "\r\n\r\n"));
        connection.getOutputStream().write(body);
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** Created once, on first use. */
    private static final class Bomb {

        static final byte[] BYTES = make();

        private static byte[] make() {
            try {
                // Concatenated gzip members are one stream; compressing 1 GiB at once would take seconds.
                ByteArrayOutputStream bomb = new ByteArrayOutputStream();
                bomb.write(gzip(bytes("{\"data\":{\"message_id\":\"AX1\"},\"x\":\"")));
                byte[] mebibyte = gzip(bytes("x".repeat(1 << 20)));
                for (int i = 0; i < 1024; i++) {
                    bomb.write(mebibyte);
                }
                bomb.write(gzip(bytes("\"}")));
                return bomb.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
