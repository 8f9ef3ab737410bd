// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.wire.http.HttpTransport.Request;
import dev.pictogram.wire.http.HttpTransport.Result;
import org.jspecify.annotations.Nullable;

/** A request attribute that carries a call through a {@code RestClient}, and its outcome back. */
final class PendingCall {

    static final String ATTRIBUTE = PendingCall.class.getName();

    final Request call;

    @Nullable
    Result outcome; // null: our own transport has not been asked, or has not come back

    PendingCall(Request call) {
        this.call = call;
    }
}
