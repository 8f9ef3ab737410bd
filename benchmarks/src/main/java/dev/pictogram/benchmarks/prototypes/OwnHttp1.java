// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks.prototypes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pictogram.wire.HttpExchange.Answer;
import dev.pictogram.wire.HttpExchange.Call;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP/1.1 written and read here, strictly where two ways to read an answer would differ. */
final class OwnHttp1 implements Http1 {

    private static final int HEAD_LIMIT = 384 * 1024;
    private static final byte[] NOTHING = {};
    private static final long TO_THE_END = -1;
    private static final long CHUNKED = -2;

    private final Connection connection;
    private final InputStream rest = new Rest();
    private byte[] out = new byte[2048];
    private int written;
    private byte[] in = new byte[2048];
    private int from;
    private int to;
    private int headLeft;

    // Of the answer
    private long length;
    private boolean isKept;
    private boolean isWhole;

    OwnHttp1(Connection connection) {
        this.connection = connection;
    }

    // The way out

    @Override
    public void ask(Call call) throws IOException {
        isWhole = false;
        written = 0;
        String query = call.uri().getRawQuery();
        write("POST ");
        write(call.uri().getRawPath());
        write(query == null ? "" : "?" + query);
        write(" HTTP/1.1\r\nHost: ");
        write(call.uri().getRawAuthority());
        for (Map.Entry<String, String> header : call.headers().entrySet()) {
            write("\r\n");
            write(header.getKey());
            write(": ");
            write(header.getValue());
        }
        write("\r\nContent-Length: ");
        write(Integer.toString(call.body().length));
        write("\r\n\r\n");
        makeRoom(call.body().length);
        System.arraycopy(call.body(), 0, out, written, call.body().length);
        connection.out().write(out, 0, written + call.body().length);
    }

    private void write(String ascii) {
        makeRoom(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            out[written++] = (byte) ascii.charAt(i);
        }
    }

    private void makeRoom(int more) {
        if (written + more > out.length) {
            out = Arrays.copyOf(out, 2 * (written + more));
        }
    }

    // The way back

    @Override
    public Answer head() throws IOException {
        headLeft = HEAD_LIMIT;
        for (int i = 0; i < BEFORE_THE_ANSWER; i++) {
            Answer answer = headOfOne();
            if (answer.status() >= 200) {
                return answer;
            }
        }
        throw new ProtocolException("no answer but what comes before one");
    }

