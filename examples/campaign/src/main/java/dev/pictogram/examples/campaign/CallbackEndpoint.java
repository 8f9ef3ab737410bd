// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pictogram.DeliveryReport;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxException;
import dev.pictogram.simulator.CallbackProfile;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.wire.CallbackReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Receives the delivery reports of a simulator and records them in an outbox.
 *
 * <p>For Kaleyra, such an endpoint also needs TLS: see docs/delivery-reports.md.
 */
final class CallbackEndpoint implements AutoCloseable {

    private static final String TOKEN_HEADER = "X-Callback-Token";
    private static final int LONGEST_BODY = 1 << 20;

    private final Outbox outbox;
    private final String token = UUID.randomUUID().toString();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpServer server;

    private CallbackEndpoint(Outbox outbox) throws IOException {
        this.outbox = outbox;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/callbacks", this::handle);
        server.start();
    }

    /** Starts an endpoint, to which the simulator posts the reports of all messages that it accepts from now on. */
    static CallbackEndpoint start(KaleyraSimulator simulator, Outbox outbox) throws IOException {
        CallbackEndpoint endpoint = new CallbackEndpoint(outbox);
        URI url = URI.create("http://127.0.0.1:" + endpoint.server.getAddress().getPort() + "/callbacks");
        simulator.postCallbacks(CallbackProfile.to(url).withHeader(TOKEN_HEADER, endpoint.token));
        return endpoint;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(receive(exchange), -1);
        }
    }

    private int receive(HttpExchange exchange) throws IOException {
        String given = exchange.getRequestHeaders().getFirst(TOKEN_HEADER);
        if (given == null || !MessageDigest.isEqual(token.getBytes(UTF_8), given.getBytes(UTF_8))) {
            return 401;
        }
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            return 413;
        }
        try {
            for (DeliveryReport report : CallbackReader.defaults().read(body)) {
                outbox.record(report);
            }
            return 204;
        } catch (IllegalArgumentException notJson) {
            return 400;
        } catch (OutboxException notStored) {
            return 500;
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
