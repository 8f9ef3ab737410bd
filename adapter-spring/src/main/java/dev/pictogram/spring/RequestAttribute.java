// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Result;
import org.jspecify.annotations.Nullable;

/** Carries a request through a {@code RestClient} as an attribute, and the result back. */
final class RequestAttribute {

    static final String NAME = RequestAttribute.class.getName();

    final Request request;

    @Nullable
    Result result; // null: not sent by JdkTransport, or not complete

    RequestAttribute(Request request) {
        this.request = request;
    }
}