    private Answer headOfOne() throws IOException {
        int status = status(line());
        String declared = null;
        String coding = null;
        String date = null;
        String retryAfter = null;
        boolean isClear = true;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || line.charAt(0) <= ' ' || line.charAt(colon - 1) <= ' ') {
                throw new ProtocolException("not a header");
            }
            String value = line.substring(colon + 1).strip();
            if (isNamed("content-length", line, colon)) {
                isClear &= declared == null || declared.equals(value);
                declared = value;
            } else if (isNamed("transfer-encoding", line, colon)) {
                isClear &= coding == null && value.equalsIgnoreCase("chunked");
                coding = value;
            } else if (isNamed("connection", line, colon)) {
                isKept &= !value.toLowerCase(Locale.ROOT).contains("close");
            } else if (date == null && isNamed("date", line, colon)) {
                date = value;
            } else if (retryAfter == null && isNamed("retry-after", line, colon)) {
                retryAfter = value;
            }
        }
        length = length(status, isClear, declared, coding != null);
        Map<String, String> headers = new TreeMap<>();
        putIfThere(headers, "date", date);
        putIfThere(headers, "retry-after", retryAfter);
        return new Answer(status, headers, NOTHING);
    }

    private int status(String line) throws ProtocolException {
        boolean isWellFormed = line.startsWith("HTTP/1.") && line.length() >= 12 && line.charAt(8) == ' ';
        int status = isWellFormed && (line.length() == 12 || line.charAt(12) == ' ')
                ? (int) number(line.substring(9, 12), 10, 3)
                : 0;
        if (status < 100 || status == 101) {
            throw new ProtocolException("not an answer in HTTP/1, or a change to what nobody asked for");
        }
        isKept = line.charAt(7) == '1';
        return status;
    }

    private static boolean isNamed(String name, String line, int colon) {
        return colon == name.length() && line.regionMatches(true, 0, name, 0, colon);
    }

    private static void putIfThere(Map<String, String> headers, String name, String value) {
        if (value != null) {
            headers.put(name, value);
        }
    }

    /** Returns how long the body is; none, on a connection that is not used again, where there are two ways to see it. */
    private long length(int status, boolean isClear, String declared, boolean isChunked) {
        boolean hasNone = status < 200 || status == 204 || status == 304;
        long length = declared == null ? TO_THE_END : number(declared, 10, 18);
        if (!isClear || isChunked && declared != null || declared != null && length < 0) {
            isKept = false;
            return 0;
        }
        if (hasNone) {
            isKept &= !isChunked && (length <= 0 || status == 304);
            return 0;
        }
        isKept &= isChunked || declared != null;
        return isChunked ? CHUNKED : length;
    }

    /** Reads a number of a few digits and nothing else, or returns less than zero. */
    private static long number(String text, int radix, int most) {
        boolean isNumber = !text.isEmpty() && text.length() <= most;
        for (int i = 0; i < text.length(); i++) {
            isNumber &= text.charAt(i) < 128 && Character.digit(text.charAt(i), radix) >= 0;
        }
        return isNumber ? Long.parseLong(text, radix) : -1;
    }

    @Override
    public byte[] body(int limit) {
        Body body = Body.of(length == CHUNKED ? new Chunks() : rest, length, limit);
        isWhole = body.isWhole();
        return body.bytes();
    }

    @Override
    public boolean isDone() {
        return isWhole && isKept && from == to;
    }

    /** What comes, from the buffer first. */
    private final class Rest extends InputStream {
        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            if (from == to) {
                return connection.in().read(bytes, offset, count);
            }
            int some = Math.min(count, to - from);
            System.arraycopy(in, from, bytes, offset, some);
            from += some;
            return some;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }
    }

    /** What comes in chunks, without their frames. */
    private final class Chunks extends InputStream {
        private long left = -1; // before the first
        private boolean isOver;

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            if (left <= 0 && !isOver) {
                next();
            }
            if (isOver) {
                return -1;
            }
            int some = rest.read(bytes, offset, (int) Math.min(count, left));
            if (some < 0) {
                throw new EOFException("chunks that are cut off");
            }
            left -= some;
            return some;
        }

        private void next() throws IOException {
            headLeft = HEAD_LIMIT; // Bodies have a limit of their own.
            if (left == 0 && !line().isEmpty()) {
                throw new ProtocolException("a chunk that is longer than it says");
            }
            String line = line();
            int more = line.indexOf(';');
            String size = (more < 0 ? line : line.substring(0, more)).strip();
            left = number(size, 16, 15);
            if (left < 0) {
                throw new ProtocolException("a chunk's size that is no number");
            }
            isOver = left == 0;
            while (isOver && !line().isEmpty()) {
                // Nobody asked for what may be said behind the last chunk.
            }
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }
    }

    /** Returns the next line of the head or between chunks, without its end. */
    private String line() throws IOException {
        int at = from;
        while (true) {
            for (; at < to; at++) {
                if (in[at] == '\n') {
                    int end = at > from && in[at - 1] == '\r' ? at - 1 : at;
                    String line = new String(in, from, end - from, ISO_8859_1);
                    from = at + 1;
                    return line;
                }
            }
            at -= from;
            fill();
            at += from;
        }
    }

    private void fill() throws IOException {
        System.arraycopy(in, from, in, 0, to - from);
        to -= from;
        from = 0;
        if (to == in.length) {
            in = Arrays.copyOf(in, 2 * to);
        }
        int count = connection.in().read(in, to, Math.min(in.length - to, headLeft));
        if (count <= 0) {
            throw count < 0 ? new EOFException("no whole answer") : new ProtocolException("a head without an end");
        }
        headLeft -= count;
        to += count;
    }
}
