// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import java.io.IOException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.nio.DefaultHttpResponseFactory;
import org.apache.hc.core5.http.impl.nio.DefaultHttpResponseParser;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/** The library's parser, without its tolerance: the head of a response must be complete, and few may precede it. */
final class ResponseParser extends DefaultHttpResponseParser<HttpResponse> {

    private static final int MAX_INFORMATIONAL = 20;

    private int informational;

    ResponseParser(Http1Config limits) {
        super(limits, DefaultHttpResponseFactory.INSTANCE);
    }

    @Override
    public @Nullable HttpResponse parse(SessionInputBuffer buffer, boolean endOfStream)
            throws IOException, HttpException {
        HttpResponse head = super.parse(buffer, false);
        if (head == null) {
            if (endOfStream && buffer.hasData()) {
                throw new ConnectionClosedException("the connection was closed inside the head of a response");
            }
        } else if (head.getCode() >= HttpStatus.SC_SUCCESS) {
            informational = 0;
        } else if (++informational > MAX_INFORMATIONAL) {
            throw new ProtocolException("more than " + MAX_INFORMATIONAL + " informational responses");
        }
        return head;
    }
}
