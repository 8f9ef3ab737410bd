// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.contract.RawServer.Request;
import java.io.IOException;
import java.net.Socket;

/** The behaviour of a server at each step of a connection. The connection stays open unless a step closes it. */
@FunctionalInterface
interface Script {

    void onRequest(RawServer server, Socket connection, Request request) throws IOException;

    default void onArrival(Socket connection) throws IOException {}

    default void onHead(Socket connection) throws IOException {}

    static Script of(Reaction reaction) {
        return (server, connection, request) -> reaction.on(connection);
    }

    static Script arrival(Reaction reaction) {
        return new Script() {
            @Override
            public void onArrival(Socket connection) throws IOException {
                reaction.on(connection);
            }

            @Override
            public void onRequest(RawServer server, Socket connection, Request request) {}
        };
    }

    static Script head(Reaction reaction) {
        return new Script() {
            @Override
            public void onHead(Socket connection) throws IOException {
                reaction.on(connection);
            }

            @Override
            public void onRequest(RawServer server, Socket connection, Request request) {}
        };
    }
}
