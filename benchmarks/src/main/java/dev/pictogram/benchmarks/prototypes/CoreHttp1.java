// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks.prototypes;

import dev.pictogram.wire.HttpExchange.Answer;
import dev.pictogram.wire.HttpExchange.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** HTTP/1.1 by the connection of Apache HttpCore's classic side, which repeats nothing and follows nothing. */
final class CoreHttp1 extends DefaultBHttpClientConnection implements Http1 {

    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(64 * 1024)
            .setMaxHeaderCount(1000)
            .build();

    private ClassicHttpRequest request;
    private ClassicHttpResponse response;
    private SessionInputBuffer buffer;
    private boolean isWhole;

    CoreHttp1(Connection connection) throws IOException {
        super(LIMITS);
        bind(new SocketHolder(connection.socket()) {
            @Override
            protected InputStream getInputStream(Socket socket) {
                return connection.in();
            }

            @Override
            protected OutputStream getOutputStream(Socket socket) {
                return connection.out();
            }
        });
    }

    @Override
    public void ask(Call call) throws IOException {
        isWhole = false;
        String query = call.uri().getRawQuery();
        request = new BasicClassicHttpRequest(
                "POST", query == null ? call.uri().getRawPath() : call.uri().getRawPath() + "?" + query);
        request.addHeader("Host", call.uri().getRawAuthority());
        call.headers().forEach(request::addHeader);
        request.addHeader("Content-Length", call.body().length);
        request.setEntity(new ByteArrayEntity(call.body(), null));
        try {
            sendRequestHeader(request);
            sendRequestEntity(request);
            flush();
        } catch (HttpException e) {
            throw new IOException(e);
        }
    }

    @Override
    public Answer head() throws IOException {
        try {
            for (int i = 0; i < BEFORE_THE_ANSWER; i++) {
                response = receiveResponseHeader();
                if (response.getCode() == 101) {
                    throw new IOException("another protocol, which nobody asked for");
                }
                if (response.getCode() >= 200) {
                    return Answer.of(response.getCode(), this::header, new byte[0]);
                }
            }
        } catch (HttpException e) {
            throw new IOException(e);
        }
        throw new IOException("no answer but what comes before one");
    }

    private String header(String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    @Override
    public byte[] body(int limit) {
        if (response.getCode() == 204 || response.getCode() == 304) {
            isWhole = header("Content-Length") == null && header("Transfer-Encoding") == null;
            return new byte[0];
        }
        try {
            receiveResponseEntity(response);
            // Not closed, which would read on.
            Body body = Body.of(
                    response.getEntity().getContent(), response.getEntity().getContentLength(), limit);
            isWhole = body.isWhole();
            return body.bytes();
        } catch (IOException | HttpException | RuntimeException lostOnTheWay) {
            return new byte[0];
        }
    }

    @Override
    protected InputStream createContentInputStream(long length, SessionInputBuffer buffer, InputStream in) {
        this.buffer = buffer; // There is no other way to it.
        return super.createContentInputStream(length, buffer, in);
    }

    @Override
    public boolean isDone() {
        return isWhole
                && (buffer == null || buffer.length() == 0)
                && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, null);
    }
}
