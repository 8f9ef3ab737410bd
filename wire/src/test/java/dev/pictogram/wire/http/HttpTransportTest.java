// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.wire.http.HttpTransport.NoResponse;
import dev.pictogram.wire.http.HttpTransport.NotSent;
import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HttpTransportTest {

    @Test
    void a_body_is_read_to_its_end_and_closed() {
        AtomicBoolean closed = new AtomicBoolean();
        String text = "x".repeat(2000);
        InputStream body = new ByteArrayInputStream(text.getBytes(UTF_8)) {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        assertThat(Response.bodyOf(body, request(Duration.ofMinutes(1)), System.nanoTime()))
                .asString(UTF_8)
                .isEqualTo(text);
        assertThat(closed).isTrue();
    }

    @Test
    void a_body_is_truncated_at_the_limit() {
        InputStream body = new ByteArrayInputStream("x".repeat(5000).getBytes(UTF_8));

        assertThat(Response.bodyOf(body, request(Duration.ofMinutes(1)), System.nanoTime()))
                .hasSize(3000);
        assertThat(body).isNotEmpty();
    }

    @Test
    void a_body_that_fails_is_kept_as_far_as_it_was_received() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        };
        InputStream body = new SequenceInputStream(new ByteArrayInputStream("half".getBytes(UTF_8)), broken);

        assertThat(Response.bodyOf(body, request(Duration.ofMinutes(1)), System.nanoTime()))
                .asString(UTF_8)
                .isEqualTo("half");
    }

    @Test
    void a_body_after_the_timeout_is_read_once() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        long longAgo = System.nanoTime() - Duration.ofMinutes(2).toNanos();

        assertThat(Response.bodyOf(endless, request(Duration.ofMinutes(1)), longAgo))
                .hasSize(1024);
    }

    @Test
    void a_response_has_the_used_headers_and_does_not_show_its_body() {
        Map<String, String> headers = Map.of("retry-after", "7", "date", "today", "set-cookie", "x");
        Response response = Response.of(503, headers::get, "secret".getBytes(UTF_8));

        assertThat(response.headers()).isEqualTo(Map.of("retry-after", "7", "date", "today"));
        assertThat(response).hasToString("HTTP 503 {date=today, retry-after=7} (6 bytes)");
    }

    @Test
    void an_unreadable_header_does_not_affect_the_status_and_other_headers() {
        for (Throwable broken : new Throwable[] {new IllegalStateException("no"), new NoSuchMethodError("header")}) {
            Response response = Response.of(
                    429,
                    name -> {
                        if (name.equals("date")) {
                            throw HttpTransportTest.<RuntimeException>sneaky(broken);
                        }
                        return "7";
                    },
                    new byte[0]);

            assertThat(response).hasToString("HTTP 429 {retry-after=7} (0 bytes)");
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void null_is_rejected() {
        assertThatNullPointerException().isThrownBy(() -> new NoResponse(null));
        assertThatNullPointerException().isThrownBy(() -> new NotSent(null));
        assertThatNullPointerException().isThrownBy(() -> new Response(200, Map.of(), null));
        assertThatNullPointerException().isThrownBy(() -> new Response(200, null, new byte[0]));
    }

    private static Request request(Duration timeout) {
        return new Request(URI.create("http://127.0.0.1:1/"), Map.of(), new byte[0], timeout, timeout, 3000);
    }
}
