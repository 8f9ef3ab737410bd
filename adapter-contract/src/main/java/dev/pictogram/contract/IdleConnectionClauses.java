// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.Background.inThread;
import static dev.pictogram.contract.MessagingPortContract.MESSAGE;
import static dev.pictogram.contract.MessagingPortContract.SOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection is not reused after the idle timeout. Skipped for {@link Difference#KEEPS_IDLE_CONNECTIONS}. */
abstract class IdleConnectionClauses extends HttpClauses {

    IdleConnectionClauses(HttpAdapterContract contract) {
        super(contract);
    }

    private static final SendPolicy IDLE =
            POLICY.withTimeout(Duration.ofSeconds(4)).withIdleTimeout(Duration.ofMillis(200));

    /** Five times the idle timeout, because the server measures from an earlier moment than the client. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(1);

    /** More than the sends between the bursts, each of which may use a different connection. */
    private static final int BURST = 12;

    /**
     * Sends 12 messages at once, waits, and sends 12 more, through a network that forgets a connection after five times {@link
     * SendPolicy#idleTimeout()}: a request on a forgotten connection has no response.
     */
    @ParameterizedTest
    @EnumSource
    final void a_connection_is_not_reused_after_the_idle_timeout(Way way) throws Exception {
        betweenBursts(way, (server, port) -> server.pause(FORGOTTEN_AFTER));
    }

    /** Sends messages one by one between the bursts: the port is in use all the time, but not each connection. */
    @ParameterizedTest
    @EnumSource
    final void an_idle_connection_is_not_reused_while_others_are_in_use(Way way) throws Exception {
        betweenBursts(way, (server, port) -> {
            for (long end = System.nanoTime() + FORGOTTEN_AFTER.toNanos(); System.nanoTime() < end; ) {
                assertInstanceOf(Accepted.class, way.take(port, MESSAGE));
                server.pause(Duration.ofMillis(100));
            }
        });
    }

    @FunctionalInterface
    private interface Between {
        void bursts(RawServer server, MessagingPort port) throws Exception;
    }

    private void betweenBursts(Way way, Between between) throws Exception {
        assumeDoesNot(Difference.KEEPS_IDLE_CONNECTIONS);
        Map<Socket, Long> lastUse = new ConcurrentHashMap<>();
        AtomicInteger unanswered = new AtomicInteger();
        try (RawServer server = RawServer.start((self, connection, request) -> {
            Long last = lastUse.get(connection);
            if (last != null && System.nanoTime() - last >= FORGOTTEN_AFTER.toNanos()) {
                unanswered.incrementAndGet();
            } else {
                self.pause(Duration.ofMillis(50)); // so that each send of a burst needs a separate connection
                connection.getOutputStream().write(ACCEPTED);
                lastUse.put(connection, System.nanoTime());
            }
        })) {
            MessagingPort port = port(at(server), IDLE);
            burst(way, port);
            between.bursts(server, port);
            burst(way, port);
            assertEquals(0, unanswered.get(), "requests on forgotten connections");
        }
    }

    private static void burst(Way way, MessagingPort port) throws Exception {
        List<Future<SendResult>> burst = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
            burst.add(inThread(() -> way.take(port, MESSAGE)));
        }
        for (Future<SendResult> sent : burst) {
            assertEquals(FIRST, sent.get(SOON.toSeconds(), TimeUnit.SECONDS));
        }
    }
}
