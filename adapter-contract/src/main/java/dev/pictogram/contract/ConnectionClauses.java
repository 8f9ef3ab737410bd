// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.MessagingPortContract.MESSAGE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pictogram.Account;
import dev.pictogram.Pod;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.contract.RawServer.Reaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Without a connection, the message is not sent. */
abstract class ConnectionClauses extends HttpClauses {

    ConnectionClauses(HttpAdapterContract contract) {
        super(contract);
    }

    @ParameterizedTest
    @EnumSource
    final void a_refused_connection_is_not_sent(Way way) throws Exception {
        assertNotSent(way.take(port(closedPort(), POLICY), MESSAGE));
    }

    @ParameterizedTest
    @EnumSource
    final void an_unknown_host_is_not_sent(Way way) throws Exception {
        // RFC 6761: no name below .invalid exists.
        Account nowhere = account(Pod.at(URI.create("https://pictogram.invalid")));
        assertNotSent(way.take(port(nowhere, POLICY), MESSAGE));
    }

    /** The timeout is 300 ms. Skipped on an operating system that completes every connect. */
    @ParameterizedTest
    @EnumSource
    final void a_connect_timeout_is_not_sent(Way way) throws Exception {
        try (FullListener full = new FullListener()) {
            long start = System.nanoTime();
            assertNotSent(way.take(port(full.account(), SHORT_CONNECT), MESSAGE));
            assertSoon(start);
        }
    }

    /** The timeout is 300 ms; the server accepts the connection and sends nothing. */
    @ParameterizedTest
    @EnumSource
    final void a_tls_handshake_timeout_is_not_sent(Way way) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            assertNotSent(way.take(port(at("https", silent), SHORT_CONNECT), MESSAGE));
            assertSoon(start);
        }
    }

    /** The server responds in plain text to the TLS handshake. The result is {@link NotSent} or {@link InDoubt}. */
    @ParameterizedTest
    @EnumSource
    final void a_plain_text_server_on_https_never_gets_the_key(Way way) throws Exception {
        Thread server;
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server = new Thread(() -> respondInPlainText(plain, received));
            server.start();

            SendResult result = way.take(port(at("https", plain), POLICY), MESSAGE);

            // In doubt is safe, too: java.net.http sometimes takes the body before it reads the response.
            assertTrue(result instanceof NotSent || result instanceof InDoubt, result::toString);
            assertSound(result);
        }
        server.join();
        assertFalse(received.toString(ISO_8859_1).contains(KEY), "the key was sent in plain text");
    }

    static void respondInPlainText(ServerSocket listener, OutputStream received) {
        while (!listener.isClosed()) {
            try (Socket connection = listener.accept()) {
                connection.getOutputStream().write(ACCEPTED);
                // The client closes the connection; a server that closes first is a different fault.
                connection.getInputStream().transferTo(received);
            } catch (IOException closed) {
                // The loop ends when the listener is closed.
            }
        }
    }

    /** The certificate has the right address and is in no trust store. */
    @ParameterizedTest
    @EnumSource
    final void an_untrusted_certificate_is_not_sent(Way way) throws Exception {
        try (RawServer server = RawServer.startTls(Identities.right().context(), Reaction.respond(ACCEPTED))) {
            assertNotSent(way.take(port(at(server), POLICY), MESSAGE));
            assertEquals(0, server.requests().size());
        }
    }

    /** A server at 127.0.0.1 has a trusted certificate for 127.0.0.2. */
    @ParameterizedTest
    @EnumSource
    final void a_certificate_for_another_host_is_not_sent(Way way) throws Exception {
        Identities.whileTrusted((right, wrong) -> {
            assertEquals(FIRST, way.take(port(at(right), POLICY), MESSAGE), "the certificate is trusted");
            assertNotSent(way.take(port(at(wrong), POLICY), MESSAGE));
            assertEquals(0, wrong.requests().size());
        });
    }
}
