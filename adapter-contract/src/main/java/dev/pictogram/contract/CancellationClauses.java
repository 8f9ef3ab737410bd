// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.Background.inThread;
import static dev.pictogram.contract.MessagingPortContract.MESSAGE;
import static dev.pictogram.contract.MessagingPortContract.SOON;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pictogram.ExtraInfo;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cancelled asynchronous send starts nothing more. */
abstract class CancellationClauses extends HttpClauses {

    CancellationClauses(HttpAdapterContract contract) {
        super(contract);
    }

    /**
     * Cancels a send after its first request, then sends another message whose three retries take longer than the retry of
     * the first would take.
     */
    @ParameterizedTest
    @EnumSource
    final void no_retry_follows_a_cancelled_send(Cancel cancel) throws Exception {
        Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
        CountDownLatch first = new CountDownLatch(1);
        RawServer server = RawServer.start((self, connection, request) -> {
            String ref = RandomFaultServer.refOf(request);
            int count =
                    requests.computeIfAbsent(ref, none -> new AtomicInteger()).incrementAndGet();
            connection.getOutputStream().write(count < 4 ? VerdictRow.http(429, "") : RandomFaultServer.accepted(ref));
            first.countDown();
        });
        try (server) {
            SendPolicy policy =
                    SendPolicy.defaults().withAttempts(4).withBackoff(Duration.ofMillis(300), Duration.ofMillis(300));
            MessagingPort port = port(at(server), policy);
            CompletableFuture<SendResult> future = port.sendAsync(MESSAGE.withExtraInfo(ExtraInfo.ref("cancelled")));
            assertTrue(first.await(SOON.toSeconds(), TimeUnit.SECONDS));

            cancel.cancel(future);

            SendResult next = Way.SEND_ASYNC.take(port, MESSAGE.withExtraInfo(ExtraInfo.ref("later")));
            assertEquals(new Accepted(MessageId.of("later")), next);
            int count = requests.getOrDefault("cancelled", new AtomicInteger()).get();
            assertEquals(1, count, "requests of the cancelled message");
        }
    }

    /**
     * Cancels a send while its connect is pending, then accepts connections for 4 seconds, and expects no request body.
     * Skipped on an operating system that completes every connect.
     */
    @Test
    final void a_send_cancelled_while_connecting_writes_no_body() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (FullListener full = new FullListener()) {
            CompletableFuture<SendResult> future = port(full.account(), POLICY).sendAsync(MESSAGE);
            never.await(500, TimeUnit.MILLISECONDS); // by then the client connects

            future.cancel(true);

            full.drain();
            // Not awaited: a client without a timeout that writes keeps its connection open.
            inThread(() -> {
                ConnectionClauses.respondInPlainText(full.listener(), received);
                return received;
            });
            // Linux retries a pending connect after 1 and 3 seconds.
            for (int i = 0; i < 40 && !received.toString(ISO_8859_1).contains("messaging_object"); i++) {
                never.await(100, TimeUnit.MILLISECONDS); // between two looks: nothing signals that no body comes
            }
        }
        String request = received.toString(ISO_8859_1);
        assertFalse(request.contains("messaging_object"), request);
    }
}
