// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.MessagingPortContract.MESSAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.contract.RawServer.Reaction;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** An interrupt ends {@code send}, and the interrupt flag stays set. */
abstract class InterruptClauses extends HttpClauses {

    InterruptClauses(HttpAdapterContract contract) {
        super(contract);
    }

    @Test
    final void an_interrupted_thread_does_not_connect() {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            MessagingPort port = port(at(server), POLICY);

            Thread.currentThread().interrupt();
            SendResult result = port.send(MESSAGE);

            assertTrue(Thread.interrupted(), "the interrupt flag is set");
            assertNotSent(result);
            assertEquals(0, server.connections());
        }
    }

    /** Interrupts a TLS handshake with a server that sends nothing. */
    @Test
    final void an_interrupt_while_connecting_is_not_sent() throws Exception {
        List<Socket> accepted =
                new CopyOnWriteArrayList<>(); // Unreachable sockets are closed by the garbage collector.
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Longer than the test waits for the interrupt.
            MessagingPort port = port(at("https", silent), POLICY.withConnectTimeout(Duration.ofSeconds(30)));

            InterruptedSend interrupted = InterruptedSend.at(port, () -> accepted.add(silent.accept()));

            assertNotSent(interrupted.result());
            assertTrue(interrupted.flag(), "the interrupt flag is set");
        } finally {
            for (Socket connection : accepted) {
                connection.close();
            }
        }
    }

    @Test
    final void an_interrupt_while_waiting_for_the_response_is_in_doubt() throws Exception {
        assertInterruptIsInDoubt(Fault.NEVER_ANSWERS);
    }

    /** Interrupts {@code send} after half of the response. */
    @Test
    final void an_interrupt_while_reading_the_response_is_in_doubt() throws Exception {
        assertInterruptIsInDoubt(Fault.STALLS_IN_THE_BODY);
    }

    private void assertInterruptIsInDoubt(Fault fault) throws Exception {
        try (RawServer server = RawServer.start(fault)) {
            InterruptedSend interrupted = InterruptedSend.at(port(at(server), POLICY), server::awaitRequest);

            assertInstanceOf(InDoubt.class, interrupted.result());
            assertTrue(interrupted.flag(), "the interrupt flag is set");
            assertSound(interrupted.result());
            server.awaitNoConnection();
            assertEquals(1, server.requests().size());
        }
    }
}
