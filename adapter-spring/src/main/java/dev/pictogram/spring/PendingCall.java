// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.wire.HttpExchange.Call;
import dev.pictogram.wire.HttpExchange.Outcome;
import org.jspecify.annotations.Nullable;

/** A request attribute that carries a call through a {@code RestClient}, and its outcome back. */
final class PendingCall {

    static final String ATTRIBUTE = PendingCall.class.getName();

    final Call call;

    @Nullable
    Outcome outcome; // null: our own transport has not been asked, or has not come back

    PendingCall(Call call) {
        this.call = call;
    }
}
